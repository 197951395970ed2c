"""Judges IAM policies with parliament; run by the environment that holds it.

Standard input is a list of policy documents; output has a list of findings for each: issue and details.
"""

import json
import sys
from typing import Any

# This is in parliament's environment only.
from parliament import analyze_policy_string  # type: ignore[import-not-found]


def judge(document: Any) -> list[tuple[str, Any]]:
    """What parliament finds, its community's auditors included."""
    policy = analyze_policy_string(json.dumps(document), include_community_auditors=True)
    return [(each.issue, each.detail or each.location.get("actions", "")) for each in policy.findings]


json.dump([judge(each) for each in json.load(sys.stdin)], sys.stdout)
