#!/usr/bin/env bash
# Finds or installs the .NET SDK that global.json asks for, compiles the tasks when a source changed, and runs them.
# Everything of this script goes to standard error: standard output belongs to the targets.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
temp=$root/.nuke/temp
out=$temp/bin
say() { printf '%s\n' "$*" >&2; }

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The SDK runs without ICU then, which small systems lack.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

if [ -x "$temp/dotnet/dotnet" ]; then
    export DOTNET_ROOT=$temp/dotnet PATH=$temp/dotnet:$PATH
fi

sources() {
    find "$root/build" "$root/global.json" "$root/Directory.Build.props" "$root/Directory.Packages.props" \
        \( -name bin -o -name obj \) -prune -o -type f "$@"
}

# True when the tasks were never compiled, or a file that they are made of is newer than the last compilation, new or gone.
is_stale() {
    [ -f "$out/.stamp" ] || return 0
    [ -n "$(sources -newer "$out/.stamp" -print -quit)" ] && return 0
    [ "$(sources -print | sort | cksum)" != "$(<"$out/.stamp")" ]
}

has_sdk() { command -v dotnet >/dev/null && (cd "$root" && dotnet --version >/dev/null 2>&1); }

install_sdk() {
    local version script=$temp/dotnet-install.sh url=https://dot.net/v1/dotnet-install.sh
    version=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json")
    say "The .NET SDK $version of global.json is not on this machine: installing it into .nuke/temp/dotnet."
    mkdir -p "$temp"
    if command -v curl >/dev/null; then curl -fsSL "$url" -o "$script"
    elif command -v wget >/dev/null; then wget -qO "$script" "$url"
    else
        say "Neither curl nor wget is here. Install one of them, or the .NET SDK ${version%.*}, and try again."
        exit 2
    fi || { say "The installer of the .NET SDK can't be fetched. Install the .NET SDK ${version%.*} and try again."; exit 2; }
    bash "$script" --channel "${version%.*}" --install-dir "$temp/dotnet" --no-path >&2
    export DOTNET_ROOT=$temp/dotnet PATH=$temp/dotnet:$PATH
    has_sdk || { say "The .NET SDK was installed but does not run; see https://learn.microsoft.com/dotnet/core/install for what it needs."; exit 2; }
}

compile() {
    local log=$temp/compile.log rid
    has_sdk || install_sdk
    case $(uname -sm) in
        "Linux x86_64") rid=linux-x64 ;;
        "Linux aarch64") rid=linux-arm64 ;;
        *) rid= ;;
    esac
    say "Compiling the tasks, as their sources changed…"
    # ReadyToRun: native code on disk, so that a target starts in a tenth of a second.
    # No compile server or build node stays behind.
    if ! (cd "$root" && sources -print | sort | cksum >"$temp/.stamp" && dotnet publish build/_build.csproj -c Release -o "$out" -v quiet \
        ${rid:+-r "$rid" --self-contained false -p:PublishReadyToRun=true} \
        -nodeReuse:false -p:UseSharedCompilation=false >"$log" 2>&1); then
        cat "$log" >&2
        say "The tasks do not compile; nothing was run."
        exit 2
    fi
    mv "$temp/.stamp" "$out/.stamp"
}

if is_stale; then
    mkdir -p "$temp"
    # Two at once: the second waits, and finds the work done.
    if command -v flock >/dev/null; then
        exec 9>"$temp/compile.lock"
        flock 9
        is_stale && compile
        exec 9>&-
    else
        compile
    fi
fi
command -v dotnet >/dev/null || { rm -f "$out/.stamp"; exec "$0" "$@"; }
# The workspace is this folder, wherever it is called from.
case " $* " in
    *" --workspace"*) exec dotnet "$out/_build.dll" "$@" ;;
    *) exec dotnet "$out/_build.dll" --workspace "$root" "$@" ;;
esac
