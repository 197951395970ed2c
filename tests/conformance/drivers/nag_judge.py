"""Judges many CDK apps by cdk-nag, in one process; run by cdk-nag's environment.

Takes what ``cdk_synth`` takes; output is a list of ``{"found": [rule, ...], "template": ...}``, or of
``{"failed": message}`` for an app that CDK refuses.
"""

import json
import sys
from typing import Any

# These are in cdk-nag's environment only; cdk_synth lies beside this file.
import cdk_nag  # type: ignore[import-not-found]
import cdk_synth  # type: ignore[import-not-found]

_App = cdk_synth.App
_PACKS = (cdk_nag.AwsSolutionsChecks(), cdk_nag.ServerlessChecks())
_made: list[Any] = []


def _kept(**options: Any) -> Any:
    """An app that can be judged once it was synthesised."""
    _made.append(_App(**options))
    return _made[-1]


def judge(job: dict[str, Any]) -> dict[str, Any]:
    """What the packs find in one app."""
    _made.clear()
    try:
        template = cdk_synth.synthesise(job)["template"]
    except Exception as error:  # whatever CDK has against a design that is bad on purpose
        return {"failed": str(error)}
    reports = [pack.validate_scope(_made[-1]) for pack in _PACKS]
    found = {each.rule_name.partition("[")[0] for report in reports for each in report.violations}
    return {"found": sorted(found), "template": template}


if __name__ == "__main__":
    cdk_synth.App = _kept
    json.dump([judge(job) for job in json.load(sys.stdin)], sys.stdout)
