"""The public address of a stage: what CloudFront and the servers answer together. Files come from the bucket with the
headers they were stored with; the servers' answers come from the image that runs."""

import json

from botocore.exceptions import ClientError

from support.servers import Handler


def public_address(holder: dict) -> type[Handler]:
    class Public(Handler):
        def do_GET(self):
            stage = holder["stage"]
            path = self.path.split("?")[0]
            if path == "/version":
                return self.json(200, {"commit": stage.commit_in_service()})
            if path.startswith("/api/articles/none"):
                return self.json(404, {"errors": {"article": ["not found"]}})
            if path.startswith("/api/"):
                return self.json(200, {})
            is_file = "." in path.rsplit("/", 1)[-1]
            return self.file(path[1:] if is_file else "index.html")

        def json(self, status, value):
            self.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

        def file(self, key):
            stage = holder["stage"]
            try:
                stored = stage.aws("s3").get_object(Bucket=stage.client_bucket, Key=key)
            except ClientError:
                return self.answer(404)
            headers = {"Content-Type": stored["ContentType"], "Cache-Control": stored["CacheControl"]}
            return self.answer(200, stored["Body"].read(), headers)

    return Public
