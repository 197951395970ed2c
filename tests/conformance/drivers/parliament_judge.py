"""Judges IAM policies with parliament; run by the environment that holds it.

Standard input is a list of policy documents; output has a list of findings for each: issue, details, and
the value in the document that it is about, where parliament says which.
"""

import json
import sys
from typing import Any

# This is in parliament's environment only.
from parliament import analyze_policy_string  # type: ignore[import-not-found]


def judge(document: Any) -> list[tuple[str, Any, Any]]:
    """What parliament finds, its community's auditors included."""
    text = json.dumps(document)
    policy = analyze_policy_string(text, include_community_auditors=True)
    return [
        (each.issue, each.detail or each.location.get("actions", ""), about(text, each.location))
        for each in policy.findings
    ]


def about(text: str, location: dict[str, Any]) -> Any:
    """The value that begins at a place of a text of one line; ``None`` without a place."""
    column = location.get("column")
    return None if column is None else json.JSONDecoder().raw_decode(text, column - 1)[0]


json.dump([judge(each) for each in json.load(sys.stdin)], sys.stdout)
