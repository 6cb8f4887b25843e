#!/bin/sh
# Installs the Debian packages named on the command line that are missing, and says what it does.
# Where it may not (not root, no apt) it says what is missing and goes on: CI's tests then fail, others say "not run".
set -eu

missing=""
for package in "$@"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing, and only root with apt-get can install them:$missing"
    exit 0
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    # shellcheck disable=SC2086 - a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
        -o DPkg::Lock::Timeout=120 $missing >"$log" 2>&1
}
echo "installing:$missing"
if ! install; then
    apt-get update --quiet >>"$log" 2>&1 || true
    install || { tail -n 5 "$log"; echo "not installed:$missing"; }
fi
