"""What a trace shows of a request, and what it never shows"""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.api import Api, User, http_client, unique
from support.server import wait_until
from support.settings import MONGO_URI

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0{sampled}"


@pytest.fixture
def site(start_server, receiver):
    server = start_server(receiver.settings)
    with http_client(server.url) as http:
        yield server, Api(http)


def trace_of(receiver, request_id):
    return wait_until(lambda: receiver.trace_of(request_id), 10, f"the trace of {request_id}")


def ask(api, method, path, body=None, **headers):
    """Returns the answer and the id that its trace is found by."""
    request_id = unique("request")
    return api.request(method, path, json=body, headers={"X-Request-Id": request_id} | headers), request_id


def get(api, path, **headers):
    return ask(api, "GET", path, **headers)


def publish(author):
    article = {"title": unique("T"), "description": "d", "body": "b"}
    return ask(author.api, "POST", "/api/articles", {"article": article})


def assert_nested(spans, root):
    """Every span lies within its parent, and all of them under `root`."""
    by_id = {span.id: span for span in spans}
    for span in spans:
        if span is root:
            continue
        parent = by_id[span.parent]
        assert parent.start <= span.start and span.end <= parent.end, (parent, span)


@pytest.mark.spec("telemetry: traces")
def test_a_request_is_a_tree(site, receiver):
    """Through route, password hash and store: what waits on other threads too."""
    _, api = site
    user = User.register(api)
    login = {"user": {"email": user.email, "password": user.password}}
    answer, request_id = ask(api, "POST", "/api/users/login", login)
    assert answer.status_code == 200
    spans = trace_of(receiver, request_id)
    (root,) = [span for span in spans if span.kind == "server"]
    assert root.name == "POST /api/users/login" and root.parent == "" and not root.failed
    assert root.attributes["http.request.method"] == "POST"
    assert root.attributes["http.route"] == "/api/users/login"
    assert root.attributes["http.response.status_code"] == 200
    assert "password hashing" in {span.name for span in spans}
    databases = {span.attributes.get("db.system.name") for span in spans}
    assert ("mongodb" if MONGO_URI else "sqlite") in databases
    assert_nested(spans, root)


@pytest.mark.spec("telemetry: traces")
def test_a_write_is_in_the_trace_of_its_request(site, receiver):
    _, api = site
    author = User.register(api)
    _, request_id = publish(author)
    spans = trace_of(receiver, request_id)
    assert len([span for span in spans if span.kind == "server"]) == 1
    operations = {span.attributes.get("db.operation.name") for span in spans}
    assert operations & ({"insert", "update", "findAndModify"} if MONGO_URI else {"write"}), operations
    assert any("::" in span.name for span in spans), "the part of the store that asked is named"


@pytest.mark.spec("telemetry: traces")
def test_the_callers_trace_goes_on(site, receiver):
    server, api = site
    answer, request_id = get(api, "/api/tags", traceparent=TRACEPARENT.format(sampled=1))
    (root,) = [span for span in trace_of(receiver, request_id) if span.kind == "server"]
    assert (root.trace, root.parent) == ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")
    assert answer.headers["traceresponse"] == f"00-{root.trace}-{root.id}-01"
    record = server.wait_for_request(request_id=request_id)
    assert (record["trace_id"], record["span_id"]) == (root.trace, root.id)


@pytest.mark.spec("telemetry: traces")
def test_what_others_say_of_a_trace_is_passed_on(site, receiver):
    _, api = site
    traceparent = TRACEPARENT.format(sampled=1)
    told = "dd=s:1;o:rum,other=x"
    for sent, kept in {told: told, "no state at all": "", "a=" + "x" * 10_000: ""}.items():
        _, request_id = get(api, "/api/tags", traceparent=traceparent, tracestate=sent)
        trace_of(receiver, request_id)
        (root,) = [s for s in receiver.spans() if s.attributes.get("conduit.request_id") == request_id]
        assert root.state == kept, sent
    _, request_id = get(api, "/api/tags", tracestate=told)
    assert {span.state for span in trace_of(receiver, request_id)} == {""}, "there is no trace of theirs"


@pytest.mark.spec("telemetry: traces")
def test_caches_and_rendering_are_steps_too(site, receiver):
    _, api = site
    slug = User.register(api).write(body=unique("*new*"))["slug"]

    def steps():
        _, request_id = get(api, f"/api/articles/{slug}")
        spans = {span.name: span for span in trace_of(receiver, request_id)}
        return spans.keys(), spans["response cache"].attributes["conduit.cache.result"]

    (cold, first), (warm, second) = steps(), steps()
    assert (first, second) == ("miss", "hit")
    assert warm < cold, "a hit asks nobody"
    _, request_id = ask(api, "POST", "/api/markdown", {"markdown": unique("*small*")})
    assert "Markdown rendering" in {span.name for span in trace_of(receiver, request_id)}


@pytest.mark.spec("telemetry: traces")
def test_the_caller_decides_where_the_sampler_lets_it(start_server, receiver):
    server = start_server(receiver.settings | {"OTEL_TRACES_SAMPLER": "parentbased_always_off"})
    with http_client(server.url) as http:
        api = Api(http)
        asked, asked_id = get(api, "/api/tags", traceparent=TRACEPARENT.format(sampled=1))
        unasked, unasked_id = get(api, "/api/tags", traceparent=TRACEPARENT.format(sampled=0))
        plain, _ = get(api, "/api/tags")
        broken, _ = get(api, "/api/tags", traceparent="00-not-a-trace-01")
    trace_of(receiver, asked_id)
    assert "traceresponse" in asked.headers
    for answer in (unasked, plain, broken):
        assert answer.status_code == 200 and "traceresponse" not in answer.headers
    assert len([span for span in receiver.spans() if span.kind == "server"]) == 1
    # The caller's id helps to find the line, recorded or not.
    assert server.wait_for_request(request_id=unasked_id)["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.spec("telemetry: traces")
def test_requests_at_the_same_time_keep_their_spans_apart(site, receiver):
    _, api = site
    users = [User.register(api) for _ in range(4)]

    with ThreadPoolExecutor(16) as pool:
        ids = [request_id for _, request_id in pool.map(publish, users * 16)]
    shapes = set()
    for request_id in ids:
        spans = trace_of(receiver, request_id)
        (root,) = [span for span in spans if span.kind == "server"]
        assert_nested(spans, root)
        shapes.add(tuple(sorted(span.name for span in spans)))
    assert len(shapes) <= 3, f"alike requests made different traces: {shapes}"


@pytest.mark.spec("telemetry: traces")
def test_failures_are_marked(site, receiver):
    _, api = site
    _, missing = get(api, "/api/articles/none")
    (root,) = [span for span in trace_of(receiver, missing) if span.kind == "server"]
    assert not root.failed, "that an article is not there is no fault of ours"
    assert root.attributes["http.response.status_code"] == 404


@pytest.mark.spec("telemetry: routes are templates")
@pytest.mark.spec("telemetry: traces")
def test_unknown_paths_are_one(site, receiver):
    _, api = site
    ids = [get(api, f"/api/{unique('path')}?{unique('query')}")[1] for _ in range(5)]
    names = {
        span.name for request_id in ids for span in trace_of(receiver, request_id) if span.kind == "server"
    }
    assert names == {"GET unmatched"}


@pytest.mark.spec("telemetry: nothing secret")
@pytest.mark.spec("telemetry: traces")
def test_nothing_private_is_sent_or_logged(start_server, receiver):
    """What people type, and what opens their accounts, through every part that records anything."""
    server = start_server(receiver.settings | {"CONDUIT_LOG_LEVEL": "debug", "CONDUIT_PRIVATE_PORT": "0"})
    marks = {
        name: unique(f"private{name}")
        for name in ("password", "mail", "title", "body", "bio", "query", "comment")
    }
    with http_client(server.url) as http:
        api = Api(http)
        name = unique("user")
        mail = f"{marks['mail']}@example.com"
        token = api.register(name, mail, marks["password"]).json()["user"]["token"]
        user = api.with_token(token)
        api.login(mail, marks["password"] + "wrong")
        api.login(mail, marks["password"])
        user.put("/api/user", {"user": {"bio": marks["bio"], "password": marks["password"] + "2"}})
        slug = user.post(
            "/api/articles",
            {"article": {"title": unique("T"), "description": marks["title"], "body": marks["body"]}},
        ).json()["article"]["slug"]
        user.post(f"/api/articles/{slug}/comments", {"comment": {"body": marks["comment"]}})
        user.get(f"/api/articles?tag={marks['query']}")
        api.request("POST", "/api/users", content=f'{{"user": {marks["body"]}'.encode())
        last, request_id = get(user, f"/api/articles?limit={marks['query']}")
        assert last.status_code == 422
    trace_of(receiver, request_id)
    wait_until(receiver.metrics, 10, "a report of metrics")
    everything = b"\n".join(receiver.bodies) + server.output().encode()
    secrets = [*marks.values(), token, token.split(".")[2], "black-box-suite-secret"]
    for secret in secrets:
        assert secret.encode() not in everything, secret
    assert not re.search(rb"[\w.]+@example\.com", everything)


@pytest.mark.spec("telemetry: traces")
def test_one_in_a_hundred_is_recorded_unless_said(start_server, receiver):
    settings = {name: value for name, value in receiver.settings.items() if name != "OTEL_TRACES_SAMPLER"}
    server = start_server(settings)
    with http_client(server.url) as http:
        answers = [http.get("/api/tags") for _ in range(1500)]
    recorded = sum("traceresponse" in answer.headers for answer in answers)
    assert 1 <= recorded <= 45
