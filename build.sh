#!/usr/bin/env bash
# Builds, serves and tests Playnet: the only entry point. Needs Go; the tests install what
# else they need.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'EOF'
./build.sh               make dist/: the site to be hosted and, in one file, dist/playnet.html
./build.sh serve [PORT]  make dist/ and serve it to browsers of this machine (port 8080)
./build.sh test [-long]  every test; -long adds those that take many minutes
./build.sh bench         the benchmark table; -only kernel,mail,zone,nameservers,size,page,long,mailbox,swarm,peers chooses parts
./build.sh generate      make ui/**/*_gen.go anew from the .vugu files
EOF
}

# generate makes the Go files of the vugu components. They are committed; tests/arch fails
# when one is stale.
generate() {
  go tool vugugen -s -r -skip-go-mod -skip-main ui
}

# Inlining makes the wasm 15 % larger. It is kept where a world spends its time; the last match
# counts. (The runtime with it costs 55 kB gzipped: a swarm of a hundred peers takes a quarter less
# of the processor's time.)
wasm_flags=(-trimpath -buildvcs=false '-ldflags=-s -w' -gcflags=all=-l)
for package in runtime internal/runtime/... slices crypto/sha256 crypto/internal/fips140/sha256 \
  iter math/bits math/rand/v2 encoding/binary internal/byteorder internal/race \
  playnet/core/linked playnet/core/sim playnet/core/trace playnet/core/vnet \
  playnet/core/host playnet/core/torrent/... playnet/core/view; do
  wasm_flags+=("-gcflags=$package=")
done

# overlay writes .cache/overlay.json, with which the go command takes wasm/notls for crypto/tls:
# see there.
overlay() {
  local tls file
  tls=$(go env GOROOT)/src/crypto/tls
  {
    printf '{"Replace": {'
    for file in "$tls"/*.go; do printf '"%s": "", ' "$file"; done
    printf '"%s/notls.go": "%s/wasm/notls/tls.go.txt"}}\n' "$tls" "$PWD"
  } >.cache/overlay.json
}

# build makes dist/. With -quick the .br file is compressed lightly.
build() {
  generate
  mkdir -p .cache
  overlay
  echo "Compiling the program for WebAssembly"
  GOOS=js GOARCH=wasm go build -overlay .cache/overlay.json "${wasm_flags[@]}" -o .cache/playnet.wasm ./wasm
  go run ./wasm/pack "$@"
}

case "${1:-build}" in
  build) build ;;
  serve)
    build -quick
    go build -o .cache/serve ./wasm/serve
    exec .cache/serve -port "${2:-8080}" # in place of this shell: what ends it ends the server
    ;;
  test)
    shift
    source tests/run.sh
    run_tests "$@"
    ;;
  bench)
    shift
    build
    PLAYNET_WASM_FLAGS=$(printf '%s\n' "${wasm_flags[@]}") go run ./tests/bench "$@"
    ;;
  generate) generate ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
