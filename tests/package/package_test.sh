#!/usr/bin/env bash
# package_test.sh CASE FOLDER: one case of the package tests; tests/package/CMakeLists.txt lists them and sets the variables.
set -euo pipefail
case_name=$1 folder=$2
here=$KLING_SOURCE_DIR/tests/package
prefix=$folder/prefix
work=$folder/$case_name
libdir=$prefix/$KLING_LIBDIR
export PKG_CONFIG_PATH=$libdir/pkgconfig

fail() {
  echo "$case_name: $*" >&2
  exit 1
}
same() { # what, expected, found
  [ "$2" = "$3" ] || fail "$1: expected
$2
found
$3"
}
prints_version() { # command…
  same "output of the program" "$KLING_VERSION" "$("$@")"
}
compile() { # compiler, out, arguments…
  local compiler=$1 out=$2
  shift 2
  "$compiler" -Wall -Wextra -Wpedantic -Werror -o "$out" "$@"
}
loads() { "$READELF" -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
project() { # HOW, prefix where the package is looked for, generator if another
  "$CMAKE" -S "$here/consumer" -B "$work/build" -G "${3-$GENERATOR}" -DHOW="$1" -DCMAKE_PREFIX_PATH="$2" \
    -DKLING_SOURCE_DIR="$KLING_SOURCE_DIR" -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" >"$work/configure.log" 2>&1 ||
    fail "$(cat "$work/configure.log")"
  "$CMAKE" --build "$work/build" --parallel 2 >"$work/build.log" 2>&1 || fail "$(tail -n 40 "$work/build.log")"
}
static_line() { # what to put on a link line for libkling.a
  local flags
  flags=$("$PKG_CONFIG" --static --libs kling)
  printf '%s' "${flags/-lkling/-l:libkling.a}"
}
public_names() { # headers…: every function that the installed ones declare
  (cd "$prefix/include/kling" && sed -n 's/^KLING_API.*KLING_CALL \(kling_[a-z0-9_]*\)(.*/\1/p' "$@") | LC_ALL=C sort
}
shared_object() { # name, version node, headers…: what stands in a shared library for others
  local name=$1 node=$2
  shift 2
  "$READELF" -dW "$libdir/$name.so" >"$work/dynamic.txt"
  grep -q "SONAME.*\[$name\.so\.0\]" "$work/dynamic.txt" || fail "soname of $name"
  grep -q 'NODELETE' "$work/dynamic.txt" || fail "-z nodelete of $name"
  grep -qE 'BIND_NOW|FLAGS.*NOW' "$work/dynamic.txt" || fail "-z now of $name"
  "$NM" -D --defined-only --with-symbol-versions "$libdir/$name.so" | awk '{print $3}' | LC_ALL=C sort >"$work/exported.txt"
  same "exported names of $name" "$(public_names "$@" | sed "s/$/@@$node/")" "$(grep -v "^$node" "$work/exported.txt")"
}
readme_blocks() { # language: block1, block2 … of the README in the work folder
  rm -f "$work"/block*
  awk -v start="\`\`\`$1" -v folder="$work" '$0 == start { inside = 1; file = folder "/block" ++count; next }
    /^```/ { inside = 0 } inside { print > file }' "$KLING_SOURCE_DIR/README.md"
}

start_simulator() { # sets base_url and api_key
  local line
  coproc simulator { exec "$prefix/bin/kling-sim" --port 0 --max-seconds 120 --parent-pid $$ --submitted-ms 20 --processing-ms 20; }
  simulator_process=$simulator_PID
  IFS= read -r line <&"${simulator[0]}" || fail "kling-sim said nothing"
  base_url=$(sed 's/.*"base_url":"\([^"]*\)".*/\1/' <<<"$line")
  api_key=$(sed 's/.*"api_key":"\([^"]*\)".*/\1/' <<<"$line")
}
stop_simulator() {
  kill "$simulator_process"
  wait "$simulator_process" || true
}

rm -rf "$work"
mkdir -p "$work"

case $case_name in
install)
  rm -rf "$prefix"
  "$CMAKE" --install "$KLING_BUILD_DIR" --prefix "$prefix" >"$work/install.log" || fail "$(cat "$work/install.log")"
  ;;

layout)
  expected="include/kling/kling.h
include/kling/sim.h
include/kling/transport.h
$KLING_LIBDIR/cmake/kling/klingConfig.cmake
$KLING_LIBDIR/cmake/kling/klingConfigVersion.cmake
$KLING_LIBDIR/cmake/kling/klingSimTargets.cmake
$KLING_LIBDIR/cmake/kling/klingStaticTargets.cmake
$KLING_LIBDIR/cmake/kling/klingTargets.cmake
$KLING_LIBDIR/libkling-sim.so
$KLING_LIBDIR/libkling-sim.so.0
$KLING_LIBDIR/libkling-sim.so.$KLING_VERSION
$KLING_LIBDIR/libkling.a
$KLING_LIBDIR/libkling.so
$KLING_LIBDIR/libkling.so.0
$KLING_LIBDIR/libkling.so.$KLING_VERSION
$KLING_LIBDIR/pkgconfig/kling-sim.pc
$KLING_LIBDIR/pkgconfig/kling.pc"
  if [ "$KLING_COMMANDS" = 1 ]; then
    expected="bin/kling
bin/kling-sim
$expected"
  fi
  same "installed files" "$expected" "$(cd "$prefix" && find . ! -type d ! -name 'kling*Targets-*.cmake' | cut -c3- | LC_ALL=C sort)"
  same "libkling.so" "libkling.so.0" "$(readlink "$libdir/libkling.so")"
  if grep -rlF -e "$prefix" -e "$KLING_SOURCE_DIR/src" -e "$KLING_SOURCE_DIR/include" -e "$KLING_BUILD_DIR" "$libdir/cmake" "$libdir/pkgconfig"; then
    fail "the files above name a folder of this machine"
  fi
  if [ "$KLING_COMMANDS" = 1 ]; then
    env -u LD_LIBRARY_PATH "$prefix/bin/kling" --version >"$work/version.txt" || fail "the installed command does not find its library"
    grep -qF "$KLING_VERSION" "$work/version.txt" || fail "kling --version: $(cat "$work/version.txt")"
  fi
  ;;

shared_object)
  shared_object libkling KLING_0 kling.h transport.h
  shared_object libkling-sim KLING_SIM_0 sim.h
  if "$NM" -D "$libdir/libkling.so" | grep sim; then fail "something of the simulator is in libkling"; fi
  ;;

static_symbols)
  same "members of libkling.a" "libkling.o" "$(ar t "$libdir/libkling.a")"
  same "global names of libkling.a" "$(public_names kling.h transport.h)" \
    "$("$NM" --defined-only --extern-only "$libdir/libkling.a" | awk 'NF == 3 {print $3}' | LC_ALL=C sort)"
  "$NM" "$libdir/libkling.a" >"$work/names.txt"
  "$READELF" -gW "$libdir/libkling.a" >"$work/groups.txt"
  if grep ' u ' "$work/names.txt"; then fail "a unique symbol is left"; fi
  if grep COMDAT "$work/groups.txt"; then fail "a COMDAT group is left"; fi
  ;;

pkg_config_shared)
  same "kling.pc version" "$KLING_VERSION" "$("$PKG_CONFIG" --modversion kling)"
  # shellcheck disable=SC2046
  compile "$CC" "$work/program" -std=c99 "$here/consumer/program.c" $("$PKG_CONFIG" --cflags --libs kling)
  same "what it links" "libkling.so.0" "$(loads "$work/program" | grep -v '^libc\.')"
  prints_version env LD_LIBRARY_PATH="$libdir" "$work/program"
  ;;

pkg_config_static)
  # shellcheck disable=SC2046
  compile "$CC" "$work/program" -std=c99 "$here/consumer/program.c" $("$PKG_CONFIG" --cflags kling) $(static_line)
  if loads "$work/program" | grep kling; then fail "linked to the shared library"; fi
  prints_version "$work/program"
  ;;

static_before_host | static_after_host)
  # shellcheck disable=SC2046
  "$CXX" -std=c++20 -Wall -Wextra -Werror -c -o "$work/host.o" $("$PKG_CONFIG" --cflags kling) "$here/consumer/host.cpp"
  if [ "$case_name" = static_before_host ]; then
    # shellcheck disable=SC2046
    "$CXX" -o "$work/program" -Wl,--whole-archive "$libdir/libkling.a" -Wl,--no-whole-archive "$work/host.o" $(static_line)
  else
    # shellcheck disable=SC2046
    "$CXX" -o "$work/program" "$work/host.o" $(static_line)
  fi
  if loads "$work/program" | grep kling; then fail "linked to the shared library"; fi
  prints_version "$work/program"
  ;;

pkg_config_sim)
  same "kling-sim.pc version" "$KLING_VERSION" "$("$PKG_CONFIG" --modversion kling-sim)"
  # shellcheck disable=SC2046
  compile "$CC" "$work/program" -std=c99 "$here/consumer/offline.c" $("$PKG_CONFIG" --cflags --libs kling-sim)
  same "what it links" "libkling-sim.so.0
libkling.so.0" "$(loads "$work/program" | grep -v '^libc\.' | LC_ALL=C sort)"
  prints_version env LD_LIBRARY_PATH="$libdir" "$work/program"
  ;;

find_package_sim)
  project sim "$prefix"
  prints_version "$work/build/program"
  ;;

find_package_shared)
  project shared "$prefix"
  prints_version "$work/build/program"
  ;;

find_package_static)
  project static "$prefix"
  prints_version "$work/build/program"
  ;;

find_package_static_from_cxx)
  project static_from_cxx "$prefix"
  prints_version "$work/build/program"
  ;;

add_subdirectory)
  project add_subdirectory "$work/nowhere" "Unix Makefiles"
  prints_version "$work/build/program"
  prints_version "$work/build/program_static"
  prints_version "$work/build/program_sim"
  ;;

destdir)
  DESTDIR=$work/root "$CMAKE" --install "$KLING_BUILD_DIR" --prefix /opt/kling >"$work/install.log" || fail "$(cat "$work/install.log")"
  [ -f "$work/root/opt/kling/include/kling/kling.h" ] || fail "the header is not under DESTDIR"
  PKG_CONFIG_PATH=$work/root/opt/kling/$KLING_LIBDIR/pkgconfig
  # shellcheck disable=SC2046
  compile "$CC" "$work/program" "$here/consumer/program.c" $("$PKG_CONFIG" --cflags --libs kling)
  prints_version env LD_LIBRARY_PATH="$work/root/opt/kling/$KLING_LIBDIR" "$work/program"
  ;;

moved_prefix)
  cp -a "$prefix" "$work/first"
  mv "$work/first" "$work/elsewhere"
  mkdir "$work/pkg"
  PKG_CONFIG_PATH=$work/elsewhere/$KLING_LIBDIR/pkgconfig
  # shellcheck disable=SC2046
  compile "$CC" "$work/pkg/program" "$here/consumer/program.c" $("$PKG_CONFIG" --cflags --libs kling)
  prints_version env LD_LIBRARY_PATH="$work/elsewhere/$KLING_LIBDIR" "$work/pkg/program"
  # shellcheck disable=SC2046
  compile "$CC" "$work/pkg/offline" "$here/consumer/offline.c" $("$PKG_CONFIG" --cflags --libs kling-sim)
  prints_version env LD_LIBRARY_PATH="$work/elsewhere/$KLING_LIBDIR" "$work/pkg/offline"
  project shared "$work/elsewhere"
  loads "$work/build/program" | grep -qx libkling.so.0 || fail "does not link the moved library"
  prints_version "$work/build/program"
  if [ "$KLING_COMMANDS" = 1 ]; then
    env -u LD_LIBRARY_PATH "$work/elsewhere/bin/kling" --version >"$work/version.txt" || fail "the moved command does not run"
  fi
  ;;

examples)
  # The C examples against the installed package, each run.
  [ "$KLING_COMMANDS" = 1 ] || exit 77
  "$CMAKE" -S "$KLING_SOURCE_DIR/bindings/c" -B "$work/build" -G "$GENERATOR" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$CC" \
    >"$work/configure.log" 2>&1 || fail "$(cat "$work/configure.log")"
  "$CMAKE" --build "$work/build" --parallel 2 >"$work/build.log" 2>&1 || fail "$(tail -n 40 "$work/build.log")"
  KLING_EXAMPLES=$work/build KLING_SIMULATOR=$prefix/bin/kling-sim PYTHONDONTWRITEBYTECODE=1 \
    python3 "$KLING_SOURCE_DIR/tests/contract/examples_test.py" >"$work/run.log" 2>&1 || fail "$(tail -n 40 "$work/run.log")"
  for each in "$KLING_SOURCE_DIR"/bindings/c/*.c; do
    [ "$(wc -l <"$each")" -lt 80 ] || fail "${each##*/} has 80 lines or more"
  done
  ;;

readme_build)
  # The README's way to build and install, without the tests; and the packages that it names are those that are needed.
  readme_blocks sh
  cat "$work"/block* >"$work/lines"
  line=$(grep '^cmake -S' "$work/lines") || fail "the README does not say how to build"
  line=${line/-S ./-S $KLING_SOURCE_DIR -DKLING_BUILD_TESTS=OFF -DKLING_BUILD_EXAMPLES=OFF -DKLING_ONE_SOURCE_PER_ROOM=ON -DKLING_WARNINGS_AS_ERRORS=OFF}
  line=${line//build\/plain/$work/plain}
  CMAKE_GENERATOR=$GENERATOR CMAKE_BUILD_TYPE=Debug bash -euo pipefail -c "$line --prefix $work/prefix" >"$work/build.log" 2>&1 ||
    fail "$(tail -n 40 "$work/build.log")"
  prints_version sh -c "'$work/prefix/bin/kling' --version | sed 's/.* //'"
  named=$(sed -n 's/^apt-get install //p' "$work/lines" | tr ' ' '\n' | LC_ALL=C sort)
  same "packages" "$(sed -n 's/^build_packages=(\(.*\))$/\1/p' "$KLING_SOURCE_DIR/dev" | tr ' ' '\n' | grep -vx ninja-build | LC_ALL=C sort)" "$named"
  ;;

private_cjson)
  # A host's own cJSON_* functions, against libkling built with a private copy; the source is the distribution's (./dev test fetches it).
  source=$KLING_SOURCE_DIR/build/cjson/source
  [ -f "$source/cJSON.c" ] || exit 77
  "$CMAKE" -S "$KLING_SOURCE_DIR" -B "$work/build" -G "$GENERATOR" -DKLING_CJSON_SOURCE="$source" -DCMAKE_BUILD_TYPE=Debug \
    -DKLING_ONE_SOURCE_PER_ROOM=ON -DKLING_WARNINGS_AS_ERRORS=OFF -DKLING_BUILD_COMMANDS=OFF -DKLING_BUILD_SIM=OFF -DKLING_BUILD_EXAMPLES=OFF -DKLING_BUILD_TESTS=OFF \
    -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" >"$work/configure.log" 2>&1 || fail "$(cat "$work/configure.log")"
  "$CMAKE" --build "$work/build" --parallel 2 >"$work/build.log" 2>&1 || fail "$(tail -n 40 "$work/build.log")"
  "$CMAKE" --install "$work/build" --prefix "$work/private" >"$work/install.log" || fail "$(cat "$work/install.log")"
  libdir=$work/private/$KLING_LIBDIR
  PKG_CONFIG_PATH=$libdir/pkgconfig
  if loads "$libdir/libkling.so" | grep -i cjson; then fail "needs the system's cJSON"; fi
  if "$PKG_CONFIG" --static --libs kling | grep -e -lcjson; then fail "asks hosts for cJSON"; fi
  # shellcheck disable=SC2046
  compile "$CC" "$work/shared" -std=c99 "$here/consumer/cjson_host.c" $("$PKG_CONFIG" --cflags --libs kling) -rdynamic
  prints_version env LD_LIBRARY_PATH="$libdir" "$work/shared"
  # shellcheck disable=SC2046
  compile "$CC" "$work/static" -std=c99 "$here/consumer/cjson_host.c" $("$PKG_CONFIG" --cflags kling) $(static_line)
  prints_version "$work/static"
  ;;

host_with_curl)
  [ "$KLING_COMMANDS" = 1 ] || exit 77
  start_simulator
  # shellcheck disable=SC2046
  compile "$CC" "$work/shared" -std=c99 "$here/consumer/curl_host.c" $("$PKG_CONFIG" --cflags --libs kling libcurl)
  # shellcheck disable=SC2046
  compile "$CC" "$work/static" -std=c99 "$here/consumer/curl_host.c" $("$PKG_CONFIG" --cflags kling libcurl) $(static_line)
  prints_version env LD_LIBRARY_PATH="$libdir" "$work/shared" "$base_url" "$api_key"
  prints_version "$work/static" "$base_url" "$api_key"
  stop_simulator
  ;;

readme_programs)
  readme_blocks c
  [ -f "$work/block1" ] || fail "the README has no C"
  for block in "$work"/block*; do # each is a whole program
    # shellcheck disable=SC2046
    compile "$CC" "$block.program" -std=c99 -x c "$block" -x none $("$PKG_CONFIG" --cflags --libs kling)
  done
  ;;

readme_commands)
  # Every line of kling and cc, as it stands; program.c is the README's own. What needs no key has none, the others have a simulator's.
  [ "$KLING_COMMANDS" = 1 ] || exit 77
  readme_blocks c
  cp "$work/block1" "$work/program.c"
  readme_blocks sh
  cat "$work"/block* | sed 's/  *# .*//' | grep -E '^(kling|cc) ' >"$work/commands" || fail "the README shows no command"
  start_simulator
  cd "$work"
  mkdir made
  PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$KLING_SOURCE_DIR/tests/contract" python3 -c '
import media_files
for name in ("photo", "left", "right"):
    open(name + ".png", "wb").write(media_files.png())'
  while IFS= read -r line; do
    key=(KLING_API_KEY="$api_key" KLING_BASE_URL="$base_url")
    if grep -qE -- '--provider sim|--dry-run|^kling (kinds|fields|models|cost|errors|help)' <<<"$line"; then key=(); fi
    task=$(curl -s --noproxy '*' "$base_url/_sim/ledger" | sed -n 's/.*"task_id":"\([0-9]*\)".*/\1/p')
    env -u KLING_API_KEY -u KLING_ACCESS_KEY -u COMETAPI_KEY -u KLING_BASE_URL "${key[@]}" PATH="$prefix/bin:$PATH" \
      bash -euo pipefail -c "${line/TASK/$task}" >output.txt 2>&1 </dev/null || fail "$line: $(cat output.txt)"
  done <commands
  stop_simulator
  for each in beach.mp4 clip.mp4 clouds.mp4 turbo.mp4 drift.mp4 sea.mp4 gateway.mp4 kiss.mp4 later.mp4 speech.mp3; do
    [ -s "$each" ] || fail "no $each was saved"
  done
  [ "$(find made -name '*.png' | wc -l)" = 4 ] || fail "no four images in the folder"
  ;;

*) fail "no such case" ;;
esac
