"""Everything that names something is found, and follows what it names."""

from __future__ import annotations

import pytest
import yaml

from designer.blueprint.base import EditError, apply
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import Form, each_use, removing, renaming

SHOP = """
blueprint: 1
name: shop
stages:
  dev:
    functions:
      worker: {environment: {PLAIN: "jobs"}, triggers: {poll: {batch_size: 5}}}
    queues: {jobs: {visibility_timeout: 200}, failed: {delay: 3}}
  prod: {queues: {jobs: {visibility_timeout: 300}}}
functions:
  first: {}
  worker:
    environment: {NOTE: "${jobs.url} $${jobs.url} ${stage} ${first.arn} ${nothing}", PLAIN: jobs}
    triggers:
      before: {type: sqs, queue: failed}
      poll: {type: sqs, queue: jobs}
    scopes: {failed: send, jobs: [send, consume]}
  last: {environment: {WORKER: "${worker.name}"}}
queues:
  failed: {}
  jobs: {dead_letter: {queue: failed}}
  spare: {dead_letter: {queue: jobs}}
suppress:
  - {rule: a, at: queues.jobs, reason: r}
  - {rule: b, at: queues.jobs-old, reason: r}
  - {rule: c, at: functions.worker.scopes.jobs, reason: r}
  - {rule: d, at: stages.prod.queues.jobs.visibility_timeout, reason: r}
  - {rule: e, at: functions.worker.triggers.poll, reason: r}
"""


@pytest.fixture
def shop() -> Blueprint:
    return blueprint(SHOP)


def blueprint(text: str) -> Blueprint:
    return Blueprint.model_validate(yaml.load(text, yaml.CSafeLoader))


def test_uses_are_fields_keys_and_texts(shop: Blueprint):
    found = {(".".join(map(str, use.path)), use.name, use.form, use.attribute) for use in each_use(shop)}
    note = "functions.worker.environment.NOTE"
    assert found == {
        ("functions.worker.triggers.before.queue", "failed", Form.FIELD, None),
        ("functions.worker.triggers.poll.queue", "jobs", Form.FIELD, None),
        ("functions.worker.scopes.failed", "failed", Form.KEY, None),
        ("functions.worker.scopes.jobs", "jobs", Form.KEY, None),
        ("queues.jobs.dead_letter.queue", "failed", Form.FIELD, None),
        ("queues.spare.dead_letter.queue", "jobs", Form.FIELD, None),
        (note, "jobs", Form.TEXT, "url"),
        (note, "first", Form.TEXT, "arn"),
        (note, "nothing", Form.TEXT, None),
        ("functions.last.environment.WORKER", "worker", Form.TEXT, "name"),
    }


def test_use_leads_to_what_it_names(shop: Blueprint):
    targets = {use.name: use.target(shop) for use in each_use(shop)}
    assert targets == {
        "failed": ("queues", "failed"),
        "jobs": ("queues", "jobs"),
        "first": ("functions", "first"),
        "worker": ("functions", "worker"),
        "nothing": None,
    }


def test_renamed_thing_takes_every_mention_with_it(shop: Blueprint):
    after = apply(shop, renaming(shop, ("queues", "jobs"), "orders"))
    expected = SHOP
    for old, new in (
        ("queues: {jobs:", "queues: {orders:"),
        ('"${jobs.url}', '"${orders.url}'),
        ("type: sqs, queue: jobs", "type: sqs, queue: orders"),
        ("jobs: [send", "orders: [send"),
        ("\n  jobs: {dead", "\n  orders: {dead"),
        ("letter: {queue: jobs}", "letter: {queue: orders}"),
        ("at: queues.jobs,", "at: queues.orders,"),
        ("scopes.jobs", "scopes.orders"),
        ("prod.queues.jobs", "prod.queues.orders"),
    ):
        assert old in expected
        expected = expected.replace(old, new)
    assert after == blueprint(expected)
    assert list(after.queues) == ["failed", "orders", "spare"]
    assert list(after.functions["worker"].scopes) == ["failed", "orders"]
    assert list(after.stages["dev"]["queues"]) == ["orders", "failed"]


def test_renamed_function_keeps_its_place(shop: Blueprint):
    after = apply(shop, renaming(shop, ("functions", "worker"), "packer"))
    assert list(after.functions) == ["first", "packer", "last"]
    assert after.functions["last"].environment["WORKER"] == "${packer.name}"
    assert list(after.stages["dev"]["functions"]) == ["packer"]
    assert [each.at for each in after.suppress][2::2] == [
        "functions.packer.scopes.jobs",
        "functions.packer.triggers.poll",
    ]
    assert not list(after.misfits())


def test_function_that_mentions_itself_is_renamed_inside():
    own = blueprint('{name: a, functions: {f: {environment: {ME: "${f.arn}"}}}}')
    after = apply(own, renaming(own, ("functions", "f"), "g"))
    assert after == blueprint('{name: a, functions: {g: {environment: {ME: "${g.arn}"}}}}')


def test_renamed_trigger_takes_overlays_and_suppressions(shop: Blueprint):
    after = apply(shop, renaming(shop, ("functions", "worker", "triggers", "poll"), "read"))
    assert list(after.functions["worker"].triggers) == ["before", "read"]
    assert list(after.stages["dev"]["functions"]["worker"]["triggers"]) == ["read"]
    assert after.suppress[4].at == "functions.worker.triggers.read"
    assert not list(after.misfits())


def test_renaming_back_is_the_same_design(shop: Blueprint):
    there = apply(shop, renaming(shop, ("queues", "jobs"), "x"))
    assert apply(there, renaming(there, ("queues", "x"), "jobs")) == shop


def test_only_what_names_the_thing_follows():
    both = blueprint("""
        name: a
        functions:
          jobs: {triggers: {t: {type: sqs, queue: jobs}}, scopes: {jobs: send}}
        queues: {jobs: {}}
    """)
    after = apply(both, renaming(both, ("functions", "jobs"), "work"))
    assert after.functions["work"].triggers["t"].model_dump()["queue"] == "jobs"
    assert list(after.functions["work"].scopes) == ["jobs"]


@pytest.mark.parametrize(
    ("path", "new", "said"),
    [
        (("queues", "nope"), "x", "There is no queues.nope"),
        (("queues", "jobs"), "worker", "taken"),
        (("queues", "jobs"), "spare", "taken"),
        (("queues", "jobs"), "a.b", "not a name"),
        (("queues", "jobs"), "x\n", "not a name"),
        (("functions", "worker", "triggers", "poll"), "before", "taken"),
    ],
)
def test_renaming_says_why_not(shop: Blueprint, path: tuple[str, ...], new: str, said: str):
    with pytest.raises(EditError, match=said):
        renaming(shop, path, new)


def test_same_name_changes_nothing(shop: Blueprint):
    assert renaming(shop, ("queues", "jobs"), "jobs") == ()


def test_trigger_may_be_called_like_a_thing(shop: Blueprint):
    after = apply(shop, renaming(shop, ("functions", "worker", "triggers", "poll"), "jobs"))
    assert list(after.functions["worker"].triggers) == ["before", "jobs"]


def test_removed_thing_takes_what_is_about_it_alone(shop: Blueprint):
    after = apply(shop, removing(shop, ("queues", "jobs")))
    assert list(after.queues) == ["failed", "spare"]
    assert list(after.functions["worker"].scopes) == ["failed"]
    assert after.stages["prod"] == {}
    assert after.stages["dev"]["queues"] == {"failed": {"delay": 3}}
    assert [each.rule for each in after.suppress] == ["b", "e"]
    assert after.functions["worker"].triggers == shop.functions["worker"].triggers
    assert after.queues["spare"].dead_letter is not None


def test_removed_function_leaves_no_overlay(shop: Blueprint):
    after = apply(shop, removing(shop, ("functions", "worker")))
    assert list(after.stages["dev"]) == ["queues"]
    assert not list(after.misfits())
    with pytest.raises(EditError):
        removing(after, ("functions", "worker"))


def test_a_function_that_may_invoke_itself_is_renamed_in_its_own_scopes():
    blueprint = Blueprint.model_validate(
        {"blueprint": 1, "name": "shop", "functions": {"jobs": {"scopes": {"jobs": "invoke"}}}}
    )
    renamed = apply(blueprint, renaming(blueprint, ("functions", "jobs"), "work"))

    assert dict(renamed.functions["work"].scopes) == {"work": ("invoke",)}
