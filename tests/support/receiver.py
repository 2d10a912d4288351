"""An OTLP/HTTP receiver on loopback, built on the published messages of the protocol."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

KINDS = {1: "internal", 2: "server", 3: "client"}
SHAPES = {"sum": "counter", "gauge": "gauge", "histogram": "histogram"}


def attributes(pairs) -> dict:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}


@dataclass(frozen=True)
class Span:
    trace: str
    id: str
    parent: str
    name: str
    kind: str
    start: int
    end: int
    failed: bool
    state: str
    attributes: dict = field(hash=False)


@dataclass(frozen=True)
class Metric:
    name: str
    kind: str
    unit: str
    points: list = field(hash=False)

    def value(self, **labels) -> float:
        """Of the point with these labels (dots written as underscores): its number, or how many it counts."""
        for found, number in self.points:
            if {name.replace(".", "_"): value for name, value in found.items()}.items() >= labels.items():
                return number
        raise KeyError(f"{self.name} has no point with {labels}: {self.points}")


class Receiver:
    """Listens from construction to close(). While `hold` is set it reads requests and answers none."""

    def __init__(self):
        self.bodies: list[bytes] = []
        self.resources: list[dict] = []
        self.hold = threading.Event()
        self.released = threading.Event()
        self._spans: dict[str, Span] = {}
        self._metrics: dict[str, Metric] = {}
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.hold.is_set():
                    receiver.released.wait(60)
                receiver.take(self.path, body)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def settings(self) -> dict[str, str]:
        """Of a server that records everything and sends it here soon."""
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{self._server.server_port}",
            "OTEL_TRACES_SAMPLER": "always_on",
            "OTEL_METRIC_EXPORT_INTERVAL": "200",
            "OTEL_BSP_SCHEDULE_DELAY": "50",
        }

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def take(self, path: str, body: bytes) -> None:
        with self._lock:
            self.bodies.append(body)
            if path == "/v1/traces":
                for part in self._parts(ExportTraceServiceRequest.FromString(body).resource_spans):
                    for scope in part.scope_spans:
                        self._spans |= {span.id: span for span in map(_span, scope.spans)}
            elif path == "/v1/metrics":
                for part in self._parts(ExportMetricsServiceRequest.FromString(body).resource_metrics):
                    for scope in part.scope_metrics:
                        self._metrics |= {metric.name: metric for metric in map(_metric, scope.metrics)}
            else:
                raise AssertionError(f"somebody sent something to {path}")

    def _parts(self, parts) -> Iterator:
        for part in parts:
            self.resources.append(attributes(part.resource.attributes))
            yield part

    def spans(self) -> list[Span]:
        with self._lock:
            return list(self._spans.values())

    def metrics(self) -> dict[str, Metric]:
        """As they were reported last."""
        with self._lock:
            return dict(self._metrics)

    def trace_of(self, request_id: str) -> list[Span]:
        """All spans of the trace that this request's own span is in."""
        spans = self.spans()
        roots = [span for span in spans if span.attributes.get("conduit.request_id") == request_id]
        return [span for span in spans if roots and span.trace == roots[0].trace]


def _span(span) -> Span:
    return Span(
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        name=span.name,
        kind=KINDS[span.kind],
        start=span.start_time_unix_nano,
        end=span.end_time_unix_nano,
        failed=span.status.code == 2,
        state=span.trace_state,
        attributes=attributes(span.attributes),
    )


def _points(metric) -> Iterator[tuple[dict, float]]:
    for point in getattr(metric, metric.WhichOneof("data")).data_points:
        yield attributes(point.attributes), point.count if hasattr(point, "count") else point.as_double


def _metric(metric) -> Metric:
    return Metric(metric.name, SHAPES[metric.WhichOneof("data")], metric.unit, list(_points(metric)))
