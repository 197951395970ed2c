"""Judges a SARIF log by the schema of SARIF; run by an environment that has ``jsonschema``.

Standard input is ``{"schema": path, "log": ...}``; output is what is wrong with the log, an item each.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # is in SAM's environment only

job = json.load(sys.stdin)
schema = json.loads(Path(job["schema"]).read_text(encoding="utf-8"))
found = [f"{each.json_path}: {each.message}" for each in Draft7Validator(schema).iter_errors(job["log"])]
json.dump(found, sys.stdout)
