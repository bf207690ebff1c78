#!/usr/bin/env bash
# Gradescope runs this, as root, for every submission; it lies in /autograder or in
# /autograder/source. Results are written as they come.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[[ ${root##*/} == source ]] && root=$(dirname "$root")

chmod -R go-rwx "$root/source"
exec "$root/numgrade/bin/python" -I -m autograder.bundles.gradescope_run "$root"
