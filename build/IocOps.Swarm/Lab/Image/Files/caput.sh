#!/bin/sh
# Changes the value of a record that the IOC in this container loaded.
state=${ST_IOC_STATE:-/tmp/st-ioc}
while getopts 'thacsSnw:p:#:' option; do [ "$option" != '?' ] || exit 1; done
shift $((OPTIND - 1))
name=${1%.VAL}
old=$(caget -t "$name") || exit 1
awk -v name="$name" -v value="$2" 'BEGIN { FS = OFS = "\t" } $1 == name { $3 = value } { print }' "$state/records" >"$state/records.new"
mv "$state/records.new" "$state/records"
printf 'Old : %-30s %s\nNew : %-30s %s\n' "$name" "$old" "$name" "$2"
