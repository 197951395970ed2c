"""Events of topics and rules: said by SAM where it means the same, spelt where it would not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters.sam_folds import folds
from designer.graph import Entry, Resource, ResourceGraph
from designer.graph.compute import Permission
from designer.graph.events import EventRule
from designer.graph.topics import Subscription

GRAPH = build_graph(
    Blueprint.model_validate(
        yaml.load(
            """
          name: shop
          stages: {dev: {}}
          functions:
            bill:
              triggers:
                heard: {type: sns, topic: orders}
                seen: {type: eventbridge, pattern: {source: [shop]}}
          topics: {orders: {}}
          queues: {jobs: {subscriptions: {orders: {}}}}
        """,
            yaml.CSafeLoader,
        )
    )
)
SAID = {
    "subscription.bill.heard",
    "permission.bill.heard",
    "event_rule.bill.seen",
    "permission.bill.seen",
}


def changed(kind: type[Resource], **settings: object) -> ResourceGraph:
    """The graph with settings of each resource of a kind changed."""
    resources = (
        replace(each, **settings) if isinstance(each, kind) else each  # type: ignore[arg-type]
        for each in GRAPH.resources
    )
    return replace(GRAPH, resources=tuple(resources))


def folded(graph: ResourceGraph) -> set[str]:
    """The ids of what is not spelt."""
    return set(folds(graph).folded)


def test_a_topic_and_a_rule_are_events_with_their_permissions() -> None:
    assert folded(GRAPH) == SAID


@pytest.mark.parametrize(
    "graph",
    [
        changed(Permission, source_account="123456789012"),
        changed(Permission, principal="s3.amazonaws.com"),
        changed(Permission, source_arn=None),
        replace(GRAPH, resources=tuple(each for each in GRAPH.resources if not isinstance(each, Permission))),
    ],
)
def test_without_the_permission_that_sam_makes_all_is_spelt(graph: ResourceGraph) -> None:
    assert folded(graph) == set()


def test_what_sam_cannot_say_is_spelt() -> None:
    heard = {"subscription.bill.heard", "permission.bill.heard"}
    assert folded(replace(GRAPH, tags=(Entry("team", "a"),))) == heard
    assert folded(changed(EventRule, tags=(Entry("team", "a"),))) == heard
    assert folded(changed(Subscription, raw=True)) == SAID - heard
