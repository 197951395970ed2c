"""References, scopes, stages: what is named exists, and what does not fit is told."""

from __future__ import annotations

import pytest

from designer import catalog
from designer.blueprint.base import apply, dotted
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding
from designer.rules.review import fixed, review
from tests.rules.judging import TODAY, design, found, places


def mended(text: str, finding: Finding) -> Blueprint:
    assert finding.fix is not None
    return apply(design(text), finding.fix.edits)


ENVIRONMENT = """
name: a
functions: {f: {environment: {V: "%s"}}, g: {}}
queues: {jobs: {}}
tables: {orders: {}}
"""


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "$${jobs}",
        "$${nope.url}",
        "${jobs.url}",
        "${orders.name} ${g.arn}",
        "${stage}-${region}",
        "$",
    ],
)
def test_values_that_lead_somewhere(value: str):
    assert not found(ENVIRONMENT % value, "dangling-reference")


@pytest.mark.parametrize(
    ("value", "message", "after"),
    [
        (
            "${jobs}",
            "jobs has no value of its own, but ${jobs.arn}, ${jobs.name} and ${jobs.url}.",
            "${jobs.arn}",
        ),
        (
            "${jobs.}",
            "jobs has no value of its own, but ${jobs.arn}, ${jobs.name} and ${jobs.url}.",
            "${jobs.arn}",
        ),
        (
            "$${orders.uri} ${orders.nam}",
            "orders has no attribute 'nam', but ${orders.arn} and ${orders.name}.",
            "$${orders.uri} ${orders.name}",
        ),
        (
            "${job.url}/${job.arn}",
            "'job' is not in the design; did you mean jobs?",
            "${jobs.url}/${jobs.arn}",
        ),
        ("${stge}", "'stge' is not in the design; did you mean stage?", "${stage}"),
        ("${HOME}", "'HOME' is not in the design.", None),
        ("${zzzz.arn}", "'zzzz' is not in the design.", None),
    ],
)
def test_values_that_lead_nowhere(value: str, message: str, after: str | None):
    text = ENVIRONMENT % value
    finding = found(text, "dangling-reference")[0]
    assert finding.path == ("functions", "f", "environment", "V")
    assert finding.message == message
    assert mended(text, finding).functions["f"].environment.get("V") == after
    assert finding.fix is not None
    assert not finding.fix.safe


@pytest.mark.parametrize(
    ("text", "place", "title"),
    [
        (
            "{name: a, functions: {f: {triggers: {t: {type: sqs, queue: zz}}}}}",
            "functions.f.triggers.t.queue",
            "Create the SQS queue zz",
        ),
        (
            "{name: a, queues: {q: {dead_letter: {queue: zz}}}}",
            "queues.q.dead_letter.queue",
            "Create the SQS queue zz",
        ),
        (
            "{name: a, queues: {q: {dead_letter: {queue: z z}}}}",
            "queues.q.dead_letter.queue",
            "Remove the dead letter",
        ),
        (
            "{name: a, graphql_apis: {g: {user_pool: zz}}}",
            "graphql_apis.g.user_pool",
            "Create the Cognito user pool zz",
        ),
        (
            "{name: a, apis: {g: {domain: zz}}}",
            "apis.g.domain",
            "Remove the domain",
        ),
        ("{name: a, functions: {f: {scopes: {zz: read}}}}", "functions.f.scopes.zz", "Remove the scope"),
        (
            "{name: a, functions: {f: {scopes: {order: read}}}, tables: {orders: {}}}",
            "functions.f.scopes.order",
            "Use orders",
        ),
        # A function is no queue, and a scope leads to what there is only.
        (
            "{name: a, functions: {zz: {triggers: {t: {type: sqs, queue: zz}}}}}",
            "functions.zz.triggers.t.queue",
            "Remove the trigger",
        ),
        (
            "{name: a, functions: {g: {scopes: {ff: invoke}}}}",
            "functions.g.scopes.ff",
            "Remove the scope",
        ),
    ],
)
def test_names_that_lead_nowhere(text: str, place: str, title: str):
    (finding,) = found(text, "dangling-reference")
    assert dotted(finding.path) == place
    assert finding.fix is not None
    assert finding.fix.title == title
    assert not found(mended(text, finding), "dangling-reference")


def test_mended_scope_keeps_the_levels_of_both():
    text = "{name: a, functions: {f: {scopes: {orders: read, order: [write, read]}}}, tables: {orders: {}}}"
    (finding,) = found(text, "dangling-reference")
    assert dict(mended(text, finding).functions["f"].scopes) == {"orders": ("read", "write")}


def test_cycles_of_functions():
    text = """
      name: a
      functions:
        f: {environment: {NEXT: "${g.arn}", PLAIN: "$${f.arn}"}}
        g: {environment: {NEXT: "${h.name}"}}
        h: {environment: {NEXT: "${f.arn}"}}
        outside: {environment: {NEXT: "${f.arn}"}}
    """
    assert places(text, "reference-cycle") == [f"functions.{name}.environment.NEXT" for name in "fgh"]
    healed, _ = fixed(design(text), TODAY, unsafe=True)
    assert not found(healed, "reference-cycle")


@pytest.mark.parametrize(
    ("scope", "message", "after"),
    [
        ("jobs: sned", "'sned' is no access to an SQS queue; did you mean send?", {"jobs": ("send",)}),
        ("jobs: Send", "'Send' is no access to an SQS queue; did you mean send?", {"jobs": ("send",)}),
        ("jobs: admin", "'admin' is no access to an SQS queue; it has send and consume.", {}),
        (
            "jobs: [send, sned]",
            "'sned' is no access to an SQS queue; did you mean send?",
            {"jobs": ("send",)},
        ),
        (
            "jobs: [send, admin]",
            "'admin' is no access to an SQS queue; it has send and consume.",
            {"jobs": ("send",)},
        ),
    ],
)
def test_levels(scope: str, message: str, after: dict[str, tuple[str, ...]]):
    text = f"{{name: a, functions: {{f: {{scopes: {{{scope}}}}}}}, queues: {{jobs: {{}}}}}}"
    (finding,) = found(text, "scope-access-unsupported")
    assert finding.message == message
    assert dict(mended(text, finding).functions["f"].scopes) == after


def test_api_gives_no_access():
    (finding,) = found(
        "{name: a, functions: {f: {scopes: {front: read}}}, apis: {front: {}}}", "scope-access-unsupported"
    )
    assert finding.message == "'read' is no access to an HTTP API; it has none to give."


def test_optional_name_goes_alone():
    text = """
      name: a
      functions: {f: {dead_letter: zz, asynchronous: {on_failure: zz, maximum_retries: 1}}}
    """
    first, second = found(text, "dangling-reference")
    assert {first.fix.title, second.fix.title} == {"Remove the dead letter", "Remove the on failure"}
    healed, _ = fixed(design(text), TODAY, unsafe=True)
    assert healed.functions["f"].dead_letter is None
    assert healed.functions["f"].asynchronous is not None
    assert healed.functions["f"].asynchronous.maximum_retries == 1


def test_destinations_make_cycles_too():
    text = """
      name: a
      functions: {f: {asynchronous: {on_success: g}}, g: {environment: {NEXT: "${f.arn}"}}}
    """
    assert places(text, "reference-cycle") == [
        "functions.f.asynchronous.on_success",
        "functions.g.environment.NEXT",
    ]


def test_every_level_of_the_catalog_is_fine():
    text = """
      name: a
      functions: {f: {scopes: {q: [send, consume], t: [read, scan, write], s: read}}}
      queues: {q: {}}
      tables: {t: {}}
      secrets: {s: {}}
    """
    assert not found(text, "scope-access-unsupported")
    assert not found(text, "scope-levels")


def test_repeated_level_is_said_once():
    text = "{name: a, functions: {f: {scopes: {q: [send, consume, send]}}}, queues: {q: {}}}"
    (finding,) = found(text, "scope-levels")
    assert mended(text, finding).functions["f"].scopes["q"] == ("send", "consume")


@pytest.mark.parametrize(
    ("overlay", "place"),
    [
        ("{functions: {g: {timeout: 5}}}", "functions.g.timeout"),
        ("{functions: {f: {timeuot: 5}}}", "functions.f.timeuot"),
        ("{functions: {f: {timeout: soon}}}", "functions.f.timeout"),
        ("{functions: {f: {scopes: {q: send}}}}", "functions.f.scopes.q"),
        ("{functions: {f: {tags: [a]}}}", "functions.f.tags"),
        ("{functions: {}}", "functions"),
        ("{functions: 5}", "functions"),
        ("{region: eu-west-1}", "region"),
        ("{queues: {q: {fifo: maybe}}}", "queues.q.fifo"),
        ("{queues: {1: {fifo: true}}}", "queues.1.fifo"),
    ],
)
def test_overlays_that_do_not_fit(overlay: str, place: str):
    stages, functions = f"{{dev: {{}}, prod: {overlay}}}", "{f: {scopes: {q: send}}}"
    text = f"{{name: a, stages: {stages}, functions: {functions}, queues: {{q: {{}}}}}}"
    (finding,) = found(text, "stage-overlay-misfit")
    assert dotted(finding.path) == f"stages.prod.{place}"
    assert mended(text, finding).stages["prod"] == {}


def test_other_settings_of_the_overlay_stay():
    text = (
        "{name: a, stages: {prod: {functions: {f: {timeout: 9, x: 1}, g: {y: {z: 2}}}}}, functions: {f: {}}}"
    )
    healed, _ = fixed(design(text), TODAY, unsafe=True)
    assert healed.stages["prod"] == {"functions": {"f": {"timeout": 9}}}


def test_misfit_is_told_once_although_every_stage_has_an_overlay():
    text = """
      name: a
      stages: {dev: {functions: {f: {timeout: 5}}}, prod: {functions: {f: {timeout: 6}, g: {timeout: 5}}}}
      functions: {f: {}}
    """
    assert places(text, "stage-overlay-misfit") == ["stages.prod.functions.g.timeout"]


def test_stage_is_renamed_where_the_name_is_free():
    (free,) = found("{name: a, stages: {pre_prod: {}}, functions: {f: {}}}", "stage-name-valid")
    (taken,) = found(
        "{name: a, stages: {pre_prod: {}, pre-prod: {}, preprod: {}}, functions: {f: {}}}", "stage-name-valid"
    )
    assert free.fix is not None
    assert taken.fix is None


@pytest.mark.parametrize(
    ("collection", "arn"),
    [
        ("queues", "arn:aws:sqs:eu-west-1:123456789012:jobs"),
        ("queues", "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo"),
        ("queues", "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:jobs"),
        ("tables", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"),
        ("secrets", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/key-a1b2c3"),
    ],
)
def test_arns(collection: str, arn: str):
    assert not found(f"{{name: a, {collection}: {{x: {{existing: '{arn}'}}}}}}", "arn-valid")


@pytest.mark.parametrize(
    ("collection", "arn"),
    [
        ("queues", ""),
        ("queues", "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"),
        ("queues", "arn:aws:sns:eu-west-1:123456789012:jobs"),
        ("queues", "arn:aws:sqs:eu-west-1:12345:jobs"),
        ("queues", "arn:aws:sqs:eu-west-1:123456789012:jobs\\n"),
        ("tables", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/x"),
        ("secrets", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*"),
    ],
)
def test_what_is_no_arn(collection: str, arn: str):
    assert places(f'{{name: a, {collection}: {{x: {{existing: "{arn}"}}}}}}', "arn-valid") == [
        f"{collection}.x.existing"
    ]


def test_every_kind_of_thing_has_a_form_of_arn():
    assert all(catalog.pattern(kind.ARN).says for kind in COLLECTIONS.values())


def test_what_exists_is_not_judged_on_what_it_does_not_state():
    text = """
      name: a
      region: eu-west-1
      functions: {f: {timeout: 600, triggers: {t: {type: sqs, queue: q}}}}
      queues: {q: {existing: "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo"}}
    """
    assert review(design(text), TODAY).findings == ()


def test_existing_fifo_queue_is_known_by_its_arn():
    text = """
      name: a
      region: eu-west-1
      functions: {f: {triggers: {t: {type: sqs, queue: q, batch_size: 11, batching_window: 1}}}}
      queues: {q: {existing: "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo"}}
    """
    assert {each.rule for each in review(design(text), TODAY).findings} == {
        "sqs-batch-size-range",
        "sqs-fifo-no-window",
    }


@pytest.mark.parametrize(("more", "fixable"), [("", False), (", done: {type: succeed}", True)])
def test_the_only_state_of_a_workflow_is_not_removed(more: str, fixable: bool):
    states = f"work: {{type: task, function: 1gone}}{more}"
    (finding,) = found(f"{{name: a, workflows: {{w: {{states: {{{states}}}}}}}}}", "dangling-reference")
    assert bool(finding.fix) is fixable


@pytest.mark.parametrize(("fifo", "settings"), [("", {}), ("fifo: true, ", {"fifo": True})])
def test_a_dead_letter_queue_is_made_as_its_source_is(fifo: str, settings: dict[str, bool]):
    text = f"{{name: a, queues: {{q: {{{fifo}dead_letter: {{queue: zz}}}}}}}}"
    (finding,) = found(text, "dangling-reference")
    assert finding.fix is not None
    assert finding.fix.edits[0].value == settings
    assert not found(mended(text, finding), "sqs-dlq-type-mismatch")
