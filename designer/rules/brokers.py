"""Rules on triggers that read brokers and databases, and on pollers that are kept ready."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.documentdb import DocumentDbTrigger
from designer.blueprint.triggers.kafka import KafkaPollers, KafkaTrigger, MskTrigger, SelfManagedKafkaTrigger
from designer.blueprint.triggers.mq import MqTrigger
from designer.blueprint.triggers.polling import Polled, ProvisionedPollers
from designer.blueprint.triggers.sqs import SqsTrigger
from designer.rules.base import Finding, Fix, Rule, Severity, remove, set_value
from designer.rules.polled import ordered, polled
from designer.rules.settings import fits, quoted

_API = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
_POLLERS = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"
_BROKER = "arn:aws:mq:eu-west-1:123456789012:broker:orders:b-0a1b2c3d-4e5f-6789-abcd-ef0123456789"
_CLUSTER = "arn:aws:kafka:eu-west-1:123456789012:cluster/events/0a1b2c3d-4e5f-6789-abcd-ef0123456789-1"
_ENDING = "topic: orders, on_failure: failed, maximum_retries: 3, pollers: {}"


def _example(trigger: str, region: str = "eu-west-1") -> str:
    return f"""
name: shop
region: {region}
functions: {{bill: {{triggers: {{orders: {{{trigger}}}}}}}}}
secrets: {{user: {{}}}}
queues: {{failed: {{}}}}
"""


class BrokerTriggerConfig(Rule):
    """A trigger does not say well enough what it reads, or where its broker or cluster is.

    The deployment fails: a managed one is named by its ARN, any other by addresses with their ports; and
    a trigger reads one queue, one topic or one database.
    """

    id = "broker-trigger-config"
    severity = Severity.ERROR
    topic = "brokers"
    source = _API
    bad = _example("type: mq, broker: orders, queue: orders, secret: user")
    good = _example(f"type: mq, broker: '{_BROKER}', queue: orders, secret: user")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every ARN and every address without the form."""
        del today
        for path, text, key in _named(blueprint):
            form = catalog.pattern(key)
            if not fits(form, text):
                yield self.finding(path, f"{quoted(text)} has to be {form.says}.")
        for _, trigger in blueprint.each_trigger(SelfManagedKafkaTrigger):
            if not trigger.value.servers:
                yield self.finding(trigger / "servers", "There is no server; Lambda needs at least one.")
        for path, text in _read(blueprint):
            if not text.strip():
                yield self.finding(path, f"The {path[-1]} has no name; Lambda reads exactly one.")


def _named(blueprint: Blueprint) -> Iterator[tuple[Path, str, str]]:
    """What is named by ARN or address, where, and the catalog's form of it."""
    for _, msk in blueprint.each_trigger(MskTrigger):
        yield msk / "cluster", msk.value.cluster, "kafka.cluster_arn"
    for _, kafka in blueprint.each_trigger(SelfManagedKafkaTrigger):
        for index, server in enumerate(kafka.value.servers):
            yield (*kafka.path, "servers", index), server, "kafka.server"
    for _, mq in blueprint.each_trigger(MqTrigger):
        yield mq / "broker", mq.value.broker, "mq.broker_arn"
    for _, documents in blueprint.each_trigger(DocumentDbTrigger):
        yield documents / "cluster", documents.value.cluster, "documentdb.cluster_arn"


def _read(blueprint: Blueprint) -> Iterator[tuple[Path, str]]:
    """The names of what is read of a broker or a cluster."""
    for _, trigger in ordered(blueprint):
        if isinstance(trigger.value, KafkaTrigger):
            yield trigger / "topic", trigger.value.topic
    for _, mq in blueprint.each_trigger(MqTrigger):
        yield mq / "queue", mq.value.queue
    for _, documents in blueprint.each_trigger(DocumentDbTrigger):
        yield documents / "database", documents.value.database


class KafkaSecretMissing(Rule):
    """Lambda is to sign in to a Kafka cluster with a secret that is not named.

    The deployment fails, or the trigger never polls. A secret that no way to sign in uses does nothing.
    """

    id = "kafka-secret-missing"
    severity = Severity.ERROR
    topic = "brokers"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/msk-cluster-auth.html"
    bad = _example(f"type: msk, cluster: '{_CLUSTER}', authentication: scram, {_ENDING}")
    good = _example(f"type: msk, cluster: '{_CLUSTER}', authentication: scram, secret: user, {_ENDING}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every way to sign in without its secret, and every secret without its use."""
        del today
        for _, trigger in ordered(blueprint):
            if not isinstance(trigger.value, KafkaTrigger):
                continue
            needed, secret = trigger.value.secret_type, trigger.value.secret
            if needed is not None and secret is None:
                message = f"{needed} needs a secret; name the one that Lambda signs in with."
                yield self.finding(trigger / "secret", message, only_secret(blueprint, trigger / "secret"))
            elif needed is None and secret is not None:
                fix = remove("Remove the secret", trigger / "secret")
                message = f"Lambda signs in without {secret}; the authentication uses no secret."
                yield self.finding(trigger / "secret", message, fix, Severity.WARNING)


def only_secret(blueprint: Blueprint, at: Path) -> Fix | None:
    """The fix that names the design's secret there, where it has one only."""
    if len(blueprint.secrets) != 1:
        return None
    (secret,) = blueprint.secrets
    return set_value(f"Sign in with {secret}", at, secret, safe=False)


class KafkaVpcComplete(Rule):
    """Lambda is to poll from a VPC that is not described well enough.

    The deployment fails: subnets and security groups belong together.
    """

    id = "kafka-vpc-complete"
    severity = Severity.ERROR
    topic = "brokers"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html"
    bad = _example(
        "type: kafka, servers: ['kafka.example.com:9096'], secret: user, "
        f"subnets: {{a: subnet-0a1b2c3d}}, {_ENDING}"
    )
    good = _example(
        "type: kafka, servers: ['kafka.example.com:9096'], secret: user, "
        f"subnets: {{a: subnet-0a1b2c3d}}, security_groups: {{own: sg-0a1b2c3d}}, {_ENDING}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger with the one and not the other, and every id without the form."""
        del today
        fields = (("subnets", "ec2.subnet"), ("security_groups", "ec2.security_group"))
        for _, trigger in blueprint.each_trigger(SelfManagedKafkaTrigger):
            if bool(trigger.value.subnets) is not bool(trigger.value.security_groups):
                missing = "security_groups" if trigger.value.subnets else "subnets"
                words = missing.replace("_", " ")
                yield self.finding(trigger / missing, f"There are no {words}; Lambda needs at least one.")
            for field, key in fields:
                form = catalog.pattern(key)
                for name, text in getattr(trigger.value, field).items():
                    if not fits(form, text):
                        message = f"{quoted(text)} has to be {form.says}."
                        yield self.finding((*trigger.path, field, name), message)


class MqVirtualHost(Rule):
    """A virtual host is named for a broker that has none.

    Only RabbitMQ has virtual hosts; Lambda refuses one for ActiveMQ, so it is left out.
    """

    id = "mq-virtual-host"
    severity = Severity.WARNING
    topic = "brokers"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html"
    bad = _example(f"type: mq, broker: '{_BROKER}', queue: orders, secret: user, virtual_host: shop")
    good = BrokerTriggerConfig.good

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every virtual host at ActiveMQ."""
        del today
        for _, trigger in blueprint.each_trigger(MqTrigger):
            if trigger.value.engine == "activemq" and trigger.value.virtual_host is not None:
                at = trigger / "virtual_host"
                message = f"ActiveMQ has no virtual host {quoted(trigger.value.virtual_host)}."
                yield self.finding(at, message, remove("Remove the virtual host", at))


class SqsProvisionedModeRange(Rule):
    """A trigger keeps more pollers ready than it may have.

    The deployment fails: the minimum is at most the maximum.
    """

    id = "sqs-provisioned-mode-range"
    severity = Severity.ERROR
    topic = "sqs"
    source = _POLLERS
    bad = _example("type: sqs, queue: failed, pollers: {minimum: 20, maximum: 10}")
    good = _example("type: sqs, queue: failed, pollers: {minimum: 10, maximum: 20}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every minimum above its maximum."""
        del today
        for trigger, pollers in _provisioned(blueprint):
            if pollers.minimum > pollers.maximum:
                at = (*trigger.path, "pollers", "maximum")
                message = f"{pollers.maximum:,} pollers at most is less than {pollers.minimum:,} at least."
                fix = set_value(f"Raise to {pollers.minimum:,}", at, pollers.minimum, safe=False)
                yield self.finding(at, message, fix)


def _provisioned(
    blueprint: Blueprint,
) -> Iterator[tuple[Node[Polled], ProvisionedPollers | KafkaPollers]]:
    for _, trigger in polled(blueprint):
        pollers = getattr(trigger.value, "pollers", None)
        if pollers is not None:
            yield trigger, pollers


class SqsScalingModesExclusive(Rule):
    """A queue's trigger has both pollers of its own and a limit on what they invoke.

    The deployment fails: the number of pollers is the limit.
    """

    id = "sqs-scaling-modes-exclusive"
    severity = Severity.ERROR
    topic = "sqs"
    source = _POLLERS
    bad = _example("type: sqs, queue: failed, maximum_concurrency: 10, pollers: {}")
    good = _example("type: sqs, queue: failed, pollers: {}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger with both."""
        del today
        for _, trigger in blueprint.each_trigger(SqsTrigger):
            if trigger.value.pollers is not None and trigger.value.maximum_concurrency is not None:
                at = trigger / "maximum_concurrency"
                fix = set_value("Limit by pollers only", at, None, safe=False)
                yield self.finding(at, "It has provisioned pollers, which take no maximum concurrency.", fix)
