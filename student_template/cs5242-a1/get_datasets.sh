#!/usr/bin/env bash
# Get the data, as the notebooks do; without a network, draw a synthetic stand-in.
# Usage: bash get_datasets.sh
set -euo pipefail
cd "$(dirname "$0")"
PATH="$PWD/.venv/bin:$PATH"
numgrade data fetch mnist --dest datasets || numgrade data synth mnist --dest datasets
