#!/usr/bin/env bash
# Run once, as root, when an image is built: by Gradescope or by otter grade.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
environment=$(dirname "$source_folder")/otter-env

if ! python3 -m venv --clear "$environment" 2> /dev/null; then
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    python3 python3-venv
  python3 -m venv --clear "$environment"
fi
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
  --root-user-action ignore -r "$source_folder/requirements.txt"
