"""Rules on functions in networks: what they can reach from there, and whether they need to be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.referring import each_use
from designer.rules.base import AUDITED, UNAUDITED, Finding, Rule, Severity, remove, set_value
from designer.rules.settings import quoted

if TYPE_CHECKING:
    from designer.blueprint.resources.network import Network

_INTERNET = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html"
_ENDPOINTS = {"bedrock": "bedrock-runtime", "cloudwatch": "monitoring", "kinesis": "kinesis-streams"}
"""Services whose endpoint has another name than their actions."""
_BY_LAMBDA = frozenset({"ec2", "logs", "xray"})
"""What Lambda does for the function from outside of its network, or without one."""
_PRIVATE = frozenset(
    {"aoss", "docdb-elastic", "elasticache", "elasticfilesystem", "es", "kafka", "kafka-cluster", "memorydb"}
    | {"neptune-db", "rds", "rds-data", "rds-db", "redshift", "redshift-data"}
)
"""The services of what is mostly reached in a network only."""
_SITE = re.compile(r"https?://(?P<host>[^/:\s]+)")
_HOST = re.compile(
    r"(?i)(^|_)(host|endpoint|addr(ess)?|server|db|database|redis|cache|proxy|dsn|url|uri)(_|$)"
)


class VpcNoEgress(Rule):
    """A function calls what its network has no way to.

    The network has no way to the internet, only endpoints. Without one the call hangs until the function
    times out.
    """

    id = "vpc-no-egress"
    severity = Severity.WARNING
    topic = "network"
    source = _INTERNET
    bad = """
      name: shop
      functions:
        worker: {network: {name: inside}, statements: [{actions: bedrock:InvokeModel, resources: "*"}]}
      networks: {inside: {}}
    """
    good = bad.replace("inside: {}", "inside: {endpoints: bedrock-runtime}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every service that a statement allows, and every site of the environment, without an endpoint.

        What functions have scopes on has its endpoint already.
        """
        del today
        for function in blueprint.each_function():
            name = function.value.network.name if function.value.network else None
            network = blueprint.networks.get(name or "")
            if name is None or network is None or network.existing is not None:
                continue
            reached = network.services(name, blueprint)
            for service in _called(function):
                if service not in reached:
                    yield self._closed(function, Node(("networks", name), network), service)
            for variable, host in _sites(function):
                message = (
                    f"{name} has no way to the internet, so {function.name} cannot reach {quoted(host)}."
                )
                yield self.finding((*function.path, "environment", variable), message)

    def _closed(self, function: Node[Function], network: Node[Network], service: str) -> Finding:
        at = network / "endpoints"
        if service not in catalog.choices("vpc.interfaces").values:
            message = f"{network.name} has no way to {service}, which {function.name} may call."
            return self.finding(function / "network", message)
        fix = set_value(f"Add an endpoint for {service}", at, (*network.value.endpoints, service), safe=False)
        message = f"{network.name} has no endpoint for {service}, which {function.name} may call."
        return self.finding(at, message, fix)


def _called(function: Node[Function]) -> Iterator[str]:
    """The endpoints of the services that the function's own statements allow to call."""
    services = dict.fromkeys(
        action.partition(":")[0].lower()
        for statement in function.value.statements
        if statement.effect == "Allow"
        for action in statement.actions
    )
    for service in services:
        if service.replace("-", "").isalnum() and service not in _BY_LAMBDA:
            yield _ENDPOINTS.get(service, service)


def _sites(function: Node[Function]) -> Iterator[tuple[str, str]]:
    for name, value in function.value.environment.items():
        found = _SITE.match(value)
        host = found["host"] if found else ""
        if "." in host and "$" not in host and not host.endswith((".internal", ".local")):
            yield name, host


class VpcNotNeeded(Rule):
    """A function runs in a VPC and uses nothing that is there.

    What AWS offers over its public addresses can be used from anywhere. The VPC adds cost, addresses that
    run out, and a way to fail.
    """

    id = "vpc-not-needed"
    severity = Severity.INFO
    topic = "network"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
    profiles = UNAUDITED
    bad = """
      name: shop
      functions:
        worker: {network: {name: inside}, environment: {JOBS: "${jobs.url}"}, scopes: {jobs: send}}
      queues: {jobs: {}}
      networks: {inside: {}}
    """
    good = """
      name: shop
      functions:
        worker: {network: {name: inside}, environment: {DB_HOST: orders.internal}}
      networks: {inside: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function in a network without a sign of what is reached there; audits want them in one."""
        del today
        for function in blueprint.each_function():
            if function.value.network is not None and not _needs_network(function, blueprint):
                message = f"{function.name} names nothing that is reached in a VPC only, such as a database."
                fix = remove("Run outside of a VPC", function / "network", safe=False)
                yield self.finding(function / "network", message, fix)


def _needs_network(function: Node[Function], blueprint: Blueprint) -> bool:
    """Whether the function mounts, reads or is told of something that may well be private."""
    part = function.value
    if part.file_system is not None or part.image is not None:
        return True
    allowed = {
        action.partition(":")[0].lower() for statement in part.statements for action in statement.actions
    }
    if allowed & _PRIVATE or any(_is_place(name, value) for name, value in part.environment.items()):
        return True
    # Who is given a password mostly signs in to a database.
    credentials = ("parameters", "secrets")
    return any(
        (use.target(blueprint) or ("",))[0] in credentials
        for use in each_use(blueprint)
        if use.path[:2] == function.path
    )


def _is_place(name: str, value: str) -> bool:
    return "${" not in value and (_HOST.search(name) is not None or "://" in value)


class VpcAbsent(Rule):
    """A function runs outside of a VPC, where an auditor may want it in one.

    Some catalogues of controls ask for it. AWS itself advises a VPC only for what has no public address,
    so only designs that are audited are asked.
    """

    id = "vpc-absent"
    severity = Severity.INFO
    topic = "network"
    source = "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-3"
    profiles = AUDITED
    bad = "{name: shop, profile: regulated, functions: {worker: {}}}"
    good = """
      name: shop
      profile: regulated
      functions: {worker: {network: {name: inside}}}
      networks: {inside: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function without a network; where the design has just one, it is the fix."""
        del today
        names = [name for name, each in blueprint.networks.items() if each.existing is None]
        for function in blueprint.each_function():
            if function.value.network is None and function.value.capacity is None:
                at = function / "network"
                fix = None
                if len(names) == 1:
                    fix = set_value(f"Run in {names[0]}", at, {"name": names[0]}, safe=False)
                message = f"{function.name} runs outside of a VPC; some audits ask for one."
                yield self.finding(at, message, fix)
