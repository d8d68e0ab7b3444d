#!/usr/bin/env bash
# Makes what users install, from this source:
#   ./pack.sh [--out DIR] [--url URL] [PLATFORM...]
# into DIR (artifacts, unless named):
#   bin/PLATFORM/ztunnelsim     one file that needs no .NET; of linux-x64, linux-arm64, osx-arm64 and win-x64, unless platforms are named
#   ztunnelsim-PLATFORM.tar.gz  the same with its licences, to download (win-x64: zip); SHA256SUMS of these
#   krew.yaml                   a manifest of these for `kubectl krew`, where URL is the folder that they will be served from
#   packages/                   the NuGet packages and their symbols
# It needs the .NET 10 SDK. An image is made of bin: see Dockerfile.
set -euo pipefail

usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0"; }
fail() { printf 'pack.sh: error: %s\n' "$1" >&2; exit 2; }

known=(linux-x64 linux-arm64 osx-arm64 win-x64)
platforms=() out= url=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit ;;
    --out) out=$(mkdir -p "${2:?--out needs a folder}" && cd "$2" && pwd); shift 2 ;;
    --url) url=${2:?--url needs the address of a folder}; url=${url%/}; shift 2 ;;
    *) [[ " ${known[*]} " == *" $1 "* ]] || fail "there is no '$1'; platforms are ${known[*]}."
       platforms+=("$1"); shift ;;
  esac
done
[ -z "$url" ] || [[ $url == https://* ]] || fail "krew downloads from https addresses, and '$url' is none."
cd "$(dirname "$0")"
[ ${#platforms[@]} -gt 0 ] || platforms=("${known[@]}")
out=${out:-$PWD/artifacts}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
tool=src/ZTunnelSim.Cli
version=$(dotnet msbuild $tool -getProperty:Version)

# of FIELD PLATFORM: how the platform's binary and archive are called, and how krew calls the platform.
of() {
  case $2/$1 in
    win-*/binary) echo ztunnelsim.exe ;;
    win-*/archive) echo "ztunnelsim-$2.zip" ;;
    */binary) echo ztunnelsim ;;
    */archive) echo "ztunnelsim-$2.tar.gz" ;;
    win-*/os) echo windows ;;
    osx-*/os) echo darwin ;;
    linux-*/os) echo linux ;;
    *-x64/arch) echo amd64 ;;
    *-arm64/arch) echo arm64 ;;
  esac
}

sum() { if command -v sha256sum > /dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

binary() {
  local platform=$1 to=$out/bin/$1 name archive
  name=$(of binary "$platform") archive=$out/$(of archive "$platform")
  rm -rf "$to"
  dotnet publish $tool -p:PublishProfile=binary -r "$platform" -o "$to" -v q
  # The assembly has its project's name, which no user types.
  mv "$to/ZTunnelSim.Cli${name#ztunnelsim}" "$to/$name"
  cp LICENSE "$to/LICENSE"
  cp src/ZTunnelSim.Charts/Fonts/LICENSE.txt "$to/LICENSE-fonts.txt"
  case $platform in
    win-*) dotnet msbuild $tool -p:PublishProfile=binary -t:ZipBinary -p:From="$to" -p:To="$archive" -v:q -nologo ;;
    *) tar -C "$to" -czf "$archive" "$name" LICENSE LICENSE-fonts.txt ;;
  esac
}

manifest() {
  sed -e 's/^#.*//;/^$/d' -e "s/{version}/$version/" $tool/krew.yaml
  local platform
  for platform in "${platforms[@]}"; do
    cat << PLATFORM
    - selector:
        matchLabels:
          os: $(of os "$platform")
          arch: $(of arch "$platform")
      uri: $url/$(of archive "$platform")
      sha256: $(sum "$out/$(of archive "$platform")" | cut -d' ' -f1)
      bin: $(of binary "$platform")
PLATFORM
  done
}

mkdir -p "$out"
for platform in "${platforms[@]}"; do
  printf -- '-- %s\n' "$platform"
  binary "$platform"
done
(cd "$out" && sum $(for platform in "${platforms[@]}"; do of archive "$platform"; done) > SHA256SUMS)
if [ -n "$url" ]; then manifest > "$out/krew.yaml"; fi

printf -- '-- packages\n'
rm -rf "$out/packages"
for project in ZTunnelSim ZTunnelSim.Data ZTunnelSim.Charts ZTunnelSim.Cli; do
  dotnet pack "src/$project" -c Release -o "$out/packages" -v q
done
ls -lR "$out" | awk 'NF > 8 { printf "%12d  %s\n", $5, $9 }'
