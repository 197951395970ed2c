"""Runs ``sam validate --lint`` on many templates in one process; run by SAM's environment.

Standard input is ``[{"template": path, "region": name}, ...]``; output is a list of what it said, an
empty text for a valid template.
"""

import json
import sys

from click.testing import CliRunner
from samcli.cli.main import cli  # type: ignore[import-not-found]  # is in SAM's environment only


def complaint(job: dict[str, str]) -> str:
    """What SAM has against a template."""
    arguments = ["validate", "--lint", "--template", job["template"], "--region", job["region"]]
    result = CliRunner().invoke(cli, arguments)
    return "" if result.exit_code == 0 else f"{result.output}\n{result.exception!r}"


complaints = [complaint(job) for job in json.load(sys.stdin)]
json.dump(complaints, sys.stdout)
