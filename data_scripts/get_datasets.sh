#!/usr/bin/env bash
# Bring data sets to this folder; draw a synthetic stand-in where that fails.
set -euo pipefail
for name in "${@:-cifar10}"; do
    numgrade data fetch "$name" --dest . || numgrade data synth "$name" --dest .
done
