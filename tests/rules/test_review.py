"""The review over stages, with suppressions, and the fixes that it applies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from designer.blueprint.base import apply
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.review import fixed, review
from tests.rules.judging import TODAY, design, found, places

STAGED = """
name: shop
stages:
  dev: {}
  test: {}
  prod: {functions: {worker: {memory_size: 64, timeout: 60}}}
functions: {worker: {memory_size: 256}}
"""


def test_finding_of_an_overlay_stands_at_its_setting():
    (finding,) = found(STAGED, "function-memory-range")
    assert finding.path == ("stages", "prod", "functions", "worker", "memory_size")
    assert finding.stage == "prod"


def test_fix_of_an_overlay_edits_the_overlay():
    healed, findings = fixed(design(STAGED), TODAY)
    assert [each.rule for each in findings] == ["function-memory-range"]
    assert healed.stages["prod"]["functions"]["worker"] == {"memory_size": 128, "timeout": 60}
    assert healed.functions["worker"].memory_size == 256


def test_finding_of_all_stages_belongs_to_none():
    (finding,) = found(STAGED.replace("memory_size: 256", "architecture: x87"), "function-architecture-valid")
    assert finding.path == ("functions", "worker", "architecture")
    assert finding.stage is None


def test_order_of_stages_does_not_matter():
    text = (
        "{name: a, stages: {prod: {functions: {f: {timeout: 9}}}, dev: {}}, functions: {f: {memory_size: 1}}}"
    )
    (finding,) = found(text, "function-memory-range")
    assert finding.stage is None


def test_finding_of_the_plain_stage_only_names_it():
    text = "{name: a, stages: {dev: {}, prod: {functions: {f: {timeout: 9}}}}, functions: {f: {timeout: 0}}}"
    (finding,) = found(text, "function-timeout-range")
    assert (finding.path, finding.stage) == (("functions", "f", "timeout"), "dev")


def test_the_only_stage_may_have_an_overlay():
    text = "{name: a, stages: {prod: {functions: {f: {timeout: 0}}}}, functions: {f: {timeout: 5}}}"
    assert places(text, "function-timeout-range") == ["stages.prod.functions.f.timeout"]


def test_cause_in_an_overlay_is_mended_in_the_design():
    """The stage raised the timeout; the queue that is too quick for it is the same everywhere."""
    text = """
      name: a
      stages: {dev: {}, prod: {functions: {f: {timeout: 100}}}}
      functions: {f: {timeout: 10, triggers: {t: {type: sqs, queue: q}}}}
      queues: {q: {visibility_timeout: 60, dead_letter: {queue: d}}, d: {}}
    """
    (finding,) = found(text, "sqs-visibility-below-timeout")
    assert (finding.path, finding.stage) == (("queues", "q", "visibility_timeout"), "prod")
    healed, _ = fixed(design(text), TODAY)
    assert healed.queues["q"].visibility_timeout == 600
    assert review(healed, TODAY).findings == ()


def test_removing_the_last_setting_leaves_no_empty_overlay():
    text = """
      name: a
      stages: {dev: {}, prod: {queues: {q: {high_throughput: true}}}}
      queues: {q: {}}
    """
    (finding,) = found(text, "queue-fifo-settings")
    assert finding.fix is not None
    assert apply(design(text), finding.fix.edits).stages["prod"] == {}


def test_most_severe_comes_first():
    text = """
      name: a
      functions:
        f: {timeout: 0, triggers: {t: {type: sqs, queue: q, batching_window: 5, %s}}}
      queues: {q: {visibility_timeout: 6, dead_letter: {queue: d}}, d: {message_retention: 1209600}}
    """
    text %= "partial_batch_response: false"
    severities = [each.severity for each in review(design(text), TODAY).findings]
    assert severities == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_counts_and_places():
    judged = review(design("{name: a, functions: {f: {timeout: 0, memory_size: 1}}}"), TODAY)
    assert judged.errors == judged.count(Severity.ERROR) == 2
    assert [each.rule for each in judged.at(("functions", "f", "timeout"))] == ["function-timeout-range"]


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("functions.f.timeout", True),
        ("functions.f", True),
        ("functions", True),
        ("functions.f.time", False),
        ("functions.g", False),
    ],
)
def test_suppression_covers_what_is_below(at: str, quiet: bool):
    silenced = f"{{rule: function-timeout-range, at: {at}, reason: r}}"
    text = f"{{name: a, functions: {{f: {{timeout: 0}}}}, suppress: [{silenced}]}}"
    judged = review(design(text), TODAY)
    assert bool(judged.suppressed) is quiet
    assert bool(judged.findings) is not quiet


def test_suppressed_finding_is_not_mended():
    silenced = "{rule: function-memory-range, at: functions, reason: r}"
    text = f"{{name: a, functions: {{f: {{memory_size: 1}}}}, suppress: [{silenced}]}}"
    assert fixed(design(text), TODAY) == (design(text), ())


def test_unsafe_fixes_wait_to_be_asked_for():
    bad = design("{name: a, functions: {f: {timeout: 1000, memory_size: 1}}}")
    careful, _ = fixed(bad, TODAY)
    bold, _ = fixed(bad, TODAY, unsafe=True)
    assert (careful.functions["f"].timeout, careful.functions["f"].memory_size) == (1000, 128)
    assert (bold.functions["f"].timeout, bold.functions["f"].memory_size) == (900, 128)


def test_fixes_that_depend_on_each_other_follow_in_passes():
    """A FIFO queue takes a smaller batch and no window; then it hides messages long enough."""
    text = """
      name: a
      functions:
        f: {timeout: 0, triggers: {t: {type: sqs, queue: q, batch_size: 500, batching_window: 400}}}
      queues: {q: {fifo: true, visibility_timeout: -1, dead_letter: {queue: d}}, d: {fifo: true}}
    """
    healed, _ = fixed(design(text), TODAY)
    assert review(healed, TODAY).findings == ()
    assert fixed(healed, TODAY) == (healed, ())


class _Swing(Rule):
    """A rule that is never content."""

    id = "swing"
    severity = Severity.INFO
    topic = source = bad = good = ""

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Always the other region."""
        del today
        other = "eu-west-1" if blueprint.region == "us-east-1" else "us-east-1"
        yield self.finding(("region",), other, set_value(other, ("region",), other))


def test_fixes_that_fight_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("designer.rules.review.rules_about", lambda _: (_Swing(),))
    _, findings = fixed(design("{name: a}"), TODAY)
    assert 1 < len(findings) <= 10


def test_every_rule_alone_sees_what_the_review_sees():
    bad = design("{name: a, functions: {f: {timeout: 0, memory_size: 1, architecture: x}}}")
    whole = review(bad, TODAY).findings
    assert {each.rule for each in whole} == {
        "function-timeout-range",
        "function-memory-range",
        "function-architecture-valid",
    }
    for finding in whole:
        assert found(bad, finding.rule) == (finding,)


@pytest.mark.parametrize(
    ("last", "removal"),
    [
        ("file_systems: {files: {}}", "file-system-unused"),
        (
            "workflows: {w: {existing: 'arn:aws:states:us-east-1:1:stateMachine:w'}}, secrets: {key: {}}",
            "secret-unused",
        ),
    ],
)
def test_what_is_left_to_deploy_is_not_removed(last: str, removal: str):
    only = design(f"{{name: a, {last}}}")
    assert found(only, removal)
    mended, _ = fixed(only, TODAY, unsafe=True)
    assert mended.deploys()
    assert fixed(mended, TODAY, unsafe=True) == (mended, ())
    more = design(f"{{name: a, functions: {{f: {{}}}}, {last}}}")
    healed = fixed(more, TODAY, unsafe=True)[1]
    assert removal in {each.rule for each in healed}


def test_a_design_of_secrets_alone_is_for_others():
    assert not found("{name: a, secrets: {key: {}}}", "secret-unused")


def test_a_default_that_is_said_in_vain_is_taken_back():
    said = design("{name: a, tables: {t: {write_capacity: 5, read_capacity: 10}}}")
    mended, healed = fixed(said, TODAY)
    assert [each.rule for each in healed].count("table-setting-unused") == 2
    assert not {"write_capacity", "read_capacity"} & mended.tables["t"].model_fields_set


def test_everything_is_mended_in_one_go_however_long_it_takes():
    """Each removal moves the places of the list's other items, so they wait for one another."""
    url = f"{{type: function_url, callers: [{', '.join(f'x{number}' for number in range(30))}]}}"
    mended, healed = fixed(
        design(f"{{name: a, functions: {{f: {{triggers: {{t: {url}}}}}}}}}"), TODAY, unsafe=True
    )
    assert [each.rule for each in healed].count("function-url-callers") == 30
    assert not found(mended, "function-url-callers")


@pytest.mark.parametrize(
    "prod",
    [
        "{functions: {f: {network: {subnets: {a: subnet-0123456789abcdef1}}}}}",
        "{functions: {f: {network: {subnets: {a: subnet-0123456789abcdef1}}, timeout: 9}}}",
    ],
)
def test_what_stages_say_of_a_thing_goes_with_it(prod: str):
    inside = "{subnets: {a: subnet-0123456789abcdef0}, security_groups: {own: sg-0123456789abcdef0}}"
    text = f"{{name: a, stages: {{dev: {{}}, prod: {prod}}}, functions: {{f: {{network: {inside}}}}}}}"
    mended, healed = fixed(design(text), TODAY, unsafe=True)
    assert "vpc-not-needed" in {each.rule for each in healed}
    assert not found(mended, "stage-overlay-misfit")
    assert "network" not in str(mended.stages)
    assert ("timeout" in str(mended.stages)) is ("timeout" in prod)
