"""Rules on subscriptions to logs and to devices: they have a source, and nothing goes round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.base import Consumer
from designer.blueprint.triggers.iot import IotTrigger
from designer.blueprint.triggers.logs import LogsTrigger
from designer.rules.base import Finding, Rule, Severity, remove
from designer.rules.settings import quoted
from designer.rules.stages import renamed

_SUBSCRIPTIONS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html"
_FAILED = "queues: {failed: {message_retention: 1209600}}"


def _example(trigger: str, functions: str = "worker: {}") -> str:
    watch = f"watch: {{asynchronous: {{on_failure: failed}}, triggers: {{logs: {{type: logs, {trigger}}}}}}}"
    return f"{{name: shop, functions: {{{functions}, {watch}}}, {_FAILED}}}"


def _device(stage: str) -> str:
    trigger = """{type: iot, sql: "SELECT * FROM 'a'"}"""
    function = f"{{asynchronous: {{on_failure: failed}}, triggers: {{t: {trigger}}}}}"
    return f"{{name: shop, stages: {{{stage}: {{}}}}, functions: {{f: {function}}}, {_FAILED}}}"


class LogSubscriptionSource(Rule):
    """A trigger on logs does not say whose, or says it twice.

    It takes the logs of one function of the design, or one log group that exists.
    """

    id = "log-subscription-source"
    severity = Severity.ERROR
    topic = "logs"
    source = _SUBSCRIPTIONS
    bad = _example("logs_of: worker, log_group: /aws/lambda/other")
    good = _example("logs_of: worker")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such trigger without a source, and every one with two."""
        del today
        for _, trigger in blueprint.each_trigger(LogsTrigger):
            function, group = trigger.value.logs_of, trigger.value.log_group
            if function is None and group is None:
                yield self.finding(trigger.path, "It needs the name of a function, or of a log group.")
            elif function is not None and group is not None:
                message = f"It names {function} and {quoted(group)}; one has to go."
                fix = remove(f"Keep {function}", trigger / "log_group", safe=False)
                yield self.finding(trigger / "log_group", message, fix)


class LogSubscriptionLoop(Rule):
    """A function is invoked by its own logs.

    Each invocation writes log events, which invoke it again, without end and at your expense; so do two
    functions that hear of each other's logs. A filter that matches nothing they write does not.
    """

    id = "log-subscription-loop"
    severity = Severity.ERROR
    topic = "logs"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    bad = _example("logs_of: watch")
    good = _example("logs_of: worker")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger by which a function's logs come back to it; a warning where there is a filter."""
        del today
        heard: dict[str, set[str]] = {}
        for function, trigger in blueprint.each_trigger(LogsTrigger):
            heard.setdefault(function.name, set()).update(_writers(blueprint, trigger.value))
        for function, trigger in blueprint.each_trigger(LogsTrigger):
            writers = _writers(blueprint, trigger.value)
            if any(function.name in _reached(writer, heard) for writer in writers):
                severity = Severity.WARNING if trigger.value.filter else None
                message = f"{function.name} is invoked by what it writes itself."
                fix = remove("Remove the trigger", trigger.path, safe=False)
                yield self.finding(trigger.path, message, fix, severity)


def _writers(blueprint: Blueprint, trigger: LogsTrigger) -> set[str]:
    """The functions of the design that write to the log group."""
    if trigger.logs_of is not None:
        return {trigger.logs_of}
    group = (trigger.log_group or "").rpartition(":log-group:")[2].removesuffix(":*")
    return {each.name for each in blueprint.each_function() if each.value.logging.group == group}


def _reached(start: str, heard: Mapping[str, set[str]]) -> set[str]:
    """``start``, and every function whose logs invoke it, if by way of others."""
    reached, waiting = {start}, [start]
    while waiting:
        for name in heard.get(waiting.pop(), ()):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached


class LogSubscriptionCount(Rule):
    """A log group has more subscriptions than CloudWatch Logs takes.

    The deployment fails. One stream or one function can hand on to many.
    """

    id = "log-subscription-filters"
    severity = Severity.ERROR
    topic = "logs"
    source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"
    bad = _example(
        "logs_of: worker}" + "".join(f", {each}: {{type: logs, logs_of: worker}}" for each in "abcde")[:-1]
    )
    good = _example("logs_of: worker")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger beyond that number on one group."""
        del today
        allowed = catalog.limits("logs.subscriptions")
        count: dict[tuple[str | None, str | None], int] = {}
        for function, trigger in blueprint.each_trigger(LogsTrigger):
            existing = trigger.value.existing_group(Consumer(blueprint, function))
            group = (None, existing) if existing is not None else (trigger.value.logs_of, None)
            count[group] = count.get(group, 0) + 1
            if count[group] not in allowed:
                message = f"It is subscription {count[group]} to one log group, which takes {allowed}."
                yield self.finding(trigger.path, message, remove("Remove it", trigger.path, safe=False))


class IotRuleNameValid(Rule):
    """A stage's name cannot be part of the name of an IoT rule.

    Those names are letters, digits and ``_``. Hyphens of other names are written that way; the stage
    is known only at deployment, which IoT Core then refuses.
    """

    id = "iot-rule-name-valid"
    severity = Severity.ERROR
    topic = "iot"
    source = "https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html"
    whole = True
    bad = _device("pre-prod")
    good = _device("prod")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every rule, for the first stage whose name has other characters."""
        del today
        form = catalog.pattern("iot.name_part")
        strange = next((stage for stage in blueprint.stage_names if not form.matches(stage)), None)
        for _, trigger in blueprint.each_trigger(IotTrigger) if strange is not None else ():
            message = f"Its name holds that of the stage {quoted(strange)}, which may be {form.says}."
            yield self.finding(trigger.path, message, renamed(blueprint, strange or "", form))
