"""The least client that the server makes pages from: an index.html with its markers."""

from pathlib import Path

PUBLIC_URL = "https://blog.example"

INDEX = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <!--head--><title>Template</title><!--/head-->
    <script type="module" src="/assets/app-0a1b2c3d.js"></script>
  </head>
  <body><div id="app"><!--content--></div><!--data--></body>
</html>
"""


def make_client(directory: Path) -> str:
    """Puts it into `directory`; returns what CONDUIT_CLIENT_DIR has to be."""
    client = directory / "client"
    client.mkdir()
    (client / "index.html").write_text(INDEX)
    return str(client)
