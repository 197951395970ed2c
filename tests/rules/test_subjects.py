"""What a design speaks of, by which rules are asked about it."""

from __future__ import annotations

from designer.blueprint.document import Blueprint
from designer.rules.subjects import subjects
from tests.rules.judging import design

WORDS = """
name: shop
stages: {dev: {}, prod: {functions: {worker: {alias: live}}}}
functions:
  worker:
    statements: [{actions: [x], resources: ["*"], conditions: {StringEquals: {"aws:tag/type": x}}}]
    triggers:
      poll: {type: sqs, queue: jobs}
queues: {jobs: {dead_letter: {queue: failed}}, failed: {}}
workflows: {w: {type: express, states: {s: {type: map, items: "{% 1 %}", states: {t: {type: succeed}}}}}}
"""


def test_settings_at_any_depth_and_types_are_spoken_of():
    words = subjects(design(WORDS))
    settings = {
        "name",
        "stages",
        "functions",
        "triggers",
        "queue",
        "queues",
        "dead_letter",
        "states",
        "items",
    }
    assert settings <= words
    assert {"sqs", "express", "map", "succeed"} <= words, "types"
    assert {"alias", "prod"} <= words, "what an overlay says"
    assert {"statements", "actions", "conditions", "StringEquals", "aws:tag/type"} <= words, (
        "in lists and free values"
    )
    assert {"worker", "poll", "jobs"} <= words, "names of the author's own"


def test_values_and_what_nobody_said_are_not_spoken_of():
    words = subjects(design(WORDS))
    assert not {"shop", "live", "x", "{% 1 %}"} & words
    assert not {"tables", "memory_size", "schedule", "image"} & words
    assert subjects(Blueprint(name="a")) == {"name"}
