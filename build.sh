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
./build.sh generate      make ui/**/*_gen.go anew from the .vugu files
EOF
}

# generate makes the Go files of the vugu components. They are committed; tests/arch fails
# when one is stale.
generate() {
  go tool vugugen -s -r -skip-go-mod -skip-main ui
}

# Inlining makes the wasm 15 % larger (2.80 against 2.44 MB gzipped). It is kept where a world
# spends its time, and the scheduler and collector below it.
inlining=(-gcflags=all=-l)
for package in runtime/... internal/runtime/... slices crypto/... \
  playnet/core/sim playnet/core/trace playnet/core/vnet; do
  inlining+=("-gcflags=$package=")
done

# Packages that are large and not in the way of a running world are compiled without
# inlining: it makes the compressed program a tenth smaller. What counts events (sim, trace,
# vnet, the runtime, the hash) keeps it.
wasm_flags=(-trimpath -buildvcs=false '-ldflags=-s -w')
for package in playnet/ui/... playnet/wasm playnet/core/lab/labfile playnet/core/lab/strict \
  encoding/json fmt reflect crypto/... math/big net github.com/vugu/... github.com/miekg/dns; do
  wasm_flags+=("-gcflags=$package=-l")
done
wasm_flags+=(-gcflags=crypto/sha256= -gcflags=crypto/internal/fips140/sha256=) # the last match counts

# build makes dist/. With -quick the .br file is compressed lightly.
build() {
  generate
  mkdir -p .cache
  echo "Compiling the program for WebAssembly"
  GOOS=js GOARCH=wasm go build -trimpath -buildvcs=false -ldflags='-s -w' "${inlining[@]}" -o .cache/playnet.wasm ./wasm
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
  generate) generate ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
