#!/usr/bin/env bash
# Regenerates rhapsode.bindings.gen from native/include/rhapsode.h. Needs jextract (built from
# openjdk/jextract) on PATH and libclang 14; the output is committed, so that a build needs neither.
set -euo pipefail
cd "$(dirname "$0")/.."
header=native/include/rhapsode.h
includes=$(mktemp)
trap 'rm -f "$includes" "$includes.own"' EXIT
jextract --dump-includes "$includes" "$header"
# The library's own names only; libc's types would follow otherwise.
grep -E -- '--include-[a-z]+ (rh_|RH_)' "$includes" | sed 's/ *#.*//' >"$includes.own"
rm -rf bindings/rhapsode/bindings/gen
jextract --output bindings -t rhapsode.bindings.gen --header-class-name RhapsodeH \
  "@$includes.own" "$header"
sha256sum "$header" native/types/types.inc native/ops/ops.inc | cut -d' ' -f1 \
  >bindings/rhapsode/bindings/gen/header.sha256
