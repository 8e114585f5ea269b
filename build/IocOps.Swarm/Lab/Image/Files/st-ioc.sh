#!/bin/sh
# Stands in for an EPICS IOC application in the lab: runs a startup script as iocsh would, and then waits for commands on its input.
# Unlike iocsh it ends with 1 at the first mistake in the script, so that nothing wrong goes unseen.
# Its memory is /tmp/st-ioc: `records` (name, type, value) and `pid`; caget in the same container reads them.
ST_IOC_STATE=${ST_IOC_STATE:-/tmp/st-ioc}
ST_IOC_NAME=${0##*/}
export ST_IOC_STATE ST_IOC_NAME
mkdir -p "$ST_IOC_STATE"
rm -f "$ST_IOC_STATE/records"
echo $$ >"$ST_IOC_STATE/pid"

if [ $# -gt 0 ]; then
    awk -f "${ST_IOC_LIB:-/usr/lib/lab-ioc}/iocsh.awk" "$1" || exit 1
fi

# Without a terminal or an open input the first read finds the end, and the IOC ends as a real one does.
trap 'echo; exit 0' TERM INT HUP
printf 'epics> '
while read -r command argument; do
    case $command in
    exit) exit 0 ;;
    dbl) cut -f 1 "$ST_IOC_STATE/records" ;;
    dbgf) caget "$argument" ;;
    dbpf) caput $argument ;;
    '' | '#'*) ;;
    *) echo "Command $command not found." ;;
    esac
    printf 'epics> '
done
echo
exit 0
