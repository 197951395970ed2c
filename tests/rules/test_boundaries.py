"""Both sides of every boundary: what AWS takes is not found, one more or less is."""

from __future__ import annotations

import pytest

from designer import catalog
from designer.blueprint.base import apply
from tests.rules.judging import design, found, places, worker

FIFO = "visibility_timeout: 6000, fifo: true, dead_letter: {queue: ordered}"

RANGES = [
    ("function-memory-range", "lambda.memory", "{name: a, functions: {f: {memory_size: %d}}}"),
    ("function-timeout-range", "lambda.timeout", "{name: a, functions: {f: {timeout: %d}}}"),
    (
        "function-ephemeral-storage-range",
        "lambda.ephemeral_storage",
        "{name: a, functions: {f: {ephemeral_storage: %d}}}",
    ),
    ("sqs-batch-size-range", "sqs.batch_size", worker(trigger="batching_window: 1, batch_size: %d")),
    ("sqs-batch-size-range", "sqs.batch_size_fifo", worker(trigger="batch_size: %d", queue=FIFO)),
    ("esm-window-range", "sqs.batching_window", worker(trigger="batching_window: %d")),
    ("sqs-max-concurrency-range", "sqs.maximum_concurrency", worker(trigger="maximum_concurrency: %d")),
    ("sqs-visibility-range", "sqs.visibility_timeout", "{name: a, queues: {q: {visibility_timeout: %d}}}"),
    ("queue-attributes-valid", "sqs.message_retention", "{name: a, queues: {q: {message_retention: %d}}}"),
    ("queue-attributes-valid", "sqs.delay", "{name: a, queues: {q: {delay: %d}}}"),
    ("queue-attributes-valid", "sqs.receive_wait_time", "{name: a, queues: {q: {receive_wait_time: %d}}}"),
    (
        "queue-attributes-valid",
        "sqs.maximum_message_size",
        "{name: a, queues: {q: {maximum_message_size: %d}}}",
    ),
    (
        "sqs-max-receive-range",
        "sqs.max_receive_count",
        "{name: a, queues: {q: {dead_letter: {queue: d, max_receive_count: %d}}, d: {}}}",
    ),
]


@pytest.mark.parametrize(("rule", "limits", "text"), RANGES, ids=[f"{each[0]} {each[1]}" for each in RANGES])
def test_range(rule: str, limits: str, text: str):
    allowed = catalog.limits(limits)
    assert not found(text % allowed.minimum, rule)
    assert not found(text % allowed.maximum, rule)
    below, above = found(text % (allowed.minimum - 1), rule), found(text % (allowed.maximum + 1), rule)
    assert len(below) == len(above) == 1
    assert below[0].fix is not None
    assert above[0].fix is not None
    assert [edit.value for edit in (*below[0].fix.edits, *above[0].fix.edits)] == [
        allowed.minimum,
        allowed.maximum,
    ]
    assert f"{allowed.said(allowed.minimum - 1)} is outside" in below[0].message
    assert str(allowed) in above[0].message


LENGTHS = [
    (
        "function-description-length",
        256,
        lambda n: f"{{name: a, functions: {{f: {{description: {'x' * n}}}}}}}",
    ),
    ("function-handler-valid", 128, lambda n: f"{{name: a, functions: {{f: {{handler: {'x' * n}}}}}}}"),
    ("secret-description-length", 2048, lambda n: f"{{name: a, secrets: {{s: {{description: {'x' * n}}}}}}}"),
    (
        "design-description-length",
        1024,
        lambda n: f"{{name: a, description: {'x' * n}, functions: {{f: {{}}}}}}",
    ),
    (
        "env-size-limit",
        4096,
        lambda n: f"{{name: a, functions: {{f: {{environment: {{AB: {'x' * (n - 2)}}}}}}}}}",
    ),
    (
        "env-size-limit",
        4096,
        lambda n: f"{{name: a, functions: {{f: {{environment: {{? {'A' * n} : ''}}}}}}}}",
    ),
    ("table-key-valid", 255, lambda n: f"{{name: a, tables: {{t: {{partition_key: '{'x' * n}:S'}}}}}}"),
    ("table-key-valid", 255, lambda n: f"{{name: a, tables: {{t: {{sort_key: '{'x' * n}:S'}}}}}}"),
    ("table-ttl-valid", 255, lambda n: f"{{name: a, tables: {{t: {{ttl_attribute: {'x' * n}}}}}}}"),
    ("tag-valid", 128, lambda n: f"{{name: a, tags: {{{'x' * n}: v}}}}"),
    ("tag-valid", 256, lambda n: f"{{name: a, tags: {{k: {'x' * n}}}}}"),
    ("tag-count", 50, lambda n: f"{{name: a, tags: {{{', '.join(f't{i}: v' for i in range(n))}}}}}"),
    (
        "physical-name-length",
        64,
        lambda n: f"{{name: a, stages: {{b: {{}}}}, functions: {{{'x' * (n - 4)}: {{}}}}}}",
    ),
    (
        "physical-name-length",
        80,
        lambda n: f"{{name: a, stages: {{b: {{}}}}, queues: {{{'x' * (n - 4)}: {{}}}}}}",
    ),
    (
        "physical-name-length",
        80,
        lambda n: f"{{name: a, stages: {{b: {{}}}}, queues: {{{'x' * (n - 9)}: {{fifo: true}}}}}}",
    ),
    (
        "physical-name-length",
        255,
        lambda n: f"{{name: a, stages: {{b: {{}}}}, tables: {{{'x' * (n - 4)}: {{}}}}}}",
    ),
    (
        "physical-name-length",
        512,
        lambda n: f"{{name: a, stages: {{b: {{}}}}, secrets: {{{'x' * (n - 4)}: {{}}}}}}",
    ),
    ("name-valid", 64, lambda n: f"{{name: a, queues: {{{'x' * n}: {{}}}}}}"),
    ("stack-name-valid", 128, lambda n: f"{{name: {'x' * 64}, stages: {{{'y' * (n - 65)}: {{}}}}}}"),
    ("esm-filter-limits", 5, lambda n: worker(trigger=f"filters: [{', '.join(['{a: [1]}'] * n)}]")),
    ("esm-filter-limits", 4096, lambda n: worker(trigger=f"filters: [{{a: [{'x' * (n - 11)}]}}]")),
]


@pytest.mark.parametrize(("rule", "longest", "text"), LENGTHS)
def test_length(rule: str, longest: int, text):  # a function from a length to a design
    assert not found(text(longest), rule)
    assert len(found(text(longest + 1), rule)) == 1


@pytest.mark.parametrize(
    ("rule", "seconds", "expected"),
    [
        ("sqs-visibility-below-timeout", 29, True),
        ("sqs-visibility-below-timeout", 30, False),
        ("sqs-visibility-six-times", 29, False),
        ("sqs-visibility-six-times", 30, True),
        ("sqs-visibility-six-times", 179, True),
        ("sqs-visibility-six-times", 180, False),
        ("sqs-visibility-window", 179, False),
        ("sqs-visibility-window", 180, True),
        ("sqs-visibility-window", 184, True),
        ("sqs-visibility-window", 185, False),
    ],
)
def test_visibility_is_judged_by_one_rule_at_a_time(rule: str, seconds: int, expected: bool):
    text = worker("timeout: 30", "batching_window: 5", f"visibility_timeout: {seconds}")
    findings = found(text, rule)
    assert bool(findings) is expected
    for each in findings:
        assert each.path == ("queues", "jobs", "visibility_timeout")
        assert each.fix is not None
        assert [edit.value for edit in each.fix.edits] == [185]


@pytest.mark.parametrize(("size", "window", "expected"), [(10, 0, 0), (11, 0, 1), (11, 1, 0), (10000, 0, 1)])
def test_large_batches_wait(size: int, window: int, expected: int):
    text = worker(trigger=f"batch_size: {size}, batching_window: {window}")
    assert len(found(text, "sqs-large-batch-needs-window")) == expected


@pytest.mark.parametrize(("window", "queue", "expected"), [(0, FIFO, 0), (1, FIFO, 1), (1, "delay: 0", 0)])
def test_fifo_does_not_wait(window: int, queue: str, expected: int):
    assert (
        len(found(worker(trigger=f"batching_window: {window}", queue=queue), "sqs-fifo-no-window"))
        == expected
    )


@pytest.mark.parametrize(("count", "low", "outside"), [(0, 0, 1), (1, 1, 0), (4, 1, 0), (5, 0, 0), (6, 0, 0)])
def test_receives(count: int, low: int, outside: int):
    text = worker(queue=f"dead_letter: {{queue: failed, max_receive_count: {count}}}")
    assert len(found(text, "sqs-max-receive-low")) == low
    assert len(found(text, "sqs-max-receive-range")) == outside


def test_few_receives_matter_only_where_lambda_reads():
    assert not found(
        "{name: a, queues: {q: {dead_letter: {queue: d, max_receive_count: 1}}, d: {}}}",
        "sqs-max-receive-low",
    )


@pytest.mark.parametrize(("reserved", "expected"), [("null", 0), (-1, 1), (0, 0), (900, 0), (5000, 0)])
def test_reservation_has_no_maximum_of_its_own(reserved: object, expected: int):
    text = f"{{name: a, functions: {{f: {{concurrency: {{reserved: {reserved}}}}}}}}}"
    assert len(found(text, "reserved-concurrency-range")) == expected


def test_reservations_are_counted_together():
    text = "{name: a, functions: {f: {concurrency: {reserved: 600}}, g: {concurrency: {reserved: %d}}}}"
    assert not found(text % 300, "reserved-concurrency-account-budget")
    assert places(text % 301, "reserved-concurrency-account-budget") == ["functions.f.concurrency.reserved"]


@pytest.mark.parametrize(("days", "wanted"), [(-5, 1), (0, 1), (2, 3), (45, 60), (3654, 3653)])
def test_retention_is_rounded_up(days: int, wanted: int):
    text = f"{{name: a, functions: {{f: {{logging: {{retention_days: {days}}}}}}}}}"
    (finding,) = found(text, "log-retention-valid")
    assert finding.fix is not None
    assert finding.fix.edits[0].value == wanted


def test_every_retention_of_the_list_is_fine():
    for days in catalog.choices("logs.retention_days").values:
        text = f"{{name: a, functions: {{f: {{logging: {{retention_days: {days}}}}}}}}}"
        assert not found(text, "log-retention-valid")


def test_setting_of_the_defaults_is_found_once_and_mended_there():
    bad = design("{name: a, defaults: {memory_size: 64}, functions: {f: {}, g: {}, h: {memory_size: 128}}}")
    (finding,) = found(bad, "function-memory-range")
    assert finding.path == ("defaults", "memory_size")
    assert finding.fix is not None
    assert not found(apply(bad, finding.fix.edits), "function-memory-range")
