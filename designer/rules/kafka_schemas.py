"""Rules on the registries that records of Kafka are checked against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.kafka import KafkaTrigger, MskTrigger, SelfManagedKafkaTrigger
from designer.blueprint.triggers.kafka_schemas import SchemaRegistry
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.brokers import only_secret
from designer.rules.settings import fits, not_one_of, pick, quoted

_SCHEMAS = "https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html"
_CLUSTER = "arn:aws:kafka:eu-west-1:123456789012:cluster/events/0a1b2c3d-4e5f-6789-abcd-ef0123456789-1"
_GLUE = "uri: 'arn:aws:glue:eu-west-1:123456789012:registry/orders'"
_CONFLUENT = "uri: 'https://schemas.example.com'"
_KEPT = "pollers: {minimum: 1, maximum: 2}"


def _example(schemas: str, pollers: str = _KEPT) -> str:
    trigger = f"type: msk, cluster: '{_CLUSTER}', topic: orders, {pollers}, schemas: {{{schemas}}}"
    return f"{{name: shop, functions: {{bill: {{triggers: {{t: {{{trigger}}}}}}}}}, secrets: {{user: {{}}}}}}"


def _checked(blueprint: Blueprint) -> Iterator[tuple[Node[KafkaTrigger], Node[SchemaRegistry]]]:
    """Every trigger whose records are checked."""
    for kind in (MskTrigger, SelfManagedKafkaTrigger):
        for _, trigger in blueprint.each_trigger(kind):
            if trigger.value.schemas is not None:
                yield (
                    Node(trigger.path, trigger.value),
                    Node(trigger / "schemas", trigger.value.schemas),
                )


class KafkaSchemasPollers(Rule):
    """Records are to be checked against a registry by pollers that are not kept ready.

    The deployment fails: Lambda checks schemas with provisioned pollers only.
    """

    id = "kafka-schemas-pollers"
    severity = Severity.ERROR
    topic = "brokers"
    source = _SCHEMAS
    bad = _example(_GLUE, "batch_size: 100")
    good = _example(_GLUE)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every such trigger without provisioned pollers."""
        del today
        for trigger, _ in _checked(blueprint):
            if trigger.value.pollers is None:
                fix = set_value("Keep pollers ready", trigger / "pollers", {}, safe=False)
                message = "Schemas are checked by provisioned pollers only; say how many."
                yield self.finding(trigger / "pollers", message, fix)


class KafkaSchemasValid(Rule):
    """A registry of schemas is none that Lambda can use, or checks nothing.

    The deployment fails. A registry of Glue is named by its ARN, one of Confluent's by its URL.
    """

    id = "kafka-schemas-valid"
    severity = Severity.ERROR
    topic = "brokers"
    source = _SCHEMAS
    bad = _example("uri: orders")
    good = _example(_GLUE)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every registry without the form, every check with another name, and none at all."""
        del today
        form, known = catalog.pattern("kafka.registry"), catalog.choices("kafka.checks").values
        for _, schemas in _checked(blueprint):
            if not fits(form, schemas.value.uri):
                yield self.finding(schemas / "uri", f"{quoted(schemas.value.uri)} has to be {form.says}.")
            if not schemas.value.checks:
                fix = set_value("Check values", schemas / "checks", ("VALUE",), safe=False)
                yield self.finding(schemas / "checks", "It checks nothing; name VALUE, KEY or both.", fix)
            for index, each in enumerate(schemas.value.checks):
                if each not in known:
                    at = (*schemas.path, "checks", index)
                    yield self.finding(at, not_one_of(each, known), pick(at, each, known))


class KafkaSchemasSecret(Rule):
    """Lambda signs in to a registry of schemas in a way that does not fit it.

    A registry of Glue goes by the function's role; one of Confluent's needs a secret unless it is open.
    """

    id = "kafka-schemas-secret"
    severity = Severity.ERROR
    topic = "brokers"
    source = _SCHEMAS
    bad = _example(f"{_CONFLUENT}, authentication: basic")
    good = _example(f"{_CONFLUENT}, authentication: basic, secret: user")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every way to sign in without its secret, every secret without its use."""
        del today
        for _, schemas in _checked(blueprint):
            said = schemas.value
            if said.is_glue:
                for field in ("secret", "certificate"):
                    if getattr(said, field) is not None:
                        fix = remove("Go by the role", schemas / field, safe=False)
                        message = "A registry of Glue goes by the function's role."
                        yield self.finding(schemas / field, message, fix)
            elif said.authentication != "none" and said.secret is None:
                message = f"{said.authentication} needs a secret; name the one that Lambda signs in with."
                yield self.finding(schemas / "secret", message, only_secret(blueprint, schemas / "secret"))
            elif said.authentication == "none" and said.secret is not None:
                fix = set_value("Sign in with it", schemas / "authentication", "basic", safe=False)
                yield self.finding(schemas / "secret", "Lambda does not sign in, so it is not used.", fix)
