#!/usr/bin/env bash
# Builds everything and runs every test, on a fresh Debian machine with the .NET 10 SDK too. The last line is
#   N passed, N failed, N skipped
# summed over all runs; the exit code is 0 only if tests ran and none failed.
#
# LINEA_TEST_LOCALES="C.UTF-8" runs them once; the default is once each in C.UTF-8, de_DE.UTF-8 and tr_TR.UTF-8, because numbers,
# dates and upper case differ there and nothing that is stored may.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
exec </dev/null

# What some tests need from Debian; without it those tests are skipped, and say so.
packages=(python3-numpy python3-yaml python3-onnx python3-sklearn python3-xgboost python3-statsmodels python3-cloudpickle python3-pandas libxgboost0 libgomp1 postgresql gcc libc6-dev)
read -ra locales <<<"${LINEA_TEST_LOCALES:-C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8}"

install_packages() {
    local missing=() package
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "test.sh: this is no Debian; tests that need any of ${packages[*]} are skipped where they are missing."
        return
    fi
    for package in "${packages[@]}"; do
        [[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" == installed ]] || missing+=("$package")
    done
    # .NET knows cultures through ICU, whose package name carries a version.
    [[ "$(PATH="$PATH:/sbin" ldconfig -p 2>/dev/null || true)" == *libicuuc* ]] || missing+=(libicu)
    ((${#missing[@]})) || return 0

    local as_root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            echo "test.sh: cannot install ${missing[*]} (not root, and no sudo without a password); the tests that need them are skipped."
            return
        fi
        as_root=(sudo -n)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq)
    echo "test.sh: installing ${missing[*]}"
    "${apt[@]}" update || echo "test.sh: apt-get update failed; trying with the lists that are there."
    for package in "${missing[@]}"; do
        [[ "$package" != libicu ]] || package="$(apt-cache search --names-only '^libicu[0-9]+$' | sort -V | tail -n 1 | cut -d ' ' -f 1)"
        "${apt[@]}" install -y --no-install-recommends "$package" >/dev/null ||
            echo "test.sh: could not install '$package'; the tests that need it are skipped."
    done
}

# A home folder of its own where there is none to write to.
if [[ -z "${HOME:-}" ]] || ! mkdir -p "$HOME" 2>/dev/null || [[ ! -w "$HOME" ]]; then
    export HOME="$PWD/artifacts/home"
    mkdir -p "$HOME"
fi
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$HOME}" NUGET_PACKAGES="${NUGET_PACKAGES:-$HOME/.nuget/packages}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# Servers that outlive the build would hold on to this script's output.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
# The summary is read below, so it is in English whatever the locale; and cultures are real even in an image that switches them off.
export DOTNET_CLI_UI_LANGUAGE=en TESTINGPLATFORM_UI_LANGUAGE=en DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0
export NO_COLOR=1

install_packages
give_up() {
    echo "test.sh: $1"
    echo "0 passed, 0 failed, 0 skipped"
    exit 1
}
command -v dotnet >/dev/null || give_up "there is no dotnet on the PATH: install the .NET 10 SDK."
dotnet restore LineaSharp.slnx || give_up "the packages could not be restored; no test ran."
dotnet build LineaSharp.slnx --no-restore || give_up "the build failed; no test ran."

# Tests against a live MLflow server are hundreds; without one they are left out as a whole, not skipped one by one in every locale.
filter=()
if [[ -z "${LINEA_TEST_MLFLOW_URI:-}" ]]; then
    echo "test.sh: the tests against a live MLflow server are left out: LINEA_TEST_MLFLOW_URI names none."
    filter=(--filter-not-trait needs=live-server)
fi

logs="$(mktemp -d)"

# A PostgreSQL server for the tests, on a folder, port and socket of its own, unless LINEA_TEST_POSTGRES names one. It needs an owner that is not root.
postgres_folder=""
as_owner() { if ((EUID == 0)); then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
free_port() { local port; for port in {55432..55531}; do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }; done; }
start_postgres() {
    [[ -z "${LINEA_TEST_POSTGRES:-}" ]] || return 0
    local bin port
    bin="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1 || true)"
    if [[ ! -x "$bin/initdb" ]]; then
        echo "test.sh: there is no PostgreSQL server (package postgresql); the tests that need one are skipped."
        return 0
    fi
    postgres_folder="$(mktemp -d)" port="$(free_port)"
    chmod 755 "$postgres_folder"
    ((EUID != 0)) || chown postgres: "$postgres_folder"
    if as_owner "$bin/initdb" -D "$postgres_folder/data" -U linea --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$logs/postgres" 2>&1 &&
        as_owner "$bin/pg_ctl" -D "$postgres_folder/data" -w -l "$postgres_folder/log" start \
            -o "-p $port -c listen_addresses=127.0.0.1 -k $postgres_folder -c fsync=off -c max_connections=300" >>"$logs/postgres" 2>&1; then
        export LINEA_TEST_POSTGRES="postgresql://linea@127.0.0.1:$port/postgres"
    else
        echo "test.sh: PostgreSQL did not start; the tests that need it are skipped:"
        tail -n 20 "$logs/postgres" "$postgres_folder/log" 2>/dev/null || true
    fi
}
stop_postgres() {
    [[ -n "$postgres_folder" ]] || return 0
    local bin
    bin="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)"
    as_owner "$bin/pg_ctl" -D "$postgres_folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf -- "$postgres_folder"
}
trap 'stop_postgres; rm -rf -- "$logs"' EXIT
start_postgres
passed=0 failed=0 skipped=0 broken=0

# The number behind a word in the summary of a run.
total_of() { sed -n "/^Test run summary/,\$ s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1; }

for locale in "${locales[@]}"; do
    echo "== Tests in $locale"
    log="$logs/$locale" code=0
    # 8 is "this project has no tests", which must not hide the other projects.
    LANG="$locale" LC_ALL="$locale" dotnet test --solution LineaSharp.slnx --no-build --output detailed \
        --ignore-exit-code 8 --results-directory artifacts/test-results "${filter[@]}" >"$log" 2>&1 || code=$?
    # All but the tests that passed; a skipped one is followed by its reason.
    awk '/^(passed|failed|skipped) /{shown = !/^passed /} /^[^ ]/ && !/^(passed|failed|skipped) /{shown = 1} shown' "$log"

    run_passed="$(total_of succeeded "$log")" run_failed="$(total_of failed "$log")" run_skipped="$(total_of skipped "$log")"
    passed=$((passed + ${run_passed:-0})) failed=$((failed + ${run_failed:-0})) skipped=$((skipped + ${run_skipped:-0}))
    if ((code != 0)) || [[ -z "$run_passed" ]]; then
        echo "test.sh: the run in $locale ended with exit code $code."
        broken=1
    fi
done

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && broken == 0 && passed > 0))
