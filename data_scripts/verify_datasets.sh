#!/usr/bin/env bash
# Compare the data sets in this folder with the publishers'; 1 if a file is bad.
set -euo pipefail
status=0
for name in "${@:-cifar10}"; do
    numgrade data verify "$name" --dest . || status=1
done
exit "$status"
