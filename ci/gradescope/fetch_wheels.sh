#!/usr/bin/env bash
# Fetch the wheels that numgrade needs, for an image that is built without a network:
#
#   ci/gradescope/fetch_wheels.sh wheels            # for Gradescope: Python 3.10, x86-64
#   ci/gradescope/fetch_wheels.sh wheels 3.12       # for another Python
#   ci/gradescope/fetch_wheels.sh wheels this       # for this Python, on this machine
#   numgrade release dl-a1 --out build/release --wheels wheels
set -euo pipefail

folder=$1
version=${2:-3.10}
python=${PYTHON:-python3} # one that has numgrade

options=(--only-binary :all: --quiet --disable-pip-version-check)
if [[ $version != this ]]; then
  options+=(--python-version "$version" --implementation cp)
  for platform in manylinux_2_28 manylinux_2_17 manylinux2014; do
    options+=(--platform "${platform}_x86_64")
  done
fi
mapfile -t needs < <("$python" - "$version" << 'END'
import sys
from importlib.metadata import requires

from packaging.requirements import Requirement

version = sys.argv[1] if sys.argv[1] != "this" else "%d.%d" % sys.version_info[:2]
for text in requires("numgrade"):
    need = Requirement(text)
    marks = {"python_version": version, "sys_platform": "linux"}
    wanted = need.marker is None or any(
        need.marker.evaluate({**marks, "extra": extra}) for extra in ("", "data")
    )
    if wanted:
        print(f"{need.name}{need.specifier}")
END
)
"$python" -m pip download "${options[@]}" --dest "$folder" pip "${needs[@]}"
echo "$folder: $(find "$folder" -name '*.whl' | wc -l) wheels, $(du -sh "$folder" | cut -f1)"
