"""The scripts that people and workflows call, with stand-ins for terraform and aws that write down how."""

import base64
import json
import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from terraform import INFRA


@pytest.fixture
def call(tmp_path):
    """Runs a script of infra/ on a copy; .log holds what it called."""
    log = tmp_path / "calls"
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, body in {
        "terraform": 'case "$*" in *" state list"*) cat "$STATE_LIST" 2>/dev/null ;; *" plan "*) touch "${!##-out=}" ;; '
        '*" output -raw project_id"*) printf 0123456789abcdef01234567 ;; esac',
        "aws": 'case "$*" in *get-caller-identity*) echo 123456789012 ;; *head-bucket*) exit "${HEAD_BUCKET:-0}" ;; '
        '*get-secret-value*) echo "$RING" ;; *get-random-password*) echo NEW ;; '
        '*put-secret-value*) cp "$(echo "$*" | sed "s/.*file:\\/\\///")" "$LOG.secret" ;; esac',
    }.items():
        (tools / name).write_text(f'#!/usr/bin/env bash\necho "{name} $*" >>"$LOG"\n{body}\n')
        (tools / name).chmod(0o755)
    # The machine's may be a wrapper that puts programs of its own before these.
    (tools / "python3").symlink_to(sys.executable)
    copy = tmp_path / "checkout"
    copy.mkdir()
    subprocess.run(["cp", "-r", INFRA, copy / "infra"], check=True)

    def run(script, *arguments, **extra):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_"))}
        env |= {"PATH": f"{tools}:{env['PATH']}", "LOG": str(log)} | extra
        result = subprocess.run([copy / "infra" / script, *arguments], env=env, capture_output=True, text=True)
        result.log = log.read_text() if log.exists() else ""
        result.secret = (tmp_path / "calls.secret").read_text() if (tmp_path / "calls.secret").exists() else None
        log.unlink(missing_ok=True)
        return result

    return run


def test_plan_uses_the_stages_values_and_state(call):
    result = call("tf", "plan", "dev", "server")
    assert result.returncode == 0, result.stderr
    assert "bucket=conduit-state-123456789012" in result.log and "key=dev/server.tfstate" in result.log
    assert "use_lockfile=true" in result.log and "/stages/dev.tfvars" in result.log


def test_apply_takes_the_reviewed_plan_once(call):
    assert call("tf", "apply", "dev", "server").returncode == 1
    call("tf", "plan", "dev", "server")
    applied = call("tf", "apply", "dev", "server")
    assert applied.returncode == 0 and "dev-server.tfplan" in applied.log.splitlines()[-1]
    assert "var-file" not in applied.log.splitlines()[-1]
    assert call("tf", "apply", "dev", "server").returncode == 1


@pytest.mark.parametrize("confirm, code", [("", 1), ("yes", 1), ("destroy-conduit-dev", 1), ("destroy-conduit-prod", 0)])
def test_destroying_prod_needs_its_name(call, confirm, code):
    result = call("tf", "destroy", "prod", "server", CONFIRM=confirm)
    assert result.returncode == code
    assert ("destroy" in result.log) == (code == 0), "nothing is touched before the guard"


def test_destroying_dev_asks_terraform_alone(call):
    assert call("tf", "destroy", "dev", "server").returncode == 0


def test_bootstrap_makes_and_adopts_its_bucket_once(call, tmp_path):
    first = call("tf", "plan", "shared", "bootstrap", HEAD_BUCKET="1")
    assert "create-bucket --bucket conduit-state-123456789012" in first.log and " import " in first.log
    known = tmp_path / "known"
    known.write_text('aws_s3_bucket.this["state"]\n')
    second = call("tf", "plan", "shared", "bootstrap", STATE_LIST=str(known))
    assert "create-bucket" not in second.log and " import " not in second.log


@pytest.mark.parametrize("arguments", [(), ("plan", "dev"), ("plan", "test", "server"), ("plan", "dev", "tests"), ("plan", "shared", "server"), ("smash", "dev", "server")])
def test_wrong_words_are_refused(call, arguments):
    result = call("tf", *arguments)
    assert result.returncode == 2 and "infra/tf plan" in result.stderr and result.log == ""


@pytest.mark.parametrize(
    "stage, expected",
    [("dev", ["server", "database", "client"]), ("demo", ["server", "database", "client", "monitoring"]), ("prod", ["server", "database", "client", "monitoring"])],
)
def test_roots_of_a_stage(call, stage, expected):
    assert call("stage", "roots", stage).stdout.split() == expected


def test_token_keys_rotate_in_front_and_the_oldest_goes(call):
    result = call("rotate-token-keys", "dev", RING="c:3,b:2,a:1")
    assert result.returncode == 0, result.stderr
    first, *rest = result.secret.split(",")
    assert first.endswith(":NEW") and rest == ["c:3", "b:2"]
    assert "NEW" not in result.log and "c:3" not in result.log, "no key among arguments"
    assert "NEW" not in result.stdout


# --- infra/datadog, with a stand-in for both services


class Services:
    """Datadog and Atlas on loopback: what they hold, and what they were asked."""

    def __init__(self):
        self.metrics = {}  # name: attributes of its tag configuration, None where it has none
        self.integration = None
        self.asked = []
        services = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                services.asked.append((self.command, self.path))
                code, value = services.answer(self.command, self.path, self.headers, body)
                text = json.dumps(value).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PUT = do_PATCH = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, method, path, headers, body):
        if path == "/api/oauth/token":
            right = headers["Authorization"] == "Basic " + base64.b64encode(b"client:hidden-1").decode()
            return (200, {"access_token": "hidden-2"}) if right and body == "grant_type=client_credentials" else (401, {})
        if path == "/api/atlas/v2/groups/0123456789abcdef01234567/integrations/DATADOG":
            return self.of_atlas(method, headers, body)
        if metric := re.fullmatch(r"/api/v2/metrics/([\w.]+)/tags", path):
            return self.of_datadog(method, metric[1], headers, body)
        return 404, {}

    def of_atlas(self, method, headers, body):
        assert headers["Authorization"] == "Bearer hidden-2" and headers["Accept"].startswith("application/vnd.atlas.20")
        if method == "GET":
            return (200, self.integration) if self.integration else (404, {})
        # To make one that is there is an error, and so is to change one that is not.
        assert method == ("PUT" if self.integration else "POST")
        self.integration = json.loads(body)
        return 200, self.integration

    def of_datadog(self, method, metric, headers, body):
        assert (headers["DD-API-KEY"], headers["DD-APPLICATION-KEY"]) == ("hidden-3", "hidden-4")
        known = self.metrics.get(metric)
        if method == "GET":
            return (200, {"data": {"attributes": known}}) if known else (404, {"errors": ["Not Found"]})
        if metric not in self.metrics:
            return 400, {"errors": ["Metric not found"]}
        data = json.loads(body)["data"]
        assert (data["type"], data["id"]) == ("manage_tags", metric) and method == ("PATCH" if known else "POST")
        self.metrics[metric] = (known or {}) | data["attributes"]
        return 200, {"data": {"attributes": self.metrics[metric]}}

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def services():
    services = Services()
    yield services
    services.close()


@pytest.fixture
def tell(call, services):
    def run(stage="prod", **extra):
        env = {"MONGODB_ATLAS_CLIENT_ID": "client", "MONGODB_ATLAS_CLIENT_SECRET": "hidden-1", "DD_API_KEY": "hidden-3", "DD_APP_KEY": "hidden-4"}
        env |= {"DATADOG_ENDPOINT": services.url, "MONGODB_ATLAS_BASE_URL": services.url, "RING": "hidden-5"}
        result = call("datadog", stage, **env | extra)
        assert "hidden" not in result.log + result.stdout + result.stderr, "no secret is shown, or among arguments"
        return result

    return run


DISTRIBUTIONS = ["db.client.operation.duration", "http.server.request.duration"]


def test_percentiles_are_on_of_every_metric_that_monitors_and_graphs_ask_them_of(tell, services):
    services.metrics = dict.fromkeys(DISTRIBUTIONS)
    result = tell()
    assert result.returncode == 0, result.stderr
    # Every tag is kept: none is in the list of those that are not.
    on = {"metric_type": "distribution", "include_percentiles": True, "exclude_tags_mode": True, "tags": []}
    assert services.metrics == dict.fromkeys(DISTRIBUTIONS, on)
    services.asked.clear()
    assert tell().returncode == 0
    assert {method for method, path in services.asked if "/metrics/" in path} == {"GET"}, "what is on is left alone"


def test_tags_that_somebody_chose_stay(tell, services):
    chosen = {"metric_type": "distribution", "include_percentiles": False, "exclude_tags_mode": False, "tags": ["env"]}
    services.metrics = dict.fromkeys(DISTRIBUTIONS, chosen)
    assert tell().returncode == 0
    assert services.metrics == dict.fromkeys(DISTRIBUTIONS, chosen | {"include_percentiles": True})


def test_before_the_servers_have_reported_it_says_so_and_does_the_rest(tell, services):
    result = tell()
    assert result.returncode == 1 and "run it again once the servers have reported" in result.stderr
    assert services.integration


def test_atlas_is_told_where_to_send_with_the_stages_own_key(tell, services):
    services.metrics = dict.fromkeys(DISTRIBUTIONS)
    for _ in range(2):
        assert tell().returncode == 0
        assert services.integration == {"type": "DATADOG", "apiKey": "hidden-5", "region": "US"}
    assert "--secret-id conduit/prod/datadog-api-key" in tell().log


def test_of_a_flex_cluster_atlas_sends_nothing(tell, services):
    services.metrics = dict.fromkeys(DISTRIBUTIONS)
    assert tell("dev").returncode == 0
    assert services.integration is None and not any("atlas" in path for _, path in services.asked)


@pytest.mark.parametrize(
    "extra, reason",
    [
        ({"RING": "unset"}, "holds no key yet"),
        ({"DD_APP_KEY": ""}, "DD_APP_KEY is not set"),
        ({"MONGODB_ATLAS_CLIENT_ID": "other"}, "Atlas answers 401"),
        ({"DATADOG_ENDPOINT": "http://127.0.0.1:1"}, "refused"),
    ],
)
def test_it_says_what_it_misses(tell, services, extra, reason):
    services.metrics = dict.fromkeys(DISTRIBUTIONS)
    result = tell(**extra)
    assert result.returncode == 1 and reason in result.stderr and services.integration is None
