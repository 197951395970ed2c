"""The guide without a screen: its answers are edits, and its recommended answers are clean."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from designer.blueprint.base import Edit, apply
from designer.blueprint.document import Blueprint
from designer.blueprint.file import new_document, parse_text
from designer.exporters import FORMATS, exporter
from designer.guide import STEPS, Guide, Step, picture
from designer.rules.base import Severity
from designer.session import Session

TODAY = date(2026, 11, 23)


def guide() -> Guide:
    return Guide.new(TODAY)


def test_a_new_design_has_every_recommended_answer_and_no_finding() -> None:
    fresh = guide()
    assert fresh.session.review.findings == ()
    assert fresh.session.undo_label is None
    for step in STEPS:
        chosen = [fresh.is_chosen(each) for each in fresh.answers(step)]
        assert chosen == ([False] * len(chosen) if step.several else [True, *[False] * (len(chosen) - 1)])


def test_the_file_of_a_new_design_says_the_design() -> None:
    document = guide().session.document
    assert parse_text(document.text, "new").blueprint == document.blueprint
    assert document.text.startswith("blueprint: 1\nname: queue-worker\n")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_every_answer_is_chosen_afterwards_and_undone_as_one_step(step: Step) -> None:
    for index in range(len(guide().answers(step))):
        fresh = guide()
        before = fresh.session.blueprint
        answer = fresh.answers(step)[index]
        outlook = fresh.outlook(answer)
        already = fresh.is_chosen(answer)
        fresh.choose(step, answer)
        assert fresh.is_chosen(fresh.answers(step)[index])
        assert outlook == (() if already else fresh.session.review.findings)
        if not already:
            assert fresh.session.undo() == f"{step.title}: {answer.title}"
        assert fresh.session.blueprint == before


@pytest.mark.conformance  # ten seconds and more
def test_every_combination_of_answers_builds_and_exports() -> None:
    choices = [range(len(guide().answers(step))) for step in STEPS[:4]]
    for picked in product(*choices):
        fresh = guide()
        for step, index in zip(STEPS, picked, strict=False):
            answers = fresh.answers(step)
            fresh.choose(step, answers[min(index, len(answers) - 1)])
        for step in STEPS:
            assert fresh.said(step)
            fresh.settings(step)
        assert picture(fresh.session.blueprint, "worker")
        errors = [each for each in fresh.session.review.findings if each.severity is Severity.ERROR]
        # An existing queue is named by an ARN that only the user knows.
        assert all(each.path == ("queues", "jobs", "existing") for each in errors), (picked, errors)
        exporter("terraform").export(fresh.session.graph)


def test_a_trigger_leaves_nothing_behind_when_another_is_chosen() -> None:
    step = STEPS[0]
    for first, second in product(range(len(guide().answers(step))), repeat=2):
        fresh = guide()
        for index in (first, second, 0):
            fresh.choose(step, fresh.answers(step)[index])
            lost = [each for each in fresh.session.review.findings if each.rule == "dangling-reference"]
            assert not lost
        assert set(fresh.session.blueprint.queues) == {"jobs", "jobs-dlq"}
        assert not fresh.session.blueprint.apis
        assert len(fresh.session.blueprint.functions["worker"].triggers) == 1


def test_scopes_are_taken_back_without_a_trace() -> None:
    fresh = guide()
    step = next(each for each in STEPS if each.several)
    before = fresh.session.blueprint
    for index in range(len(fresh.answers(step))):
        fresh.choose(step, fresh.answers(step)[index])
    assert len(fresh.session.blueprint.functions["worker"].scopes) == 3
    for index in range(len(fresh.answers(step))):
        fresh.choose(step, fresh.answers(step)[index])
    assert fresh.session.blueprint == before


def test_another_function_gets_a_queue_of_its_own() -> None:
    first = guide()
    second = Guide.add(first.session, "mailer")
    design = first.session.blueprint
    assert set(design.functions) == {"worker", "mailer"}
    assert second.here.queue == "jobs-2"
    assert {"jobs", "jobs-dlq", "jobs-2", "jobs-2-dlq"} == set(design.queues)
    assert first.session.review.findings == ()
    first.session.undo()
    assert set(first.session.blueprint.queues) == {"jobs", "jobs-dlq"}


def test_settings_are_those_that_the_design_has() -> None:
    fresh = guide()
    trigger = STEPS[0]
    assert ("queues", "jobs", "existing") not in fresh.settings(trigger)
    existing = next(each for each in fresh.answers(trigger) if "exists" in each.title)
    fresh.choose(trigger, existing)
    assert ("queues", "jobs", "existing") in fresh.settings(trigger)
    nothing = fresh.answers(trigger)[-1]
    fresh.choose(trigger, nothing)
    assert all(path[0] == "functions" for step in STEPS for path in fresh.settings(step))


def test_a_design_without_the_function_is_no_crash() -> None:
    empty = Session(new_document(apply(Blueprint(name="shop"), [])), TODAY)
    assert picture(empty.blueprint, "worker") == ()
    assert Guide(empty, "worker").here.queue is None


def test_every_format_exports_the_recommended_design() -> None:
    graph = guide().session.graph
    for name in FORMATS:
        assert exporter(name).export(graph).files


@pytest.mark.parametrize("title", ["A new SQS queue", "A new FIFO queue", "An HTTP API", "A schedule"])
def test_every_kind_of_trigger_leads_to_a_design_without_findings(title: str) -> None:
    fresh = guide()
    (answer,) = (each for each in fresh.answers(STEPS[0]) if each.title == title)

    fresh.choose(STEPS[0], answer)

    assert fresh.session.review.findings == ()


def test_a_function_behind_an_api_is_sized_to_answer_in_time() -> None:
    fresh = guide()
    (answer,) = (each for each in fresh.answers(STEPS[0]) if each.title == "An HTTP API")
    fresh.choose(STEPS[0], answer)
    (size,) = (each for each in STEPS if each.title == "Memory and timeout")

    seconds = [
        edit.value for each in fresh.answers(size) for edit in each.edits if edit.path[-1] == "timeout"
    ]

    assert fresh.session.blueprint.functions["worker"].timeout == 29
    assert seconds == [29, 10, 29]


def test_the_proposed_name_follows_the_trigger_until_the_author_gives_one() -> None:
    fresh = guide()
    queue, *_, url = (
        each for each in fresh.answers(STEPS[0]) if each.title in ("A new SQS queue", "A URL of its own")
    )
    fresh.choose(STEPS[0], url)
    assert fresh.session.blueprint.name == "url-worker"
    fresh.choose(STEPS[0], next(each for each in fresh.answers(STEPS[0]) if each.title == queue.title))
    assert fresh.session.blueprint.name == "queue-worker"

    fresh.session.apply([Edit(("name",), "shop")], "Name")
    fresh.choose(STEPS[0], next(each for each in fresh.answers(STEPS[0]) if each.title == url.title))
    assert fresh.session.blueprint.name == "shop"


def test_adding_a_function_never_renames_the_design() -> None:
    session = guide().session
    added = Guide.add(session, "other")
    for index in range(len(added.answers(STEPS[0]))):
        added.choose(STEPS[0], added.answers(STEPS[0])[index])
        assert session.blueprint.name == "queue-worker"
