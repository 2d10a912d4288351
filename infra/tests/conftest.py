import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import boto3
import pytest
from xdist.scheduler import LoadScopeScheduling

sys.path.insert(0, str(Path(__file__).parent))

import provider_schemas  # noqa: E402
from plans import Plan  # noqa: E402
from terraform import BUILD, EDGE_STAGES, STAGES, Missing, Workspace  # noqa: E402

ZONE = "example.com"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where Terraform or a provider cannot be had, say so loudly instead of failing on every test."""
    outcome = yield
    report = outcome.get_result()
    if call.excinfo is not None and call.excinfo.errisinstance(Missing):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), 0, f"Skipped: MISSING: {call.excinfo.value}")


# Plans and emulators are made once for a process, so files that ask for the same ones stay together.
TOGETHER = {
    "plans": ["test_edge.py", "test_iam.py", "test_network.py", "test_plan.py", "test_site.py"],
    "stand-ins": ["test_database.py", "test_monitoring.py", "test_providers.py"],
}


class Together(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        file = Path(nodeid.partition("::")[0]).name
        return next((group for group, files in TOGETHER.items() if file in files), nodeid)


def pytest_xdist_make_scheduler(config, log):
    return Together(config, log) if config.getvalue("dist") == "loadscope" else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process, log):
    for _ in range(1200):  # two minutes: the machine may be busy
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the emulator did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def emulator():
    """Endpoints of a fresh AWS emulator on loopback, with the zone that the stages expect."""
    here = Path(__file__).parent / "emulator"
    logs = BUILD / "tests"
    logs.mkdir(parents=True, exist_ok=True)
    aws, scaling = free_port(), free_port()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    commands = {
        logs / f"emulator-aws-{worker}.log": ([here / "aws.py"], {"GATEWAY_PORT": str(aws)}),
        logs / f"emulator-scaling-{worker}.log": ([here / "scaling.py", "-H", "127.0.0.1", "-p", str(scaling)], {}),
    }
    processes = []
    try:
        for log, (command, extra) in commands.items():
            env = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
            env |= {"BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0"} | extra
            with log.open("w") as out:
                processes.append((subprocess.Popen([sys.executable, *map(str, command)], env=env, stdout=out, stderr=out), log))
        for (process, log), port in zip(processes, (aws, scaling)):
            wait_for(port, process, log)
        endpoints = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{aws}",
            "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING": f"http://127.0.0.1:{scaling}",
        }
        client(endpoints, "route53").create_hosted_zone(Name=ZONE, CallerReference="tests")
        yield endpoints
    finally:
        for process, _ in processes:
            process.send_signal(signal.SIGTERM)
        for process, _ in processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:  # it holds nothing worth a tidy end
                process.kill()
                process.wait()


def client(endpoints, service):
    return boto3.client(
        service,
        endpoint_url=endpoints["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="session")
def aws(emulator):
    return lambda service: client(emulator, service)


@pytest.fixture(scope="session")
def stand_ins():
    """Providers for the roots of Datadog and Atlas that call nobody."""
    return provider_schemas.install(BUILD.parent / "tools/terraform-provider-stand-in")


BOOTSTRAP = ["-var=zone_create=false", "-var-file=" + str(Path(__file__).parent.parent / "stages/shared.tfvars")]


@pytest.fixture(scope="session")
def planned(emulator):
    """What a root would make for a stage in an empty account: planned(root, stage) is a Plan, made once."""
    for stage in STAGES:
        for colour in ("blue", "green"):
            client(emulator, "secretsmanager").create_secret(Name=f"conduit/{stage}/origin-{colour}", SecretString="x" * 48)

    @cache
    def plan(root, stage):
        workspace = Workspace(root, f"plan-{stage}", emulator).init()
        return Plan(workspace.plan(*BOOTSTRAP) if root == "bootstrap" else workspace.plan(stage=stage))

    return plan


@pytest.fixture(scope="session")
def plans(planned):
    """All of them: {(root, stage): Plan}."""
    pairs = [("server", stage) for stage in STAGES] + [("client", stage) for stage in EDGE_STAGES] + [("bootstrap", "shared")]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(pairs, pool.map(lambda pair: planned(*pair), pairs)))
