#!/usr/bin/env bash
# A smoke test with other Pythons, and with the oldest and the newest numpy that numgrade
# supports: the wheel is installed without extras, begins an assignment with the recipes
# for CI that it carries, releases it and grades it. Pythons that this machine doesn't have are left out, and that is said.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-.venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m build --outdir "$work/dist" . > "$work/build.log" || { cat "$work/build.log"; exit 1; }

find_python() {
  command -v "python$1" && "python$1" -c '' 2> /dev/null && return
  ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python 2> /dev/null | tail -1
}

smoke() {  # a version of Python, a requirement of numpy
  local interpreter place="$work/$1"
  interpreter=$(find_python "$1" | tail -1)
  if [ -z "$interpreter" ]; then
    echo "Python $1: not on this machine, left out"
    return
  fi
  "$interpreter" -m venv "$place"
  "$place/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl "$2"
  mkdir "$place/course"
  (
    cd "$place/course"
    PATH="$place/bin:$PATH"
    numgrade new smoke --ci github > /dev/null
    numgrade new other --ci gitlab > /dev/null
    for file in .github/workflows/{grade,release}.yml .github/actions/numgrade/action.yml \
      assignments/smoke/github/{autograde,check}.yml grade.gitlab-ci.yml; do
      test -s "$file" || { echo "Python $1: numgrade new wrote no $file"; exit 1; }
    done
    numgrade release smoke --out build --mistakes > /dev/null 2>&1
    numgrade grade smoke build/smoke/solution build/smoke/student --out results > /dev/null 2>&1
    python -W error - << 'PY'
import platform, numpy, csv
with open("results/grades.csv") as file:
    rows = list(csv.reader(file))
total = rows[0].index("total")
scores = {row[0]: float(row[total]) for row in rows[1:]}
assert scores == {"solution": 4, "student": 0}, scores
print(f"Python {platform.python_version()}, numpy {numpy.__version__}: released and graded")
PY
  )
}

smoke 3.10 "numpy==1.26.*"
smoke 3.12 "numpy>=2"
smoke 3.13 "numpy>=2"
