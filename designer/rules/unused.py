"""Rules on what a design has and nothing in it uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.referring import each_use
from designer.blueprint.resources.base import Thing
from designer.rules.base import LASTING, Finding, Rule, Severity, remove

_CREDENTIALS = ("parameters", "secrets")
_JUDGED = (
    "buckets",
    "domains",
    "event_buses",
    "layers",
    "networks",
    "queues",
    "repositories",
    "streams",
    "tables",
    "topics",
    "user_pools",
)
"""The collections of what does nothing alone; APIs and keys have rules of their own."""


class SecretUnused(Rule):
    """Nothing reads a secret or a parameter.

    A credential that nobody misses is renewed by nobody and seen by nobody who takes it. It also costs
    by the month.
    """

    id = "secret-unused"
    severity = Severity.INFO
    topic = "security"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html"
    profiles = LASTING
    whole = True
    bad = "{name: shop, functions: {worker: {}}, secrets: {payment-key: {}}}"
    good = """
      name: shop
      functions: {worker: {environment: {KEY_ARN: "${payment-key.arn}"}, scopes: {payment-key: read}}}
      secrets: {payment-key: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every secret and parameter that no function and no workflow names."""
        del today
        if not blueprint.functions and not blueprint.workflows:
            return  # a design of things alone is for others to use
        for node in _unused(blueprint, _CREDENTIALS):
            fix = remove("Remove it", node.path, safe=False)
            yield self.finding(node.path, f"No function and no workflow reads {node.name}.", fix)


class ResourceUnused(Rule):
    """Nothing in the design has to do with a resource.

    It is clutter, and some of it costs. Mostly a scope or a trigger was forgotten, or removed.
    """

    id = "resource-unused"
    severity = Severity.INFO
    topic = "design"
    source = "https://docs.aws.amazon.com/wellarchitected/latest/framework/cost_decomissioning_resources_decommission.html"
    profiles = LASTING
    whole = True
    bad = "{name: shop, functions: {worker: {}}, queues: {jobs: {}}}"
    good = """
      name: shop
      functions: {worker: {environment: {JOBS: "${jobs.url}"}, scopes: {jobs: send}}}
      queues: {jobs: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every thing that nothing names and that names nothing which would feed it."""
        del today
        if not blueprint.functions:
            return  # a design of things alone is for others to use
        for node in _unused(blueprint, _JUDGED):
            message = f"No function, workflow or other resource of the design uses {node.name}."
            yield self.finding(node.path, message, remove("Remove it", node.path, safe=False))


def _unused(blueprint: Blueprint, collections: tuple[str, ...]) -> Iterator[Node[Thing]]:
    named = {use.name for use in each_use(blueprint)}
    for node in blueprint.each_thing():
        fed = bool(getattr(node.value, "subscriptions", None))
        if node.path[0] in collections and node.name not in named and not fed:
            yield node
