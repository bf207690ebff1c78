#!/usr/bin/env bash
# Draw synthetic stand-ins of data sets in this folder.
set -euo pipefail
for name in "${@:-cifar10}"; do
    numgrade data synth "$name" --dest .
done
