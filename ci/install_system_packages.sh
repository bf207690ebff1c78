#!/usr/bin/env bash
# Installs what some tests need beside Python packages; they are skipped without it.
#
#   chromium               pages and notebooks in a real browser
#   dataset-fashion-mnist  real images
#   libreoffice-calc-nogui exported tables in a real spreadsheet
#   poppler-utils          what a printed page says
#   postgresql             gradebooks on a server
#   slurmctld, slurmd      a campus cluster of this machine alone, with munge
#
# Only root of a Debian-like system can; elsewhere this says so and does nothing.
set -euo pipefail

packages=(chromium dataset-fashion-mnist libreoffice-calc-nogui poppler-utils postgresql
    munge slurm-client slurmctld slurmd)
missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null |
        grep -qx installed || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "tests that need them will be skipped: ${missing[*]}" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null; then
    echo "can't be installed, tests that need them will be skipped: ${missing[*]}" >&2
fi
