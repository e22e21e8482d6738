#!/usr/bin/env bash
# How long a published server takes from its start to the first answered C-ECHO, and how much memory it has then.
#
#   eng/measure-start.sh [FOLDER] [RUNS]     FOLDER as made by ./belfry publish; medians of RUNS (11)
#
# The client is this shell with ready-made PDUs, so that its own start is not in the figures. The port is the same in all
# runs of one call; HTTP takes a free one.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
server=${1:-$root/artifacts/publish}/Belfry.Server
runs=${2:-11}
port=$((20000 + RANDOM % 10000))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A PDU or item: its type, a byte, its length, its content, all as hex digits. Items count their length in two bytes.
item() { printf '%s00%04x%s' "$1" $((${#2} / 2)) "$2"; }
pdu() { printf '%s00%08x%s' "$1" $((${#2} / 2)) "$2"; }
text() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }
bytes() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"; }

title=$(text 'BELFRY          ')
reserved=$(printf '%064d' 0)
context=$(item 20 "01000000$(item 30 "$(text 1.2.840.10008.1.1)")$(item 40 "$(text 1.2.840.10008.1.2)")")
user=$(item 50 "$(item 51 00004000)$(item 52 "$(text 1.2.3)")")
associate=$(pdu 01 "00010000$title$title$reserved$(item 10 "$(text 1.2.840.10008.3.1.1.1)")$context$user")

# C-ECHO-RQ (PS3.7 table 9.3-12) in Implicit VR Little Endian: SOP class, command field, message ID, no data set.
command=0000020012000000$(text 1.2.840.10008.1.1)00
command+=000000010200000030000000100102000000010000000008020000000101
command=0000000004000000$(printf '%02x' $((${#command} / 2)))000000$command
echo_request=$(pdu 04 "$(printf '%08x' $((${#command} / 2 + 2)))0103$command")
release=$(pdu 05 00000000)

bytes "$associate" >"$work/associate"
bytes "$echo_request" >"$work/echo"
bytes "$release" >"$work/release"

now() { echo "${EPOCHREALTIME/./}"; }

# Reads one PDU and checks its type.
expect() {
  local head
  head=$(head -c 6 <&3 | od -An -v -tx1 | tr -d ' \n')
  [[ ${head:0:2} == "$1" ]] || { echo "expected a PDU of type $1, got '$head'" >&2; exit 1; }
  head -c $((16#${head:4:8})) <&3 >/dev/null
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

mkfifo "$work/silence"
exec 4<>"$work/silence"
for ((run = 0; run < runs; run++)); do
  began=$(now)
  "$server" serve --dicom-port "$port" --http-port 0 >"$work/log" 2>&1 </dev/null &
  pid=$!
  until { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    # Two milliseconds without a process of its own: who asks all the time takes a processor from the one who starts.
    read -rt 0.002 <&4 || true
  done
  cat "$work/associate" >&3
  expect 02
  cat "$work/echo" >&3
  expect 04
  ended=$(now)
  awk -v ticks="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / ticks }' "/proc/$pid/stat" >>"$work/cpu"
  cat "$work/release" >&3
  exec 3>&-
  echo $(((ended - began) / 1000)) >>"$work/times"
  sleep 1
  awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status" >>"$work/memory"
  kill -TERM "$pid"
  wait "$pid" || { echo "the server ended with $?" >&2; exit 1; }
done

echo "start to first answered echo: $(median <"$work/times") ms (median of $runs; $(sort -n "$work/times" | paste -sd' ' -))"
echo "processor time until then: $(median <"$work/cpu") ms ($(sort -n "$work/cpu" | paste -sd' ' -))"
echo "resident memory a second later: $(median <"$work/memory") MB"
