"""Rules on networks that exist: what has to be reached from there, which no design can tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import Path
from designer.blueprint.calls import called
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.documentdb import DocumentDbTrigger
from designer.blueprint.triggers.kafka import MskTrigger, SelfManagedKafkaTrigger
from designer.blueprint.triggers.mq import MqTrigger
from designer.blueprint.wording import listed
from designer.rules.base import LASTING, Finding, Rule, Severity

_BROKER = "arn:aws:mq:eu-west-1:123456789012:broker:orders:b-0a1b2c3d-4e5f-6789-abcd-ef0123456789"


def _existing(function: str) -> str:
    network = "network: {subnets: {a: subnet-0a1b2c3d}, security_groups: {own: sg-0a1b2c3d}}"
    return f"{{name: shop, functions: {{worker: {{{network}, {function}}}}}, queues: {{jobs: {{}}}}}}"


def _polled(trigger: str) -> str:
    triggers = f"triggers: {{work: {{{trigger}}}}}"
    more = "secrets: {user: {}}, queues: {jobs: {}}"
    return f"{{name: shop, functions: {{worker: {{{triggers}}}}}, {more}}}"


class NetworkWaysOut(Rule):
    """A function in existing subnets calls what nobody can tell whether it reaches from there.

    Subnets of a VPC lead to AWS by a NAT gateway or by endpoints only; a public subnet does not help, for
    functions have no public address. Without a way the call hangs until the function times out.
    """

    id = "network-ways-out"
    severity = Severity.INFO
    topic = "network"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html"
    profiles = LASTING
    bad = _existing("scopes: {jobs: send}")
    good = _existing("asynchronous: {on_failure: jobs}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function in existing subnets that calls services itself; what Lambda sends needs no way."""
        del today
        for function in blueprint.each_function():
            network = function.value.network
            services = called(function, blueprint) if network is not None and network.subnets else ()
            if services:
                message = (
                    f"It calls {listed(services)}: its subnets need a NAT gateway, or endpoints for that."
                )
                yield self.finding(function / "network", message)


class NetworkPollerWaysOut(Rule):
    """Lambda polls a broker or a cluster in that one's network, and has to get out of there as well.

    From those subnets the poller calls Lambda and STS, and Secrets Manager where it signs in with a secret.
    Without a NAT gateway or endpoints there it never reads anything, and only the trigger's state tells.
    The function's own network plays no part.
    """

    id = "network-poller-ways-out"
    severity = Severity.INFO
    topic = "network"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html"
    profiles = LASTING
    bad = _polled(f"type: mq, queue: orders, broker: '{_BROKER}', secret: user")
    good = _polled("type: sqs, queue: jobs")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose source lies in a network that the design does not make."""
        del today
        for path, signs_in in _in_networks(blueprint):
            services = ("lambda", "sts", *(["secretsmanager"] if signs_in else []))
            message = (
                f"Lambda polls from the source's own subnets; there it needs a way to {listed(services)}."
            )
            yield self.finding(path, message)


def _in_networks(blueprint: Blueprint) -> Iterator[tuple[Path, bool]]:
    """Every trigger whose source is polled in a network, and whether with a secret."""
    for _, msk in blueprint.each_trigger(MskTrigger):
        yield msk.path, msk.value.secret is not None
    for _, mq in blueprint.each_trigger(MqTrigger):
        yield mq.path, True
    for _, documents in blueprint.each_trigger(DocumentDbTrigger):
        yield documents.path, True
    for _, kafka in blueprint.each_trigger(SelfManagedKafkaTrigger):
        if kafka.value.subnets:
            yield kafka.path, kafka.value.secret is not None
