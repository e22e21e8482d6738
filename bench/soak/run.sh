#!/bin/sh
# Publishes Belfry and has it work for a long time among peers that behave and peers that do not. See --help.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
dotnet build "$here/Belfry.Soak.csproj" -c Release -v q -nologo >&2
soak="$root/artifacts/bin/Belfry.Soak/release/Belfry.Soak"
case " $* " in
*" --belfry "* | *" --help "*) exec "$soak" "$@" ;;
esac
published="$root/artifacts/soak/belfry"
"$root/belfry" publish "$published" >&2
exec "$soak" --belfry "$published/Belfry.Server" "$@"
