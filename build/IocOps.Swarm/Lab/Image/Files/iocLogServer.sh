#!/bin/sh
# Writes what IOCs send to its port into the log file. Does not listen to SIGTERM, as the real one does not.
file=$EPICS_IOC_LOG_FILE_NAME
if [ -z "$file" ]; then
    echo 'iocLogServer: EPICS_IOC_LOG_FILE_NAME is not set: nowhere to write.' >&2
    exit 1
fi
if ! : >>"$file"; then
    echo "iocLogServer: File access problems to \`$file'" >&2
    exit 1
fi
trap '' TERM
while :; do
    nc -l -p "${EPICS_IOC_LOG_PORT:-7004}" >>"$file" || sleep 5
done
