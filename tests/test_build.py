"""From the design to what is deployed: what is implied, named, granted, left out, staged."""

from __future__ import annotations

from typing import Any

import pytest

from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.graph import Attribute, Context, Entry, Join, Parameter, Ref, ResourceGraph, Role
from designer.graph.compute import Function
from designer.graph.event_sources import EventSourceMapping
from designer.graph.messaging import Queue

BASE: dict[str, Any] = {
    "blueprint": 1,
    "name": "shop",
    "functions": {
        "worker": {
            "triggers": {"jobs": {"type": "sqs", "queue": "jobs"}},
            "scopes": {"orders": ["read", "write"], "key": "read"},
        }
    },
    "queues": {"jobs": {"dead_letter": {"queue": "jobs-dlq"}}, "jobs-dlq": {}},
    "tables": {"orders": {}},
    "secrets": {"key": {"existing": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:pay-AbCdEf"}},
}


def graph(**changes: Any) -> ResourceGraph:
    return build_graph(Blueprint.model_validate({**BASE, **changes}))


def role(found: ResourceGraph) -> Role:
    made = found.resource("role.worker")
    assert isinstance(made, Role)
    return made


def function(found: ResourceGraph) -> Function:
    made = found.resource("function.worker")
    assert isinstance(made, Function)
    return made


def test_everything_that_a_worker_implies_is_there_once() -> None:
    assert [resource.id for resource in graph().resources] == [
        "queue.jobs",
        "queue_policy.jobs",
        "queue.jobs-dlq",
        "queue_policy.jobs-dlq",
        "table.orders",
        "log_group.worker",
        "role.worker",
        "function.worker",
        "event_source_mapping.worker.jobs",
    ]


def test_an_existing_thing_is_used_and_not_created() -> None:
    found = graph()

    statement = next(each for each in role(found).statements if each.sid == "ReadKey")
    assert statement.resources == ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:pay-AbCdEf",)
    assert found.resource("secret.key") is None


def test_the_role_allows_named_actions_on_named_things_only() -> None:
    statements = {each.sid: each for each in role(graph()).statements}

    assert list(statements) == ["WriteLogs", "SendTraces", "PollJobs", "ReadOrders", "WriteOrders", "ReadKey"]
    assert not any("*" in action for each in statements.values() for action in each.actions)
    assert [sid for sid, each in statements.items() if "*" in each.resources] == ["SendTraces"]
    assert statements["ReadOrders"].resources == (Ref("table.orders", Attribute.ARN),)
    assert all(each.because for each in statements.values())


@pytest.mark.parametrize(
    ("table", "is_named"),
    [
        ({}, False),
        ({"global_indexes": {"by-day": {"partition_key": "day:S"}}}, True),
        ({"local_indexes": {"by-day": {"sort_key": "day:S"}}, "sort_key": "id:S"}, True),
        ({"existing": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}, True),
    ],
)
def test_indexes_are_named_where_there_may_be_some(table: dict[str, Any], is_named: bool) -> None:
    statements = {each.sid: each for each in role(graph(tables={"orders": table})).statements}
    assert len(statements["ReadOrders"].resources) == (2 if is_named else 1)
    assert len(statements["WriteOrders"].resources) == 1


def test_without_tracing_nothing_may_be_traced() -> None:
    worker = {**BASE["functions"]["worker"], "tracing": "PassThrough"}

    assert "SendTraces" not in {each.sid for each in role(graph(functions={"worker": worker})).statements}


def test_every_new_queue_is_closed_to_plain_http() -> None:
    found = graph()

    for resource in found.resources:
        if isinstance(resource, Queue):
            (policy,) = found.implied_by(resource.id)
            (statement,) = policy.statements  # type: ignore[attr-defined]
            assert (statement.effect, statement.conditions[0].key) == ("Deny", "aws:SecureTransport")


def test_names_carry_the_design_and_the_stage() -> None:
    fifo = {"jobs": {"fifo": True}, "jobs-dlq": {}}

    assert function(graph()).name == Join(("shop-", Context.STAGE, "-worker"))
    queue = graph(queues=fifo).resource("queue.jobs")
    assert isinstance(queue, Queue)
    assert queue.name == Join(("shop-", Context.STAGE, "-jobs.fifo"))


def test_what_aws_does_anyway_is_not_said() -> None:
    queue = graph().resource("queue.jobs-dlq")
    mapping = graph().resource("event_source_mapping.worker.jobs")

    assert isinstance(queue, Queue)
    assert isinstance(mapping, EventSourceMapping)
    assert (queue.visibility_timeout, queue.message_retention, queue.delay) == (None, None, None)
    assert (mapping.batching_window, mapping.enabled, mapping.batch_size) == (None, None, 10)


def test_a_scalar_that_differs_between_stages_is_a_parameter() -> None:
    prod = {"functions": {"worker": {"memory_size": 1024, "concurrency": {"reserved": 50}}}}

    found = graph(stages={"dev": {}, "prod": prod})

    assert found.parameters() == (
        Parameter("worker_memory_size", (("dev", 512), ("prod", 1024))),
        Parameter("worker_reserved_concurrency", (("dev", None), ("prod", 50))),
    )
    assert function(found).memory_size == Parameter("worker_memory_size", (("dev", 512), ("prod", 1024)))


def test_a_default_that_one_stage_overrides_is_said_for_all() -> None:
    found = graph(stages={"dev": {}, "prod": {"queues": {"jobs-dlq": {"delay": 5}}}})

    assert found.parameters() == (Parameter("jobs_dlq_delay", (("dev", 0), ("prod", 5))),)


def test_a_default_that_other_stages_leave_unsaid_is_not_said() -> None:
    off, fewer = {"point_in_time_recovery": False}, {"recovery_days": 7}

    plain = graph(stages={"dev": {"tables": {"orders": off}}, "prod": {}})
    short = graph(stages={"dev": {"tables": {"orders": off}}, "prod": {"tables": {"orders": fewer}}})

    assert [each.name for each in plain.parameters()] == ["orders_point_in_time_recovery"]
    assert Parameter("orders_recovery_days", (("dev", None), ("prod", 7))) in short.parameters()


def test_parameters_that_would_have_one_name_are_told_apart() -> None:
    def network(zone: str) -> dict[str, Any]:
        return {"network": {"subnets": {"a": f"{zone}-1", "b": f"{zone}-2"}, "security_groups": {}}}

    found = graph(
        functions={"worker": network("test")},
        stages={"dev": {}, "prod": {"functions": {"worker": network("live")}}},
    )

    assert found.parameters() == (
        Parameter("worker_network_subnets", (("dev", "test-1"), ("prod", "live-1"))),
        Parameter("worker_network_subnets_2", (("dev", "test-2"), ("prod", "live-2"))),
    )


def test_the_same_overlay_everywhere_is_no_parameter() -> None:
    overlay = {"functions": {"worker": {"memory_size": 1024}}}

    found = graph(stages={"dev": overlay, "prod": overlay})

    assert found.parameters() == ()
    assert function(found).memory_size == 1024


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("", ""),
        ("${jobs.url}", Ref("queue.jobs", Attribute.URL)),
        ("${stage}", Context.STAGE),
        ("a ${jobs.arn} b", Join(("a ", Ref("queue.jobs", Attribute.ARN), " b"))),
        ("$${jobs.url}", "${jobs.url}"),
        ("${gone.url} ${jobs.colour} ${", "${gone.url} ${jobs.colour} ${"),
        ("${key.name}", "pay"),
        ("${worker.name}", Ref("function.worker", Attribute.NAME)),
    ],
)
def test_environment_values_refer_to_things(text: str, value: object) -> None:
    worker = {**BASE["functions"]["worker"], "environment": {"VALUE": text}}

    assert function(graph(functions={"worker": worker})).environment == (Entry("VALUE", value),)  # type: ignore[arg-type]


def test_an_existing_queue_has_the_url_that_its_arn_says() -> None:
    queues = {"jobs": {"existing": "arn:aws:sqs:eu-west-1:111122223333:orders.fifo"}}
    worker = {"environment": {"URL": "${jobs.url}", "NAME": "${jobs.name}"}}

    found = function(graph(queues=queues, functions={"worker": worker}))

    assert found.environment == (
        Entry("URL", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders.fifo"),
        Entry("NAME", "orders.fifo"),
    )


def test_sids_are_unique_and_made_of_letters_and_digits() -> None:
    statements = [{"actions": "ssm:GetParameter", "resources": "*", "sid": "WriteLogs"}] * 2
    worker = {**BASE["functions"]["worker"], "statements": statements}

    sids = [each.sid for each in role(graph(functions={"worker": worker})).statements]

    assert len(sids) == len(set(sids))
    assert all(sid.isalnum() for sid in sids)


def test_a_design_full_of_dangling_names_still_builds() -> None:
    worker = {
        "triggers": {"t": {"type": "sqs", "queue": "gone"}},
        "scopes": {"gone": "read", "worker": "fly"},
    }

    assert graph(functions={"worker": worker}, queues={"q": {"dead_letter": {"queue": "gone"}}}).resources


def test_a_description_that_differs_between_stages_leaves_comments_alone() -> None:
    found = graph(stages={"dev": {}, "prod": {"queues": {"jobs": {"description": "Of prod."}}}})

    queue = found.resource("queue.jobs")
    assert queue is not None
    assert isinstance(queue.because, str)
