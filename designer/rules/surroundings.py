"""Rules on what a function runs in and on: layers, networks, other regions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.referring import each_use
from designer.blueprint.triggers.types import HTTP_API
from designer.rules.base import LASTING, Finding, Rule, Severity, remove
from designer.rules.consumers import new_queues
from designer.rules.polled import polled
from designer.rules.settings import fits, quoted

_LAYERS = "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"
_VPC = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
_LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:tools"


class LayerArnValid(Rule):
    """A layer is named by what is not the ARN of one of its versions.

    The deployment fails: Lambda never takes the newest version by itself, so the number belongs to it.
    """

    id = "layer-arn-valid"
    severity = Severity.ERROR
    topic = "function"
    source = _LAYERS
    bad = f"{{name: shop, functions: {{worker: {{layers: ['{_LAYER}']}}}}}}"
    good = f"{{name: shop, functions: {{worker: {{layers: ['{_LAYER}:3']}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every layer without the form."""
        del today
        form = catalog.pattern("lambda.layer")
        for function, at, layer in outside_layers(blueprint):
            if "arn:" in layer and not fits(form, layer):
                message = f"{quoted(layer)} of {function.name} has to be {form.says}."
                yield self.finding(at, message, remove("Remove the layer", at, safe=False))


class LayersUnique(Rule):
    """A function has the same layer twice.

    Lambda refuses it, also where the versions differ: files of one would hide those of the other.
    """

    id = "layers-unique"
    severity = Severity.ERROR
    topic = "function"
    source = _LAYERS
    bad = f"{{name: shop, functions: {{worker: {{layers: ['{_LAYER}:3', '{_LAYER}:4']}}}}}}"
    good = f"{{name: shop, functions: {{worker: {{layers: ['{_LAYER}:4']}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every layer that comes second in a function."""
        del today
        seen: set[tuple[str, str]] = set()
        for function, at, layer in every_layer(blueprint):
            head, _, version = layer.rpartition(":")
            key = (function.name, head if version.isdigit() else layer)
            if key in seen:
                message = f"{function.name} has the layer {quoted(key[1].rpartition(':')[2])} already."
                yield self.finding(at, message, remove("Remove the layer", at, safe=False))
            seen.add(key)


class LayersMaxFive(Rule):
    """A function has more layers than Lambda takes.

    The deployment fails. Layers can be merged, and what one function needs belongs into its package.
    """

    id = "layers-max-five"
    severity = Severity.ERROR
    topic = "function"
    source = _LAYERS
    bad = f"{{name: shop, functions: {{worker: {{layers: {[f'{_LAYER}-{n}:1' for n in range(6)]}}}}}}}"
    good = f"{{name: shop, functions: {{worker: {{layers: {[f'{_LAYER}-{n}:1' for n in range(5)]}}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with too many; which of them it can do without only its author knows."""
        del today
        allowed = catalog.limits("lambda.layers")
        for function in blueprint.each_function():
            count = len(function.value.layers)
            if count not in allowed:
                yield self.finding(function / "layers", f"{count} layers is outside {allowed}.")


def outside_layers(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Path, str]]:
    """Every layer of a function that is none of the design's: the function, where it is named, and how."""
    for function in blueprint.each_function():
        for index, layer in enumerate(function.value.layers):
            if layer not in blueprint.layers or "arn:" in layer:
                yield function, (*function.path, "layers", index), layer


def every_layer(blueprint: Blueprint) -> Iterator[tuple[Node[Function], Path, str]]:
    """Every layer of a function: its ARN where it exists already, else its name in the design."""
    for function in blueprint.each_function():
        for index, name in enumerate(function.value.layers):
            own = blueprint.layers.get(name)
            yield function, (*function.path, "layers", index), (own.existing if own else None) or name


class VpcConfigComplete(Rule):
    """A function is to run in a VPC that is not described well enough.

    The deployment fails: Lambda needs the ids of at least one subnet and one security group, and takes
    a limited number of each.
    """

    id = "vpc-config-complete"
    severity = Severity.ERROR
    topic = "network"
    source = _VPC
    bad = "{name: shop, functions: {worker: {network: {subnets: {a: subnet-0a1b2c3d}, security_groups: {}}}}}"
    good = """
      name: shop
      functions:
        worker:
          network:
            subnets: {a: subnet-0a1b2c3d, b: subnet-1a2b3c4d}
            security_groups: {own: sg-0a1b2c3d}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every network without ids, with too many of them, or with ids without the form."""
        del today
        for function in blueprint.each_function():
            network = function.value.network
            for field, limits, key in _IDS if network and not network.name else ():
                ids, at = getattr(network, field), (*function.path, "network", field)
                allowed, form = catalog.limits(limits), catalog.pattern(key)
                if not ids:
                    fix = remove("Run outside of a VPC", function / "network", safe=False)
                    message = f"There are no {allowed.unit}; the network needs at least one."
                    yield self.finding(at, message, fix)
                elif len(ids) not in allowed:
                    yield self.finding(at, f"{len(ids)} {allowed.unit} is outside {allowed}.")
                for name, text in ids.items():
                    if not fits(form, text):
                        yield self.finding((*at, name), f"{quoted(text)} has to be {form.says}.")


_IDS = (
    ("subnets", "lambda.subnets", "ec2.subnet"),
    ("security_groups", "lambda.security_groups", "ec2.security_group"),
)


class VpcMultiAz(Rule):
    """A function runs in a single subnet.

    A subnet is in one Availability Zone. When that zone fails, so does the function.
    """

    id = "vpc-multi-az"
    severity = Severity.WARNING
    topic = "network"
    source = _VPC
    profiles = LASTING
    bad = """
      name: shop
      functions:
        worker: {network: {subnets: {a: subnet-0a1b2c3d}, security_groups: {own: sg-0a1b2c3d}}}
    """
    good = VpcConfigComplete.good

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every network with one subnet only, however often it is named."""
        del today
        for function in blueprint.each_function():
            network = function.value.network
            if network is not None and len(set(network.subnets.values())) == 1:
                at = (*function.path, "network", "subnets")
                yield self.finding(at, "One subnet is one zone; name subnets of at least two.")


class OtherRegion(Rule):
    """Something that exists is in another region than the design.

    AWS refuses layers and queues to read from another region. APIs are answered in their own region
    only, and a dead-letter queue is where the queue, the rule, the schedule or the subscription is.
    """

    id = "other-region"
    severity = Severity.ERROR
    topic = "references"
    source = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
    yields_to = ("arn-valid",)
    bad = """
      name: shop
      region: eu-west-1
      functions: {worker: {triggers: {poll: {type: sqs, queue: jobs}}}}
      queues: {jobs: {existing: "arn:aws:sqs:us-east-1:123456789012:jobs"}}
    """
    good = """
      name: shop
      region: us-east-1
      functions: {worker: {triggers: {poll: {type: sqs, queue: jobs}}}}
      queues: {jobs: {existing: "arn:aws:sqs:us-east-1:123456789012:jobs"}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every ARN with another region; a warning for APIs, which AWS does not refuse."""
        del today
        known = catalog.choices("aws.region").values
        for at, arn in dict(_local(blueprint)).items():
            region = arn.split(":")[3] if arn.count(":") > 3 else ""
            if region in known and region != blueprint.region:
                refused = at[0] != "apis"
                message = f"It is in {region}, but the design deploys to {blueprint.region}."
                yield self.finding(at, message, None, None if refused else Severity.WARNING)


def _sources(blueprint: Blueprint) -> frozenset[str]:
    """The names of what Lambda polls."""
    triggers = (trigger.value for _, trigger in polled(blueprint))
    return frozenset(getattr(each, each.SOURCE) for each in triggers if each.SOURCE)


def _local(blueprint: Blueprint) -> Iterator[tuple[Path, str]]:
    """The ARNs of what has to be in the design's region, and where they are written."""
    for _, at, layer in outside_layers(blueprint):
        yield at, layer
    queues = {*_sources(blueprint)}
    queues.update(each.value.dead_letter.queue for each in new_queues(blueprint) if each.value.dead_letter)
    queues.update(
        use.name for use in each_use(blueprint) if use.path[-1] == "dead_letter" and len(use.path) > 3
    )
    apis = {trigger.value.api for _, trigger in blueprint.each_trigger(HTTP_API)}
    for node in blueprint.each_thing():
        if node.value.existing is not None and node.name in (apis if node.path[0] == "apis" else queues):
            yield node / "existing", node.value.existing
