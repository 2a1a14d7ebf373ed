"""What the peers know of an estate: the satellites of reckoner.toml, and the columns of its exports."""

import json
import tomllib
from pathlib import Path

TEXTS = ["session_id", "automation_id", "automation_name", "solution_id", "started", "ended", "outcome", "mode", "trigger",
         "machine_name", "parent_automation_id", "parent_session_id", "error_code", "error_message"]
COLUMNS = [*TEXTS, "source_version", "deleted"]
OUTCOMES = ["succeeded", "succeeded_with_exceptions", "business_exception", "failed", "timed_out", "cancelled", "skipped",
            "running", "queued", "suspended", "test", "unknown"]
OPEN = ["running", "queued", "suspended"]


def satellites(workspace):
    """id, timezone, class and the glob of its files."""
    told = tomllib.loads((Path(workspace) / "reckoner.toml").read_text())["satellite"]
    return [(s["id"], s["timezone"], s["class"], str(Path(workspace) / s["source"]["url"])) for s in told]


def files(workspace, table):
    """The files of a table of our lake, as its log says."""
    folder, live = Path(workspace) / "lake" / table, set()
    for log in sorted((folder / "_delta_log").glob("*.json")):
        for line in log.read_text().splitlines():
            action = json.loads(line)
            if "add" in action:
                live.add(action["add"]["path"])
            if "remove" in action:
                live.discard(action["remove"]["path"])
    return [str(folder / path) for path in sorted(live)]
