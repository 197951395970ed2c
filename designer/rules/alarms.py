"""Rules on alarms: there are some, they can fire, and somebody hears them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from designer import catalog
from designer.blueprint.asked import asked_of_others
from designer.blueprint.base import UNSET, Edit, Path
from designer.blueprint.dead_letters import failure_queues
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.base import Thing
from designer.blueprint.stages import alone
from designer.blueprint.triggers.base import Invocation
from designer.blueprint.triggers.types import REST_API
from designer.blueprint.wording import listed
from designer.rules.base import AUDITED, LASTING, Finding, Fix, Rule, Severity, all_of, set_value
from designer.rules.consumers import readers
from designer.rules.creating import free_name
from designer.rules.subscribers import subscribers

_RECOMMENDED = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
    "Best_Practice_Recommended_Alarms_AWS_Services.html"
)
_ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_NOTIFY = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"


def _example(alarms: str, topic: str = "", more: str = "") -> str:
    head = (
        f"name: shop\nalarms: {{topic: alerts, email: a@b.example{alarms}}}\ntopics: {{alerts: {{{topic}}}}}"
    )
    return f"{head}\nfunctions: {{worker: {{}}}}\n{more}"


class AlarmsMissing(Rule):
    """Nobody is told when the design fails.

    Errors, throttles and dead letters then show only to whoever happens to look.
    """

    id = "alarms-missing"
    severity = Severity.WARNING
    topic = "alarms"
    source = _RECOMMENDED
    profiles = AUDITED
    whole = True
    bad = "{name: shop, profile: regulated, functions: {worker: {}}}"
    good = "profile: regulated\n" + _example("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """A design with functions or workflows, and without alarms."""
        del today
        if blueprint.alarms is None and (blueprint.functions or blueprint.workflows):
            yield self.finding(("alarms",), "The design has no alarms.", alarmed(blueprint))


def alarmed(blueprint: Blueprint) -> Fix:
    """The fix that creates a topic and alarms that tell it."""
    name = free_name(blueprint, "alerts")
    edits = [Edit(("topics", name), {}), Edit(("alarms",), {"topic": name})]
    return all_of(f"Tell a new topic {name}", edits, safe=False)


class AlarmDlqDepth(Rule):
    """What failed waits in a queue, and nobody is told.

    Dead letters expire unread.
    """

    id = "alarm-dlq-depth"
    severity = Severity.WARNING
    topic = "alarms"
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html"
    profiles = LASTING
    bad = _example(", dead_letters: false", more="queues: {jobs: {dead_letter: {queue: failed}}, failed: {}}")
    good = _example("", more="queues: {jobs: {dead_letter: {queue: failed}}, failed: {}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Alarms that leave such queues out."""
        del today
        alarms = blueprint.alarms
        if alarms is None:
            return
        holding = [name for name in failure_queues(blueprint) if blueprint.queues[name].existing is None]
        if holding and not alarms.dead_letters:
            fix = set_value("Watch them", ("alarms", "dead_letters"), True)
            message = f"Nobody is told of what fails into {listed(holding)}."
            yield self.finding(("alarms", "dead_letters"), message, fix)
        for index, name in enumerate(alarms.without if alarms.dead_letters else ()):
            if name in holding:
                kept = (*alarms.without[:index], *alarms.without[index + 1 :])
                fix = set_value("Watch it", ("alarms", "without"), kept)
                yield self.finding(
                    ("alarms", "without", index), f"Nobody is told of what fails into {name}.", fix
                )


class AlarmTopicUnsubscribed(Rule):
    """Alarms tell a topic that nobody listens to.

    The message ends there.
    """

    id = "alarm-topic-unsubscribed"
    severity = Severity.INFO
    topic = "alarms"
    source = _NOTIFY
    profiles = LASTING
    bad = "{name: shop, alarms: {topic: alerts}, topics: {alerts: {}}, functions: {worker: {}}}"
    good = _example("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """A new topic of alarms without any subscriber in the design."""
        del today
        alarms = blueprint.alarms
        topic = blueprint.topics.get(alarms.topic) if alarms else None
        if alarms is None or topic is None or topic.existing is not None or alarms.email:
            return
        if not any(each.topic_name == alarms.topic for each in subscribers(blueprint)):
            message = f"Nobody in the design listens to {alarms.topic}; give the alarms an e-mail address."
            yield self.finding(("alarms", "topic"), message)


class AlarmTopicFifo(Rule):
    """Alarms tell a FIFO topic.

    A message to it needs a message group, which CloudWatch does not give: no alarm arrives.
    """

    id = "alarm-topic-fifo"
    severity = Severity.ERROR
    topic = "alarms"
    source = "https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"
    bad = _example("", "fifo: true")
    good = _example("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """A topic of alarms that is FIFO."""
        del today
        topic = blueprint.topics.get(blueprint.alarms.topic) if blueprint.alarms else None
        if blueprint.alarms and topic is not None and topic.is_fifo:
            message = f"{blueprint.alarms.topic} is a FIFO topic; alarms need a standard topic."
            yield self.finding(("alarms", "topic"), message, _alarmed_elsewhere(blueprint))


def _alarmed_elsewhere(blueprint: Blueprint) -> Fix:
    """The fix that tells another topic of the design, where there is one."""
    others = [name for name, topic in blueprint.topics.items() if not topic.is_fifo]
    if others:
        return set_value(f"Tell {others[0]}", ("alarms", "topic"), others[0], safe=False)
    fix = alarmed(blueprint)
    created = fix.edits[0]
    return all_of(fix.title, [created, Edit(("alarms", "topic"), created.path[1])], safe=False)


class AlarmTopicExisting(Rule):
    """Alarms tell a topic that is not the design's own.

    Its policy has to let CloudWatch publish, and a key of AWS's on it keeps alarms out; neither can be seen
    from here.
    """

    id = "alarm-topic-existing"
    severity = Severity.INFO
    topic = "alarms"
    source = _NOTIFY
    bad = _example("", 'existing: "arn:aws:sns:eu-west-1:123456789012:alerts"')
    good = _example("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """A topic of alarms that exists already."""
        del today
        topic = blueprint.topics.get(blueprint.alarms.topic) if blueprint.alarms else None
        if blueprint.alarms and topic is not None and topic.existing is not None:
            needed = " and ".join(asked_of_others(blueprint).get(blueprint.alarms.topic, ()))
            message = (
                f"See that no AWS-managed key encrypts {blueprint.alarms.topic}, and that its policy, which "
                f"exports do not change, says {needed}."
            )
            yield self.finding(("alarms", "topic"), message)


class AlarmDefinitionValid(Rule):
    """Alarms look at spans that CloudWatch does not have.

    Metrics come once a minute, so the deployment fails unless the period is whole minutes.
    """

    id = "alarm-definition-valid"
    severity = Severity.ERROR
    topic = "alarms"
    source = _ALARM
    bad = _example(", period: 90")
    good = _example(", period: 120")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """A period that is no multiple of a minute."""
        del today
        minute = catalog.number("cloudwatch.watched_period").value if blueprint.alarms else 0
        if blueprint.alarms and blueprint.alarms.period % minute:
            at: Path = ("alarms", "period")
            longest = catalog.limits("cloudwatch.period").maximum // minute * minute
            whole = min(max(minute, -(-blueprint.alarms.period // minute) * minute), longest)
            message = f"{blueprint.alarms.period} s is no multiple of {minute} s; {whole} s is the nearest."
            yield self.finding(at, message, set_value(f"Use {whole} s", at, whole))


class AlarmWithoutAction(Rule):
    """Alarms are there, and tell nobody in any stage.

    Somebody has to look at them to know.
    """

    id = "alarm-without-action"
    severity = Severity.WARNING
    topic = "alarms"
    source = _ALARM
    profiles = LASTING
    whole = True
    bad = _example(", enabled: false")
    good = _example("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Alarms that are off in every stage."""
        del today
        stages = [blueprint.for_stage(each).alarms for each in blueprint.stage_names]
        if stages and all(each is not None and not each.enabled for each in stages):
            message = "The alarms are off in every stage."
            yield self.finding(("alarms", "enabled"), message, _turned_on(blueprint))


def _turned_on(blueprint: Blueprint) -> Fix:
    """The fix that turns the alarms on, also in the stages whose overlay turns them off."""
    at = ("alarms", "enabled")
    off = [
        ("stages", stage, *alone(overlay, at))
        for stage, overlay in blueprint.stages.items()
        if "enabled" in overlay.get("alarms", {})
    ]
    return all_of("Turn them on", [Edit(at, True), *(Edit(path, UNSET) for path in off)], safe=not off)


class AlarmThresholdUnreachable(Rule):
    """An alarm can never fire.

    What it waits for is cut off before: messages expire, records expire, requests are given up.
    """

    id = "alarm-threshold-unreachable"
    severity = Severity.ERROR
    topic = "alarms"
    source = _RECOMMENDED
    bad = _example(
        ", thresholds: {queue_age: 3600}",
        more="queues: {jobs: {message_retention: 600}}",
    ).replace("worker: {}", "worker: {triggers: {jobs: {type: sqs, queue: jobs}}, timeout: 3}")
    good = bad.replace("queue_age: 3600", "queue_age: 300")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every threshold above what the design lets happen."""
        del today
        alarms = blueprint.alarms
        if alarms is None:
            return
        limits, at = alarms.thresholds, ("alarms", "thresholds")
        shortest = _shortest(blueprint, readers(blueprint)) if alarms.queues else None
        if limits.queue_age and shortest and limits.queue_age >= shortest:
            message = f"{limits.queue_age:,} s, but messages of some queue expire after {shortest:,} s."
            fix = set_value("Let each queue decide", (*at, "queue_age"), None)
            yield self.finding((*at, "queue_age"), message, fix)
        kept = _shortest(blueprint, _streams(blueprint)) if alarms.streams else None
        if kept and limits.iterator_age >= kept:
            message = f"{limits.iterator_age:,} s, but records of some stream expire after {kept:,} s."
            fix = set_value(f"Lower to {kept // 2:,} s", (*at, "iterator_age"), kept // 2, safe=False)
            yield self.finding((*at, "iterator_age"), message, fix)
        longest = _longest_answer(blueprint) * 1000 if alarms.apis else 0
        if longest and limits.api_latency >= longest:
            half = longest // 2
            message = f"{limits.api_latency:,} ms, but API Gateway gives up after {longest:,} ms."
            fix = set_value(f"Lower to {half:,} ms", (*at, "api_latency"), half, safe=False)
            yield self.finding((*at, "api_latency"), message, fix)


def _shortest(blueprint: Blueprint, names: Iterable[str]) -> int | None:
    """The seconds after which the first of these new things forgets what it holds."""
    found = (blueprint.thing(name) for name in names)
    kept = [_retention(each.value) for each in found if each and each.value.existing is None]
    return min((each for each in kept if each is not None), default=None)


def _retention(thing: Thing) -> int | None:
    from designer.blueprint.resources.queue import Queue  # needed where alarms have limits

    return thing.message_retention if isinstance(thing, Queue) else thing.record_retention


def _streams(blueprint: Blueprint) -> Iterator[str]:
    """The streams, and the tables with one, that functions read."""
    for _, trigger in blueprint.every_trigger():
        if trigger.value.invocation is Invocation.STREAM and trigger.value.SOURCE:
            yield str(getattr(trigger.value, trigger.value.SOURCE))


def _longest_answer(blueprint: Blueprint) -> int:
    """The seconds that the most patient kind of API in the design waits; 0 where there is none."""
    waits = [catalog.limits("http_api.integration_timeout").maximum] if blueprint.apis else []
    if blueprint.rest_apis:
        waits.append(catalog.limits("rest_api.integration_timeout").maximum)
        said = (trigger.value.timeout for _, trigger in blueprint.each_trigger(REST_API))
        waits.extend(each for each in said if each is not None)
    return max(waits, default=0)
