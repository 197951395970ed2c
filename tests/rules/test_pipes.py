"""Pipes: what they read, filter and cannot deliver."""

from __future__ import annotations

import pytest

from designer.blueprint.base import apply
from tests.rules.judging import design, found, places


def piped(settings: str, things: str) -> str:
    return f"""
      name: shop
      functions: {{pack: {{triggers: {{t: {{type: pipe, {settings}}}}}}}}}
      {things}
    """


@pytest.mark.parametrize(
    ("settings", "things", "where"),
    [
        ("source: jobs", "queues: {jobs: {}}", ["queues.jobs.dead_letter"]),
        ("source: jobs", 'queues: {jobs: {existing: "arn:aws:sqs:eu-west-1:123456789012:jobs"}}', []),
        ("source: clicks", "streams: {clicks: {}}", ["functions.pack.triggers.t.dead_letter"]),
        ("source: clicks, dead_letter: spare", "{streams: {clicks: {}}, queues: {spare: {}}}"[1:-1], []),
        ("source: nothing", "queues: {}", []),
    ],
)
def test_what_cannot_be_delivered_goes_somewhere(settings: str, things: str, where: list[str]):
    text = piped(settings, things.replace("}, queues", "}\n      queues"))
    assert places(text, "pipe-without-dlq") == where
    for finding in found(text, "pipe-without-dlq"):
        assert finding.fix
        assert not found(apply(design(text), finding.fix.edits), "pipe-without-dlq")


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ("[{}]", "a field that is empty"),
        ("[{body: x}]", "a single value"),
        (
            "[{a: [1]}, {a: [1]}, {a: [1]}, {a: [1]}, {a: [1]}, {a: [1]}]",
            "6 filters is outside 0 to 5 filters.",
        ),
        (f"[{{a: [{'x' * 4096}]}}]", "4,106 characters is outside"),
    ],
)
def test_filters_that_a_pipe_cannot_read(filters: str, says: str):
    (finding,) = found(piped(f"source: jobs, filters: {filters}", "queues: {jobs: {}}"), "pipe-filter-valid")
    assert says in finding.message


def test_the_answer_of_a_function_that_nobody_waits_for():
    text = piped("source: jobs, invocation_type: FIRE_AND_FORGET", "queues: {jobs: {}}")
    assert places(text, "async-without-failure-path") == ["functions.pack.asynchronous"]
    assert not found(piped("source: jobs", "queues: {jobs: {}}"), "async-without-failure-path")


def test_a_pipe_has_a_role_whose_name_may_clash():
    text = """
      name: shop
      functions: {pack: {triggers: {jobs: {type: pipe, source: jobs}}}, pack-jobs: {}}
      queues: {jobs: {}}
    """
    assert places(text, "resource-id-unique") == ["functions.pack.triggers.jobs"]
