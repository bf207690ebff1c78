#!/usr/bin/env bash
# Run for every submission, as root; it lies in /autograder or in /autograder/source.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[[ ${root##*/} == source ]] && root=$(dirname "$root")
python=$root/otter-env/bin/python

# the wheel comes with files/, which otter grade adds after set-up
"$python" -c 'import autograder' 2> /dev/null ||
  "$python" -m pip install --quiet --no-deps "$root"/source/files/numgrade/*.whl
chmod -R go-rwx "$root/source"
exec "$python" "$root/source/run_otter.py" "$root"
