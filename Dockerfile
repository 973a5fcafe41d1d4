# One image for all services; which one runs is the command. Build the whole with
#   docker build -t rubato .
# or, when the binaries have been built on a Debian 12 already (make release),
#   docker build --target prebuilt -t rubato .

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libnghttp2-dev libssl-dev libdnnl-dev libsqlite3-dev zlib1g-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Shared ./Shared
COPY Services ./Services
COPY Tests ./Tests
# One by one: a build of everything would build protoc too, which swift-protobuf brings along.
RUN for product in rubato rubato-gateway rubato-admission rubato-scheduler rubato-worker rubato-cloud; do \
      swift build -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked --product $product || exit 1; done \
    && mkdir /out \
    && cp .build/release/rubato .build/release/rubato-gateway .build/release/rubato-admission \
       .build/release/rubato-scheduler .build/release/rubato-worker .build/release/rubato-cloud /out/ \
    && strip /out/*

FROM debian:12-slim AS base
# libnghttp2, libssl and oneDNN stay shared, so that Debian's security updates reach them.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libnghttp2-14 libssl3 libdnnl2 libsqlite3-0 libgomp1 libstdc++6 zlib1g ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /var/lib/rubato --create-home rubato
# oneDNN's threads would fight with the worker's own; see Shared/Inference/README.md.
ENV OMP_NUM_THREADS=1
COPY deploy/models /usr/share/rubato/models
COPY deploy/npu /usr/share/rubato/npu
ENV RUBATO_MODELS=/usr/share/rubato/models RUBATO_CACHE_DIR=/var/lib/rubato
USER 10001
WORKDIR /var/lib/rubato
EXPOSE 8000 8002

FROM base AS prebuilt
COPY .build/release/rubato .build/release/rubato-gateway .build/release/rubato-admission \
     .build/release/rubato-scheduler .build/release/rubato-worker .build/release/rubato-cloud /usr/local/bin/
CMD ["rubato", "--help"]

FROM base AS runtime
COPY --from=build /out/ /usr/local/bin/
CMD ["rubato", "--help"]
