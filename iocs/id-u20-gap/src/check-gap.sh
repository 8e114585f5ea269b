#!/bin/sh
# Prints the taper for a gap.
awk -F, -v gap="$1" 'NR > 1 && $1 >= gap { print $2; exit }' "$(dirname "$0")/tables/taper.csv"
