"""No policy of any export says too much, or what AWS does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.designs import designs
from tests.conformance.normal.form import Identity
from tests.conformance.parity import Deployed
from tests.conformance.planned import module_name
from tests.conformance.statements import ON_EVERYTHING, Statement, complaints, documents, overlap, statements
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
}
"""What parliament may find, by its issue: actions, each with the reason why it is fair to leave."""


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
                f"{of}: {issue} {detail}" for issue, detail in findings if not _fair(issue, detail)
            ]
        return told

    return dict(workshop.once("parliament", judge))


def _fair(issue: str, detail: Any) -> bool:
    """Whether it is about nothing but actions for which there is a reason."""
    if issue in ("UNKNOWN_CONDITION_FOR_ACTION", "MISMATCHED_TYPE") and "kms:EncryptionContext:" in str(
        detail
    ):
        return True  # the reference of parliament 1.6 knows no key by the name of a context
    return issue in FAIR and bool(detail) and set(detail) <= set(FAIR[issue])


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
    assert ["UNKNOWN_ACTION", "Unknown action sqs:Send"] in findings


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
