"""Rules on networks that the design makes for its functions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.wording import listed
from designer.rules.base import LASTING, Finding, Rule, Severity, all_of, remove, set_value
from designer.rules.settings import hint, quoted

if TYPE_CHECKING:
    from designer.blueprint.resources.network import Network

_VPC = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
_CIDR = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"
_DEFAULT = "10.0.0.0/16"


def _shop(network: str) -> str:
    worker = "worker: {network: {name: inside}}"
    return f"{{name: shop, functions: {{{worker}}}, networks: {{inside: {{{network}}}}}}}"


def _networks(blueprint: Blueprint) -> Iterator[Node[Network]]:
    for name, network in blueprint.networks.items():
        yield Node(("networks", name), network)


class NetworkAddressesValid(Rule):
    """A network's addresses are none, or too many or too few.

    The deployment fails. A network takes whole blocks, and its subnets have to fit in.
    """

    id = "network-addresses-valid"
    severity = Severity.ERROR
    topic = "network"
    source = _CIDR
    bad = _shop("cidr: 10.0.0.0/8")
    good = _shop("cidr: 10.0.0.0/16")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every block that is no IPv4 block, or of another size."""
        del today
        for node in _networks(blueprint):
            widest, narrowest = catalog.number("vpc.widest").value, catalog.number("vpc.narrowest").value
            try:
                fits = widest <= IPv4Network(node.value.cidr).prefixlen <= narrowest
            except ValueError:
                fits = False
            if not fits:
                wanted = f"an IPv4 block of /{widest} to /{narrowest}, such as {_DEFAULT}"
                message = f"{quoted(node.value.cidr)} has to be {wanted}."
                fix = set_value(f"Use {_DEFAULT}", node / "cidr", _DEFAULT, safe=False)
                yield self.finding(node / "cidr", message, fix)


class NetworkZonesValid(Rule):
    """A network's zones are none, or named twice.

    The deployment fails: a zone is a region's name with a letter behind it, and has one subnet here.
    """

    id = "network-zones-valid"
    severity = Severity.ERROR
    topic = "network"
    source = _VPC
    bad = _shop("zones: [eu-west-1a, b]")
    good = _shop("zones: [a, b]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every list of zones that is empty, or has what is no letter, or one twice."""
        del today
        form = catalog.pattern("vpc.zone")
        for node in _networks(blueprint):
            zones = node.value.zones
            if not zones or len(set(zones)) < len(zones) or not all(map(form.matches, zones)):
                message = f"{quoted(', '.join(zones))} has to be letters of zones, each once, like a and b."
                fix = set_value("Use a and b", node / "zones", ["a", "b"], safe=False)
                yield self.finding(node / "zones", message, fix)


class NetworkMultiAz(Rule):
    """A network is in a single zone.

    When that zone fails, so do all functions in it.
    """

    id = "network-multi-az"
    severity = Severity.WARNING
    topic = "network"
    source = _VPC
    profiles = LASTING
    bad = _shop("zones: a")
    good = _shop("zones: [a, b]")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every network with one zone."""
        del today
        for node in _networks(blueprint):
            if len(node.value.zones) == 1:
                message = f"{node.name} is in zone {node.value.zones[0]} only; two or more outlive one."
                more = (*node.value.zones, "b" if node.value.zones[0] != "b" else "a")
                # Not safe: each zone has endpoints and a way out of its own, which cost.
                fix = set_value(f"Add zone {more[-1]}", node / "zones", more, safe=False)
                yield self.finding(node / "zones", message, fix)


class NetworkEndpointKnown(Rule):
    """A network is to have an endpoint that there is none of.

    It would lead nowhere, so none is made, and calls of that service wait until the function times out.
    """

    id = "network-endpoint-known"
    severity = Severity.ERROR
    topic = "network"
    source = "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html"
    bad = _shop("endpoints: simple-queue")
    good = _shop("endpoints: sqs")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every endpoint that the catalog does not know."""
        del today
        for node in _networks(blueprint):
            known = [*catalog.choices("vpc.gateways").values, *catalog.choices("vpc.interfaces").values]
            for index, service in enumerate(node.value.endpoints):
                if service not in known:
                    at = (*node.path, "endpoints", index)
                    message = f"{quoted(service)} is no endpoint{hint(service, known)}"
                    yield self.finding(at, message, remove("Remove it", at, safe=False))


class NetworkSaidTwice(Rule):
    """A function is to run in a network of the design and in existing subnets.

    It runs in one VPC; the ids would be ignored.
    """

    id = "network-said-twice"
    severity = Severity.ERROR
    topic = "network"
    source = _VPC
    bad = """
      name: shop
      functions: {worker: {network: {name: inside, subnets: {a: subnet-0a1b2c3d}}}}
      networks: {inside: {}}
    """
    good = _shop("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with both."""
        del today
        for function in blueprint.each_function():
            network, at = function.value.network, (*function.path, "network")
            found = [each for each in ("subnets", "security_groups") if network and getattr(network, each)]
            if network and network.name and found:
                message = f"{listed(found)} of {function.name} are ignored: it runs in {network.name}."
                edits = [Edit((*at, each), UNSET) for each in found]
                yield self.finding(at, message, all_of(f"Use {network.name} only", edits, safe=False))


class NetworkExisting(Rule):
    """A network that exists is named as one of the design's.

    A design cannot ask for its subnets and groups: name these where functions use them.
    """

    id = "network-existing"
    severity = Severity.ERROR
    topic = "network"
    source = _VPC
    bad = _shop("existing: 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0a1b2c3d4e5f60718'")
    good = _shop("")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every existing network."""
        del today
        for node in _networks(blueprint):
            if node.value.existing is not None:
                message = f"Name subnets and security groups of {node.name} at the functions instead."
                fix = remove("Make a new one", node / "existing", safe=False)
                yield self.finding(node / "existing", message, fix)
