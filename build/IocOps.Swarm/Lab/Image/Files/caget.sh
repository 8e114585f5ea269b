#!/bin/sh
# Answers for the records that the IOC in this container loaded, as long as it runs.
state=${ST_IOC_STATE:-/tmp/st-ioc}
terse=
patience=1
while getopts 'thacdsSn#:w:p:e:f:g:F:l:0:' option; do
    case $option in
    t) terse=yes ;;
    w) patience=$OPTARG ;;
    \?) exit 1 ;;
    esac
done
shift $((OPTIND - 1))
if [ $# -eq 0 ]; then
    echo "No pv name specified. ('caget -h' for help.)" >&2
    exit 1
fi

serves() {
    [ -f "$state/records" ] && kill -0 "$(cat "$state/pid")" 2>/dev/null || return 1
    # Nobody to ask: the search goes nowhere.
    [ "$EPICS_CA_AUTO_ADDR_LIST" != NO ] || [ -n "$EPICS_CA_ADDR_LIST" ]
}

lost=
for name in "$@"; do
    record=${name%.VAL}
    if serves && line=$(awk -F '\t' -v name="$record" '$1 == name { print $3; found = 1; exit } END { exit !found }' "$state/records"); then
        if [ "$terse" ]; then echo "$line"; else printf '%-30s %s\n' "$name" "$line"; fi
    else
        lost=yes
        missing="$missing $name"
    fi
done
[ -n "$lost" ] || exit 0
sleep "$patience"
for name in $missing; do echo "Channel connect timed out: '$name' not found." >&2; done
exit 1
