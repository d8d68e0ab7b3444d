# An image of the tool from the binaries that pack.sh made:
#   ./pack.sh --out artifacts linux-x64 && docker build --tag ztunnelsim:0.1.0 --file Dockerfile artifacts/bin
# It runs without root, without a home and with a root file system that can't be written:
#   docker run --rm --read-only --volume "$PWD:/work" ztunnelsim:0.1.0 sweep scenario.yaml
ARG TARGETARCH=amd64
ARG BASE=debian:13-slim

FROM ${BASE} AS amd64
COPY linux-x64/ztunnelsim /usr/local/bin/

FROM ${BASE} AS arm64
COPY linux-arm64/ztunnelsim /usr/local/bin/

FROM ${TARGETARCH}
# What the binary unpacks is unpacked here once, for any user.
ENV DOTNET_BUNDLE_EXTRACT_BASE_DIR=/usr/local/lib/ztunnelsim
RUN ztunnelsim --version && chmod -R a+rX /usr/local/lib/ztunnelsim
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["ztunnelsim"]
