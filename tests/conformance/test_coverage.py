"""Every setting reaches every format, or a note says why not; ``docs/coverage.md`` says where to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from designer.exporters.base import Export, File
from tests.coverage import experiment, field
from tests.coverage.carriers import COMMENT, READERS, different
from tests.coverage.changes import changes
from tests.coverage.matching import matching
from tests.coverage.page import page
from tests.coverage.settings import owners, settings
from tests.coverage.shared import found

pytestmark = pytest.mark.conformance

PAGE = Path(__file__).parent.parent.parent / "docs" / "coverage.md"

FOR_PEOPLE = {
    "description": "AWS keeps no description of most things; a comment tells it to whoever reads the export.",
    "reason": "It says why a statement is there, to whoever reads the export.",
}
"""Settings that may be only a comment in an export, by their name, and why."""

NOT_CARRIED = {
    ("trigger direct", "waits"): "It tells the rules how callers invoke; the permission is the same.",
    ("thing networks", "existing"): "A rule refuses it: a function names existing subnets itself.",
}
"""Owner and key of what no format carries, and why."""


@pytest.mark.parametrize("owner", owners())
def test_every_setting_is_carried_or_a_note_says_why_not(
    owner: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    trials = found(owner, tmp_path_factory)
    unseen = [each.key for each in trials if each.value is None and (owner, each.key) not in NOT_CARRIED]
    lost = {
        each.key: each.lacks()
        for each in trials
        if each.value is not None and each.lacks() and (owner, each.key) not in NOT_CARRIED
    }
    only_told = [
        each.key
        for each in trials
        if any(outcome.carriers == (COMMENT,) for outcome in each.outcomes.values())
        and each.key.rpartition(".")[2] not in FOR_PEOPLE
    ]
    assert unseen == [], "no design takes these; an example in tests/examples that says them helps"
    assert lost == {}, "set, and yet the export of these formats stays as it is"
    assert only_told == [], "what is only a comment deploys nothing"


def test_every_exception_is_needed(tmp_path_factory: pytest.TempPathFactory) -> None:
    lost = {
        (owner, each.key) for owner in owners() for each in found(owner, tmp_path_factory) if each.lacks()
    }
    assert set(NOT_CARRIED) <= lost


def test_the_page_is_up_to_date(golden: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    told = page({owner: found(owner, tmp_path_factory) for owner in owners()})
    if golden:
        PAGE.write_text(told, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == told


def test_a_setting_that_is_dropped_is_found() -> None:
    """The experiment can fail: a format that is blind to a setting is told."""
    (timeout,) = (each for each in settings("trigger sqs") if each.name == "batch_size")
    change = next(changes(timeout))
    assert experiment._outcome("sam", change.before, change.after).score == experiment.MOST
    assert experiment._outcome("sam", change.before, change.before).score == 0


@pytest.mark.parametrize(
    ("format_name", "path", "before", "after", "carriers"),
    [
        (
            "terraform",
            "main.tf",
            'resource "aws_x" "a" {\n  b {\n    c = 1\n  }\n}\n',
            'resource "aws_x" "a" {\n  b {\n    c = 2\n  }\n}\n',
            ("aws_x.b.c",),
        ),
        ("terraform", "main.tf", "", 'resource "aws_x" "a" {\n  c = 1\n}\n', ("aws_x (new)",)),
        (
            "sam",
            "template.yaml",
            "Resources: {A: {Type: T, Properties: {B: {C: [1]}}}}",
            "Resources: {A: {Type: T, Properties: {B: {C: [!Ref X]}}}}",
            ("T B.C",),
        ),
        ("cdk-python", "a/stack.py", 'q.Q(self, "I", a=P(b=1))', 'q.Q(self, "I", a=P(b=2))', ("P(b)",)),
        ("cdk-python", "a/stack.py", 'q.Q(self, "I")', 'q.Q(self, "I", a=d(1))', ("q.Q(a)",)),
    ],
)
def test_what_differs_is_called_as_readers_call_it(
    format_name: str, path: str, before: str, after: str, carriers: tuple[str, ...]
) -> None:
    old, new = (READERS[format_name](Export((File(path, text),), ())) for text in (before, after))
    assert different(old, new) == carriers
    assert different(new, new) == ()


@pytest.mark.parametrize(
    "regex", [r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?", r"(a|bc)+[^a]x"]
)
def test_a_matching_text_matches(regex: str) -> None:
    assert re.fullmatch(regex, matching(regex))


@pytest.mark.parametrize(
    ("file", "count"), [("terraform-aws-lambda", 138), ("sam-events", 19), ("serverless-events", 22)]
)
def test_what_others_take_is_answered_by_what_there_is(file: str, count: int) -> None:
    table = field.read(field.FOLDER / f"{file}.yaml")
    assert len(table.entries) == count
    assert [each.name for each in table.entries if each.strange or bool(each.by) is bool(each.reason)] == []
    assert [name for each in table.entries for name in each.by if not field.is_ours(name)] == []


def test_a_setting_that_is_not_there_answers_nothing() -> None:
    assert field.is_ours("queues.dead_letter.queue")
    assert field.is_ours("function.network")
    for name in ("queues.nothing", "trigger.nothing", "trigger.sqs.nothing", "function.nothing", "nothing"):
        assert not field.is_ours(name)
