# syntax=docker/dockerfile:1

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=docker
# The last stage has no shell, so the data folder is made here; the program's user must be able to write it.
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/bluemirror . \
    && mkdir /out/data

# CA certificates, time zones and an unprivileged user (65532), nothing else.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/bluemirror /bluemirror
COPY --from=build --chown=65532:65532 /out/data /data
ENV ADDR=0.0.0.0:8080 DATA_DIR=/data
EXPOSE 8080
VOLUME /data
USER 65532:65532
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["/bluemirror", "healthcheck"]
ENTRYPOINT ["/bluemirror"]
