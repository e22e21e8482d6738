#!/bin/sh
# Publishes Belfry, builds the harness, and runs everybody side by side. See --help.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
dotnet build "$here/Belfry.LoadBench.csproj" -c Release -v q -nologo >&2
bench="$root/artifacts/bin/Belfry.LoadBench/release/Belfry.LoadBench"
case " $* " in
*" plugin "*)
    dotnet build "$root/samples/worklist-hello" -c Release -v q -nologo >&2
    dotnet publish "$root/samples/worklist-hello" -c Release -o "$root/artifacts/load-bench/worklist-hello" -v q -nologo >&2
    ;;
esac
case " $* " in
*" --belfry "* | *" --help "* | *" -h "*) exec "$bench" "$@" ;;
esac
published="$root/artifacts/load-bench/belfry"
"$root/belfry" publish "$published" >&2
exec "$bench" --belfry "$published/Belfry.Server" "$@"
