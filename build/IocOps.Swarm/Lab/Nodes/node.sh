#!/bin/sh
# What runs inside the namespaces of a lab node. The lab starts it; nobody else needs to.
#   node.sh hold NAME                                    keep the namespaces of the switch alive
#   node.sh init NAME RUN DATA HOSTNAME [FOLDER PATH]... prepare the mounts of a node, then keep its namespaces alive
#   node.sh start LOG PROGRAM [ARGUMENT]...              start a program that outlives this call
#   node.sh stop PID                                     ask a process of this node to end
set -eu

# The first process of a process namespace: it adopts what its neighbours leave behind, and when it is killed all of them are.
hold() {
    echo ready
    exec </dev/null >/dev/null 2>&1
    while :; do
        sleep 1000000 &
        wait || :
    done
}

layer_etc() {
    mount -t overlay -o "lowerdir=/etc,upperdir=$data/etc/upper,workdir=$data/etc/work" overlay /etc
}

verb=$1
shift
case $verb in
hold)
    hold
    ;;
init)
    run=$2
    data=$3
    echo "$4" >/proc/sys/kernel/hostname
    shift 4
    # An empty /run of its own: no lock, socket or state of the machine's own engine is seen or touched. Only the lab's folder stays.
    mkdir -p "$data/keep"
    mount --bind "$run" "$data/keep"
    mount -t tmpfs -o mode=0755 tmpfs /run
    mkdir -p "$run"
    mount --move "$data/keep" "$run"
    rmdir "$data/keep"
    # What an engine writes to /etc (before version 25, its identity) stays with the node.
    mkdir -p "$data/etc/upper" "$data/etc/work"
    if ! layer_etc 2>/dev/null; then
        # The lab's folder lies on a file system that can't be a layer: the node forgets these files when it is powered off.
        mount -t tmpfs -o mode=0755 tmpfs "$data/etc"
        mkdir -p "$data/etc/upper" "$data/etc/work"
        layer_etc
    fi
    # Services mount it; a small machine has none, and an empty one means UTC.
    [ -e /etc/localtime ] || : >/etc/localtime
    while [ $# -ge 2 ]; do
        mount --bind "$1" "$2"
        shift 2
    done
    hold
    ;;
start)
    log=$1
    shift
    exec </dev/null >>"$log" 2>&1
    setsid "$@" &
    ;;
stop)
    kill -TERM "$1"
    ;;
*)
    echo "node.sh: unknown verb $verb" >&2
    exit 2
    ;;
esac
