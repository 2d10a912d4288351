"""The edge without AWS: the plan's own behaviours, played in Node."""

import json
import os
import subprocess
from pathlib import Path

from terraform import BUILD


def test_edge_of_the_plan(plans):
    saved = BUILD / "tests" / "edge-plan.json"
    saved.write_text(json.dumps(plans["client", "prod"].data))
    result = subprocess.run(
        ["node", "--test", Path(__file__).parent / "edge/edge.test.mjs"],
        env=os.environ | {"EDGE_PLAN": str(saved)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
