#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: install numgrade in an
# environment of its own, beside what students' code may meet.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$source_folder")
environment=$root/numgrade

find_python() {
  for name in python3 python3.13 python3.12 python3.11 python3.10; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
}

apt_install() {
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

python=$(find_python)
if [[ -z $python ]]; then
  apt_install python3 python3-venv
  python=$(find_python)
fi

numgrade=("$source_folder"/numgrade/numgrade-*.whl)
pip_wheels=("$source_folder"/wheels/pip-*.whl)
if [[ -e ${pip_wheels[0]} ]]; then
  # offline: pip runs from its own wheel, and finds all others beside it
  "$python" -m venv --clear --without-pip "$environment"
  pip=("$environment/bin/python" "${pip_wheels[0]}/pip")
  options=(--no-index --find-links "$source_folder/wheels")
else
  "$python" -m venv --clear "$environment" || {
    apt_install python3-venv
    "$python" -m venv --clear "$environment"
  }
  pip=("$environment/bin/python" -m pip)
  options=()
fi
# what fetches and reads images, where models are tried on them
extras=""
[[ -s $source_folder/datasets.txt ]] && extras="[data]"
"${pip[@]}" install --quiet --disable-pip-version-check --root-user-action ignore \
  "${options[@]}" "${numgrade[0]}$extras"

# Trained models need the images; without them their questions wait for people.
while read -r name; do
  [[ -d $source_folder/data ]] && break
  timeout 900 "$environment/bin/python" -I -m autograder data fetch "$name" --dest "$root/data" ||
    echo "no $name here: models trained on it are not scored; see docs/integrations.md"
done < "$source_folder/datasets.txt"

# Hidden checks and solutions are for root alone.
chmod -R go-rwx "$source_folder"
