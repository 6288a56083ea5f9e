#!/bin/sh
# Installs the Debian packages of a list that are missing, where this account may; else says which
# they are and how to get them. Quick when nothing is missing.
#   prepare.sh [LIST]     system-packages.txt beside this script, unless another is named
set -eu
list="${1:-$(dirname "$0")/system-packages.txt}"

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not a Debian system: please install what $list names by your own means." >&2
    exit 0
fi

missing=""
for package in $(sed 's/#.*//' "$list"); do
    # Debian 13 and Ubuntu 24.04 renamed some libraries (libglib2.0-0t64): the new name provides the old.
    if dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
        continue
    fi
    if dpkg-query -W -f='${Status}' "${package}t64" 2>/dev/null | grep -q 'install ok installed'; then
        continue
    fi
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
    echo "These packages are missing and will be installed with sudo:$missing"
    as_root="sudo"
else
    echo "These packages are missing, and this account may not install them:$missing" >&2
    echo "As root: apt-get install --no-install-recommends$missing" >&2
    exit 3
fi
echo "Installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # one word for each package is meant
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
