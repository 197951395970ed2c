"""The comparison itself: exact in what it sees, exact in what it tolerates."""

from __future__ import annotations

import pytest

from tests.conformance.normal.cloudformation import Template
from tests.conformance.normal.comparison import Tolerance, compare
from tests.conformance.normal.form import Deployment, Identity, Json, Leaf, Path, Place, UnreadableError
from tests.conformance.normal.policies import document

QUEUE = Identity("queue", "jobs")


def deployed(**settings: Leaf) -> Deployment:
    return {QUEUE: {(name,): value for name, value in settings.items()}}


def lines(left: Deployment, right: Deployment, *tolerated: Tolerance) -> list[str]:
    return [str(each) for each in compare(("a", left), ("b", right), tolerated).differences]


def test_equal_deployments_do_not_differ() -> None:
    assert lines(deployed(delay=0), deployed(delay=0)) == []


def test_a_setting_differs_by_value_and_by_type() -> None:
    assert lines(deployed(delay=0), deployed(delay=1)) == ["queue jobs: delay: 0 and 1"]
    assert lines(deployed(delay=0), deployed(delay=False)) == ["queue jobs: delay: 0 and False"]
    assert lines(deployed(delay=1), deployed(delay="1")) == ["queue jobs: delay: 1 and '1'"]


def test_what_one_side_lacks_is_a_difference() -> None:
    assert lines(deployed(delay=0), {}) == ["queue jobs: exists: True and False"]
    assert lines(deployed(), deployed(delay=0)) == ["queue jobs: delay: None and 0"]


@pytest.mark.parametrize(
    ("said", "other", "tolerated"),
    [(5, 7, True), (5, 8, False), (6, 7, False), (7, 5, False)],
    ids=["as listed", "other value beside it", "other value", "the other way round"],
)
def test_a_tolerance_is_exact(said: int, other: int, tolerated: bool) -> None:
    allowed = Tolerance("a", "queue", ("delay",), 5, 7, "reason")
    found = compare(("a", deployed(delay=said)), ("b", deployed(delay=other)), [allowed])
    assert (found.differences == ()) is tolerated
    assert (allowed in found.used) is tolerated


def test_a_tolerance_is_for_one_format_kind_and_setting() -> None:
    for allowed in (
        Tolerance("c", "queue", ("delay",), 5, 7, "reason"),
        Tolerance("a", "table", ("delay",), 5, 7, "reason"),
        Tolerance("a", "queue", ("wait",), 5, 7, "reason"),
    ):
        assert lines(deployed(delay=5), deployed(delay=7), allowed) != []


def test_order_in_statements_means_nothing_but_content_does() -> None:
    def policy(action: Json, *, sid: str = "") -> dict[Path, Leaf]:
        statement: dict[str, Json] = {"Effect": "Allow", "Action": action, "Resource": "*"} | (
            {"Sid": sid} if sid else {}
        )
        return dict(document("policy")({"Version": "2012-10-17", "Statement": [statement]}))

    assert policy(["a:B", "a:C"]) == policy(["a:C", "a:B"])
    assert policy("a:B") == policy(["a:B"])
    assert policy("a:B") != policy(["a:B", "a:C"])
    assert policy("a:B", sid="One") != policy("a:B", sid="Two")


@pytest.mark.parametrize(
    "template",
    [
        {"Resources": {"X": {"Type": "AWS::Unheard::Of", "Properties": {}}}},
        {"Resources": {"X": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q", "New": 1}}}},
        {"Resources": {"X": {"Type": "AWS::SQS::Queue", "Properties": {}}}},
        {"Resources": {"X": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "X"}}}}},
        {"Resources": {"X": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Split": []}}}}},
        {"Resources": {"X": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}, "New": 1}}},
        {"Resources": {}, "Outputs": {"X": {"Value": {"Ref": "Nothing"}}}},
    ],
    ids=["type", "property", "no name", "cycle", "function", "section", "reference"],
)
def test_what_is_not_known_is_never_passed_over(template: dict[str, object]) -> None:
    with pytest.raises(UnreadableError):
        Template(template, {}, Place("eu-west-1")).deployment()
