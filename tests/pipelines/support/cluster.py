"""What the emulator lacks of ECS: time, and containers that can fail. A proxy in front of it: it hands every call
through, and lets the answers about tasks and deployments tell how they go on, as ECS would tell it."""

import json
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from support.servers import Handler

ECS = "AmazonEC2ContainerServiceV20141113."


@dataclass
class Cluster:
    upstream: str
    # What happens in containers of an image, by its digest: the migration's exit code, and digests that never start.
    failing_migrations: dict[str, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    # A deployment ends at its third look, or once this is set.
    hold: threading.Event | None = None
    # Updates of a service wait for it on their way in.
    gate: threading.Event | None = None
    calls: list[tuple[str, dict]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _migrations: dict[str, dict] = field(default_factory=dict)
    _dead: dict[str, dict] = field(default_factory=dict)
    _withdrawn: set[str] = field(default_factory=set)
    running: str = ""
    _rollout: dict | None = None

    def handler(self) -> type[Handler]:
        cluster = self

        class Proxy(Handler):
            def handle_any(self):
                body = self.body()
                target = self.headers.get("X-Amz-Target", "")
                if target == f"{ECS}UpdateService" and cluster.gate:
                    assert cluster.gate.wait(60), "the gate stayed shut"
                with cluster.lock:
                    if target.startswith(ECS):
                        status, answer, headers = cluster.ecs(
                            target.removeprefix(ECS), body, dict(self.headers)
                        )
                    else:
                        status, answer, headers = cluster.forward(
                            self.command, self.path, body, dict(self.headers)
                        )
                        cluster.calls.append((f"{self.command} {self.path}", {}))
                self.answer(status, answer, headers)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

        return Proxy

    def forward(self, method: str, path: str, body: bytes, headers: dict) -> tuple[int, bytes, dict]:
        passed = {
            k: v
            for k, v in headers.items()
            if k.lower() not in ("host", "connection", "accept-encoding", "expect", "content-length")
        }
        request = urllib.request.Request(
            self.upstream + path, data=body or None, headers=passed, method=method
        )
        try:
            response = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            kept = {
                k: v
                for k, v in response.headers.items()
                if k.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server")
            }
            return response.status, response.read(), kept

    def ecs(self, action: str, body: bytes, headers: dict) -> tuple[int, bytes, dict]:
        request = json.loads(body or b"{}")
        self.calls.append((action, request))
        if action == "ListTasks" and request.get("desiredStatus") == "STOPPED":
            return self._json({"taskArns": list(self._dead)})
        if action == "DescribeTasks" and set(request["tasks"]) <= set(self._dead):
            return self._json({"tasks": [self._dead[arn] for arn in request["tasks"]], "failures": []})
        status, raw, kept = self.forward("POST", "/", body, headers)
        if status != 200:
            return status, raw, kept
        answer = json.loads(raw)
        if action == "DeregisterTaskDefinition":
            self._withdrawn.add(request["taskDefinition"])
        if (
            action == "DescribeTaskDefinition"
            and answer["taskDefinition"]["taskDefinitionArn"] in self._withdrawn
        ):
            # AWS answers for a family with its newest active revision, the emulator with its newest.
            family, _, revision = answer["taskDefinition"]["taskDefinitionArn"].rpartition(":")
            older = json.dumps({**request, "taskDefinition": f"{family}:{int(revision) - 1}"}).encode()
            return self.ecs(action, older, headers)
        if action == "RunTask":
            for task in answer["tasks"]:
                self._migrations[task["taskArn"]] = {"looks": 0}
        if action == "DescribeTasks":
            for task in answer["tasks"]:
                self._advance_migration(task)
        if action == "UpdateService":
            self._begin(request, answer["service"])
        if action == "DescribeServices":
            for service in answer["services"]:
                self._advance(service, headers)
        return status, json.dumps(answer).encode(), kept

    # ── one-off tasks ────────────────────────────────────────────────────────────────────────────────────────────────

    def _advance_migration(self, task: dict) -> None:
        seen = self._migrations.get(task["taskArn"])
        if not seen:
            return
        seen["looks"] += 1
        if seen["looks"] < 2:
            return
        code = self.failing_migrations.get(_digest(task["containers"][0]["image"]), 0)
        task.update(
            lastStatus="STOPPED",
            stoppedReason="Essential container in task exited",
            stopCode="EssentialContainerExited",
        )
        task["containers"][0].update(lastStatus="STOPPED", exitCode=code)

    # ── deployments ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, request: dict, service: dict) -> None:
        new = next(d for d in service["deployments"] if d["status"] == "PRIMARY")
        image = self.image_of(new["taskDefinition"])
        self._rollout = {
            "id": new["id"],
            "new": new["taskDefinition"],
            "before": self.running,
            "image": image,
            "looks": 0,
            "service": service["serviceArn"],
            "cluster": request["cluster"],
        }
        new.update(
            rolloutState="IN_PROGRESS", runningCount=0, rolloutStateReason="ECS deployment in progress."
        )

    def _advance(self, service: dict, headers: dict) -> None:
        rollout, primary = self._rollout, service["deployments"][0]
        if rollout is None or primary["id"] != rollout["id"]:
            self.running = service["taskDefinition"]
            return
        rollout["looks"] += 1
        digest = _digest(rollout["image"])
        in_progress = not self.hold.is_set() if self.hold else rollout["looks"] <= 2
        if in_progress or digest in self.stuck:
            old = {
                **primary,
                "id": "ecs-svc/0",
                "status": "ACTIVE",
                "taskDefinition": rollout["before"],
                "rolloutState": "COMPLETED",
            }
            primary.update(rolloutState="IN_PROGRESS", runningCount=0)
            service["deployments"] = [primary, old]
            return
        if digest not in self.broken:
            self.running, self._rollout = rollout["new"], None
            return
        # The circuit breaker: the failed deployment is still listed beside the one that undoes it.
        self._die(rollout)
        self._rollout = None
        body = json.dumps(
            {
                "cluster": rollout["cluster"],
                "service": service["serviceName"],
                "taskDefinition": rollout["before"],
            }
        )
        _, raw, _ = self.forward(
            "POST", "/", body.encode(), {**headers, "X-Amz-Target": f"{ECS}UpdateService"}
        )
        undone = json.loads(raw)["service"]
        failed = {
            **primary,
            "status": "ACTIVE",
            "rolloutState": "FAILED",
            "failedTasks": 3,
            "runningCount": 0,
            "rolloutStateReason": "ECS deployment circuit breaker: tasks failed to start.",
        }
        service.update(undone)
        service["deployments"] = [*undone["deployments"], failed]

    def _die(self, rollout: dict) -> None:
        arn = f"{rollout['service'].replace(':service/', ':task/').rsplit('/', 1)[0]}/dead{len(self._dead)}"
        self._dead[arn] = {
            "taskArn": arn,
            "taskDefinitionArn": rollout["new"],
            "lastStatus": "STOPPED",
            "stoppedReason": "Essential container in task exited",
            "stopCode": "EssentialContainerExited",
            "containers": [{"name": "server", "exitCode": 2, "reason": "", "image": rollout["image"]}],
        }

    def image_of(self, definition: str) -> str:
        body = json.dumps({"taskDefinition": definition}).encode()
        headers = {
            "X-Amz-Target": f"{ECS}DescribeTaskDefinition",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0",
        }
        _, raw, _ = self.ecs("DescribeTaskDefinition", body, headers)
        return json.loads(raw)["taskDefinition"]["containerDefinitions"][0]["image"]

    def _json(self, value: dict) -> tuple[int, bytes, dict]:
        return 200, json.dumps(value).encode(), {"Content-Type": "application/x-amz-json-1.1"}


def _digest(image: str) -> str:
    return image.rpartition("@")[2]
