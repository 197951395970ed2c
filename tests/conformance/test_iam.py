"""No policy of any export says too much, or what AWS does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.designs import designs
from tests.conformance.normal.form import Identity
from tests.conformance.parity import Deployed
from tests.conformance.planned import module_name
from tests.conformance.statements import (
    LIMITED,
    ON_EVERYTHING,
    Statement,
    complaints,
    documents,
    overlap,
    statements,
)
from tests.conformance.workshop import Workshop

pytestmark = pytest.mark.conformance

PLACES = [(each.name, stage) for each in designs() for stage in each.stages]
FORMATS = ("terraform", "sam", "cdk")

_DELIVERY = "Step Functions sets up its logs itself, with the permissions that AWS's guide gives it for that."
FAIR: Mapping[str, Mapping[str, str]] = {
    "RESOURCE_STAR": ON_EVERYTHING,
    "PERMISSIONS_MANAGEMENT_ACTIONS": {
        "logs:putresourcepolicy": _DELIVERY,
    },
    "RESOURCE_MISMATCH": {
        "states:DescribeExecution": "It acts on executions of standard or of express workflows; one is said.",
        **dict.fromkeys(
            LIMITED, "The reference lists nothing that limits it, but AWS's guides name a group."
        ),
    },
}
"""What parliament may find, by its issue: actions, each with the reason why it is fair to leave."""

_CONTEXT = "kms:EncryptionContext:aws:logs:arn"
_STRING = "Type mismatch: ArnEquals requires a value of type Arn but given String"
ON_LOGS: Mapping[str, str] = {
    _STRING: "A context is text to KMS, but this one is always the ARN of a log group.",
}
"""What parliament may have against the condition on the log groups of a key, and why it is fair to leave.

AWS's guide has this condition, with ArnEquals:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""


@pytest.fixture(scope="session")
def said(terraform: Deployed, sam: Deployed, cdk: Deployed) -> dict[str, list[Statement]]:
    """``format design/stage`` to all statements."""
    found = {}
    for design, stage in PLACES:
        name = f"{design}/{stage}"
        found[f"terraform {name}"] = statements(terraform[module_name(design, stage)]())
        found[f"sam {name}"] = statements(sam[name]())
        found[f"cdk {name}"] = statements(cdk[name]())
    return found


@pytest.fixture(scope="session")
def judged(workshop: Workshop, said: dict[str, list[Statement]]) -> dict[str, list[str]]:
    """``format design/stage`` to what parliament has against its policies."""

    def judge() -> dict[str, list[str]]:
        policies = [(place, *each) for place, found in said.items() for each in documents(found)]
        answers = workshop.drive("parliament", "parliament_judge", [each[2] for each in policies])
        told: dict[str, list[str]] = {place: [] for place in said}
        for (place, of, _), findings in zip(policies, answers, strict=True):
            told[place] += [
                f"{of}: {issue} {detail}"
                for issue, detail, about in findings
                if not _fair(issue, detail, about)
            ]
        return told

    return dict(workshop.once("parliament", judge))


def _fair(issue: str, detail: Any, about: Any) -> bool:
    """Whether there is a reason to leave it: for each of its actions, or for its condition."""
    if isinstance(about, dict) and set(about) == {_CONTEXT}:
        return detail in ON_LOGS
    actions = {each["action"] if isinstance(each, dict) else each for each in detail or ()}
    return issue in FAIR and bool(actions) and actions <= set(FAIR[issue])


@pytest.mark.parametrize(("design", "stage"), PLACES)
@pytest.mark.parametrize("format_name", FORMATS)
def test_parliament_finds_nothing(
    format_name: str, design: str, stage: str, judged: dict[str, list[str]]
) -> None:
    assert judged[f"{format_name} {design}/{stage}"] == []


@pytest.mark.parametrize(("design", "stage"), PLACES)
@pytest.mark.parametrize("format_name", FORMATS)
def test_every_action_acts_on_what_is_named(
    format_name: str, design: str, stage: str, said: dict[str, list[Statement]]
) -> None:
    found = said[f"{format_name} {design}/{stage}"]
    assert {str(each): told for each in found if (told := list(complaints(each)))} == {}


@pytest.mark.whole
def test_every_action_that_is_on_everything_is_somewhere(said: dict[str, list[Statement]]) -> None:
    used = {
        action
        for found in said.values()
        for each in found
        if "*" in each.resources
        for action in each.actions
    }
    assert set(ON_EVERYTHING) <= used


@pytest.mark.whole
def test_every_action_that_is_limited_beyond_the_reference_is_somewhere(
    said: dict[str, list[Statement]],
) -> None:
    assert set(LIMITED) <= {action for found in said.values() for each in found for action in each.actions}


_TABLE, _STREAM = "arn:aws:dynamodb:r:1:table/a", "table/*/stream/*"


@pytest.mark.parametrize(
    ("actions", "resources", "complaint"),
    [
        (["sqs:Send"], ["arn:aws:sqs:r:1:q"], "there is no action sqs:Send"),
        (["sqs:SendMessage"], ["*"], "* although sqs:SendMessage can be limited"),
        (["sqs:SendMessage"], ["arn:aws:sns:r:1:q"], "no action acts on arn:aws:sns:r:1:q"),
        (
            ["dynamodb:Query"],
            ["arn:aws:dynamodb:r:1:tabel/a"],
            "no action acts on arn:aws:dynamodb:r:1:tabel/a",
        ),
        (
            ["dynamodb:PutItem", "dynamodb:DescribeStream"],
            [_TABLE],
            f"dynamodb:DescribeStream acts on none of ['{_TABLE}'], only on ['arn:*:dynamodb:*:*:{_STREAM}']",
        ),
    ],
)
def test_a_statement_that_says_too_much_is_found(
    actions: list[str], resources: list[str], complaint: str
) -> None:
    statement = Statement(Identity("role", "a"), (), "Allow", actions, resources)
    assert complaint in list(complaints(statement))


def test_parliament_can_find_something(workshop: Workshop) -> None:
    statement = Statement(Identity("role", "a"), (), "Allow", ["sqs:Send"], ["*"])
    (_, document), *_ = documents([statement])
    (findings,) = workshop.once(
        "parliament-fault", lambda: workshop.drive("parliament", "parliament_judge", [document])
    )
    assert ["UNKNOWN_ACTION", "Unknown action sqs:Send"] in [each[:2] for each in findings]


@pytest.mark.parametrize(
    ("key", "fair"),
    [(_CONTEXT, True), ("kms:EncryptionContext:aws:s3:arn", False)],
)
def test_only_the_context_of_logs_is_compared_as_an_arn(workshop: Workshop, key: str, fair: bool) -> None:
    conditions = {"ArnEquals": {key: ["arn:aws:logs:eu-west-1:111122223333:log-group:a"]}}
    statement = Statement(Identity("key", "a"), (), "Allow", ["kms:Decrypt"], ["*"], conditions=conditions)
    (_, document), *_ = documents([statement])
    (findings,) = workshop.once(
        f"parliament-context-{fair}", lambda: workshop.drive("parliament", "parliament_judge", [document])
    )
    assert [each[:2] for each in findings] == [["MISMATCHED_TYPE", _STRING]]
    assert _fair(*findings[0]) is fair


def test_an_api_is_meant_by_its_shorthand_in_its_own_policy_only() -> None:
    policy = {("policy", "1", "effect"): "Allow", ("policy", "1", "action", "execute-api:Invoke"): True}
    settings = {**policy, ("policy", "1", "resource", "execute-api:/*"): True}
    found = {kind: statements({Identity(kind, "a"): settings}) for kind in ("rest api", "role")}
    assert [list(complaints(each)) for each in found["rest api"]] == [[]]
    assert "no action acts on execute-api:/*" in list(complaints(found["role"][0]))


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("arn:aws:s3:::a/*", "arn:*:s3:::*/*", True),
        ("arn:aws:s3:::a", "arn:*:s3:::*/*", False),
        ("arn:aws:sqs:r:1:a-?", "arn:*:sqs:*:*:a-b", True),
        ("arn:aws:logs:r:1:log-group:a:*", "arn:*:logs:*:*:log-group:*:log-stream:*", True),
        ("*", "arn:*:s3:::*", False),
    ],
)
def test_patterns_overlap(one: str, other: str, meet: bool) -> None:
    assert overlap(one, other) is meet
