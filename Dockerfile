# The server's image. Two forms, by one argument:
#
#   docker build .                          CLIENT=shell: for AWS, where the client's files lie in S3. Of the client it
#                                           holds index.html alone, the page that the server fills in.
#   docker build --build-arg CLIENT=full .  with all of the client: one container is the whole site (compose.yaml)
#
# docker build --target tests . runs the unit tests with this very toolchain. Why a root of our own instead of a
# distribution's: docs/adr/0301-image-root.md.

FROM docker.io/library/debian:bookworm-20260824-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171 AS base

# ── build ───────────────────────────────────────────────────────────────────────────────────────────────────────────
FROM base AS build
WORKDIR /src
# By itself, so that a change of the source does not install the compilers again.
COPY tools/setup.sh tools/setup.sh
COPY tools/packages tools/packages
RUN tools/setup.sh build
COPY . .
ARG COMMIT=unknown
RUN make build COMMIT="$COMMIT"

# ── tests ───────────────────────────────────────────────────────────────────────────────────────────────────────────
FROM build AS tests
RUN tools/setup.sh test && make test-unit

# ── the root of the runtime image ───────────────────────────────────────────────────────────────────────────────────
FROM build AS root
ARG CLIENT=shell
# For Amazon DocumentDB alone: where its authority's certificates are (docs/deploy.md).
ARG DATABASE_CA_URL=""
RUN DATABASE_CA_URL="$DATABASE_CA_URL" tools/image/lay_out_root.sh "$CLIENT" /root-of-image

# ── runtime ─────────────────────────────────────────────────────────────────────────────────────────────────────────
FROM scratch AS runtime
COPY --from=root /root-of-image /

ENV CONDUIT_CLIENT_DIR=/usr/share/conduit/client \
    CONDUIT_DATABASE_URL=sqlite:/data/conduit.db
USER 65532:65532
EXPOSE 8080
# The program is PID 1 and hears SIGTERM itself: there is no shell in between, nor anywhere in the image.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["/usr/bin/conduit", "healthcheck"]
ENTRYPOINT ["/usr/bin/conduit"]
CMD ["serve"]

ARG COMMIT=unknown
ARG VERSION=0.0.0
ARG SOURCE=""
LABEL org.opencontainers.image.title="conduit" \
      org.opencontainers.image.description="Conduit, a place to share your knowledge" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT" \
      com.datadoghq.tags.version="$COMMIT"
