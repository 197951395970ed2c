"""Alarms computed from the design: what can go wrong with each thing in it, and from when on it has."""

from __future__ import annotations

from collections.abc import Iterator

from designer import graph
from designer.blueprint.alarms import Alarms
from designer.blueprint.document import Blueprint
from designer.build.alarms.functions import measures
from designer.build.alarms.measure import Measure, alarm
from designer.build.alarms.things import WATCHED
from designer.graph import Attribute, Resource


def alarms(blueprint: Blueprint) -> Iterator[Resource]:
    """Every alarm of a design that wants some, and who is told.

    Existing things are watched by whoever made them.
    """
    settings = blueprint.alarms
    if settings is None:
        return
    topic = blueprint.attribute(settings.topic, Attribute.ARN)
    for number, address in enumerate(settings.email, 1):
        ending = "email" if len(settings.email) == 1 else f"email-{number}"
        yield graph.topics.Subscription(
            id=f"subscription.{settings.topic}.{ending}",
            label=f"{settings.topic}-{ending}",
            topic=topic,
            protocol="email",
            endpoint=address,
        )
    for each in _measures(blueprint, settings):
        name = blueprint.physical_name(f"{each.owner}-{each.word}")
        yield alarm(each, settings, name, topic)


def _measures(blueprint: Blueprint, settings: Alarms) -> Iterator[Measure]:
    for function in blueprint.each_function():
        if function.name not in settings.without:
            yield from measures(function, settings)
    for thing in blueprint.each_thing():
        watching = WATCHED.get(thing.value.KIND)
        if watching and thing.value.existing is None and thing.name not in settings.without:
            yield from watching(thing, blueprint, settings)
