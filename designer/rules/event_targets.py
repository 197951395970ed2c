"""Rules on what EventBridge hands to a function, and what it does with what it cannot deliver."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.eventbridge import EventBridgeTrigger, InputTransformer
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.settings import nearest, quoted

_TRANSFORM = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html"
_TARGET = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html"
_VARIABLE = re.compile(r"<([A-Za-z0-9_.-]+)>")
_GIVEN = ("input", "input_path", "input_transformer")


def _example(settings: str) -> str:
    rule = f"{{type: eventbridge, pattern: {{source: [shop]}}, dead_letter: undelivered, {settings}}}"
    return f"""
name: shop
functions: {{bill: {{triggers: {{heard: {rule}}}, asynchronous: {{on_failure: failed}}}}}}
queues: {{undelivered: {{}}, failed: {{}}}}
"""


class EventbridgeInputOnce(Rule):
    """A rule says twice what the function gets.

    AWS refuses it: a target gets the event, a constant, a part of the event or what is made of it.
    """

    id = "eventbridge-input-once"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = _TARGET
    bad = _example("input: {kind: daily}, input_path: $.detail")
    good = _example("input_path: $.detail")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rule with more than one of the three; the first one stays."""
        del today
        for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
            said = [name for name in _GIVEN if getattr(trigger.value, name) is not None]
            for name in said[1:]:
                message = f"{listed(said)} exclude each other; one of them decides what the function gets."
                yield self.finding(trigger / name, message, remove("Remove it", trigger / name, safe=False))


class EventbridgeTransformerUndefined(Rule):
    """A template names a value that has no path.

    AWS refuses it: what stands between < and > is one of the paths, or a variable of EventBridge's own.
    """

    id = "eventbridge-transformer-undefined"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = _TRANSFORM
    bad = _example("input_transformer: {paths: {order: $.detail.id}, template: '{\"id\": <oder>}'}")
    good = _example("input_transformer: {paths: {order: $.detail.id}, template: '{\"id\": <order>}'}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such name of a template."""
        del today
        reserved = catalog.choices("events.reserved_variables").values
        for trigger, made in _transformers(blueprint):
            at = (*trigger.path, "input_transformer", "template")
            for name in dict.fromkeys(_VARIABLE.findall(made.template)):
                if name not in made.paths and name not in reserved:
                    known = f"; there is {listed(made.paths)}." if made.paths else ", and there are no paths."
                    near, fix = nearest(name, made.paths), None
                    if near:
                        template = made.template.replace(f"<{name}>", f"<{near}>")
                        fix = set_value(f"Use <{near}>", at, template, safe=False)
                    yield self.finding(at, f"<{name}> has no path{known}", fix)


class EventbridgeTransformerUnused(Rule):
    """A path of a transformer is not in its template.

    The function does not get the value.
    """

    id = "eventbridge-transformer-unused"
    severity = Severity.INFO
    topic = "eventbridge"
    source = _TRANSFORM
    bad = _example("input_transformer: {paths: {a: $.detail.a, b: $.detail.b}, template: '{\"a\": <a>}'}")
    good = _example("input_transformer: {paths: {a: $.detail.a}, template: '{\"a\": <a>}'}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every path that the template does not name."""
        del today
        for trigger, made in _transformers(blueprint):
            used = set(_VARIABLE.findall(made.template))
            for name in made.paths:
                if name not in used:
                    at = (*trigger.path, "input_transformer", "paths", name)
                    message = f"The template does not say <{quoted(name)[1:-1]}>."
                    yield self.finding(at, message, remove("Remove the path", at))


class EventbridgePathValid(Rule):
    """A path into the event is none that EventBridge can read.

    The deployment fails: a path begins with $ and goes on with dots, such as ``$.detail.order``.
    """

    id = "eventbridge-path-valid"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = _TRANSFORM
    bad = _example("input_path: detail.order")
    good = _example("input_path: $.detail.order")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every path without the form, and every name of one that is reserved or has other characters."""
        del today
        form, named = catalog.pattern("events.path"), catalog.pattern("events.path_key")
        for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
            path = trigger.value.input_path
            if path is not None and not form.matches(path):
                at = trigger / "input_path"
                fix = remove("Hand over the whole event", at, safe=False)
                yield self.finding(at, f"{quoted(path)} has to be {form.says}.", fix)
        for trigger, made in _transformers(blueprint):
            for name, path in made.paths.items():
                at = (*trigger.path, "input_transformer", "paths", name)
                if not form.matches(path):
                    yield self.finding(at, f"{quoted(path)} has to be {form.says}.")
                if not named.matches(name) or name.casefold().startswith("aws"):
                    yield self.finding(at, f"{quoted(name)} has to be {named.says}, and not begin with AWS.")


class EventbridgeInputLimits(Rule):
    """What a rule hands over is larger than EventBridge takes, or no JSON.

    The deployment fails, or the function gets what it cannot read.
    """

    id = "eventbridge-input-limits"
    severity = Severity.ERROR
    topic = "eventbridge"
    source = _TARGET
    bad = _example("input: {factor: .inf}")
    good = _example("input: {factor: 1.5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every constant event and every transformer outside the limits, and numbers that JSON lacks."""
        del today
        size, template = catalog.limits("events.input_length"), catalog.limits("events.template_length")
        paths = catalog.limits("events.paths")
        for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
            text = _json(trigger.value.input)
            if text is None:
                message = "The event holds a number that is infinite or none; JSON has no such numbers."
                fix = remove("Hand over the event itself", trigger / "input", safe=False)
                yield self.finding(trigger / "input", message, fix)
            elif len(text) not in size:
                message = f"The event has {len(text):,} characters; AWS takes {size}."
                yield self.finding(trigger / "input", message)
        for trigger, made in _transformers(blueprint):
            at = (*trigger.path, "input_transformer")
            for field, count, allowed in (
                ("template", len(made.template), template),
                ("paths", len(made.paths), paths),
            ):
                if count not in allowed:
                    yield self.finding((*at, field), f"{allowed.said(count)} is outside {allowed}.")


def _json(value: object) -> str | None:
    """``value`` as JSON; ``None`` where JSON cannot say it."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
    except ValueError:
        return None


def _transformers(blueprint: Blueprint) -> Iterator[tuple[Node[EventBridgeTrigger], InputTransformer]]:
    for _, trigger in blueprint.each_trigger(EventBridgeTrigger):
        if trigger.value.input_transformer is not None:
            yield trigger, trigger.value.input_transformer
