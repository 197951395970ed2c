"""What leads to which function: from things by triggers, and from topics to queues by subscriptions."""

from __future__ import annotations

from collections.abc import Mapping

from designer.blueprint.document import Blueprint


def invoked_by(name: str, blueprint: Blueprint) -> frozenset[str]:
    """The functions that what is sent to the thing of that name invokes, by way of others included."""
    leads = blueprint.once(_leads)
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for each in leads.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.extend((each,) if each not in blueprint.functions else ())
    return frozenset(found & blueprint.functions.keys())


def _leads(blueprint: Blueprint) -> Mapping[str, list[str]]:
    """What each thing hands on to: the functions that it triggers, the queues that are subscribed to it."""
    found: dict[str, list[str]] = {}
    for function, trigger in blueprint.every_trigger():
        source = getattr(trigger.value, trigger.value.SOURCE) if trigger.value.SOURCE else None
        if source is not None and blueprint.thing(source) is not None:
            found.setdefault(source, []).append(function.name)
    for queue in blueprint.each_queue():
        for topic in queue.value.subscriptions if queue.value.existing is None else ():
            found.setdefault(topic, []).append(queue.name)
    return found
