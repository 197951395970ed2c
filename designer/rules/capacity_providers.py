"""Rules on capacity providers: they have places to run in, and suit the functions that run on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit
from designer.blueprint.document import Blueprint
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.settings import fits, outside, quoted

_INSTANCES = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html"
_PROVIDERS = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html"


def _shop(provider: str, function: str = "") -> str:
    worker = f"worker: {{memory_size: 2048, capacity: {{provider: large}}{function}}}"
    return (
        f"{{name: shop, functions: {{{worker}}}, networks: {{inside: {{}}}}, "
        f"capacity_providers: {{large: {{{provider}}}}}}}"
    )


class CapacityProviderPlaced(Rule):
    """Instances have nowhere to run, or two places at once.

    A capacity provider has subnets and security groups: those of a network of the design, or existing
    ones. AWS refuses it without.
    """

    id = "capacity-provider-placed"
    severity = Severity.ERROR
    topic = "network"
    source = _PROVIDERS
    bad = _shop("")
    good = _shop("network: inside, maximum_vcpus: 32")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new provider without a place, with two, or with too many subnets or groups."""
        del today
        for name, provider in blueprint.capacity_providers.items():
            at = ("capacity_providers", name)
            if provider.existing is not None:
                continue
            for field in ("subnets", "security_groups"):
                allowed, given = catalog.limits(f"instances.{field}"), len(getattr(provider, field))
                if provider.network is not None and given:
                    message = f"Ignored: {name} runs in {provider.network}."
                    fix = remove(f"Use {provider.network} only", (*at, field), safe=False)
                    yield self.finding((*at, field), message, fix)
                elif provider.network is None and given not in allowed:
                    message = f"{outside(given, allowed)} Or name a network."
                    yield self.finding((*at, field), message, _in_network(blueprint, name))


def _in_network(blueprint: Blueprint, name: str) -> Fix | None:
    """The fix that runs a provider in the design's network, where there is one only."""
    if len(blueprint.networks) != 1:
        return None
    (network,) = blueprint.networks
    provider, at = blueprint.capacity_providers[name], ("capacity_providers", name)
    given = [field for field in ("subnets", "security_groups") if getattr(provider, field)]
    edits = [Edit((*at, "network"), network), *(Edit((*at, field), UNSET) for field in given)]
    return all_of(f"Run it in {network}", edits, safe=False)


class CapacityProviderSuits(Rule):
    """A function is built for another processor than the instances that it runs on.

    Lambda refuses it.
    """

    id = "capacity-provider-suits"
    severity = Severity.ERROR
    topic = "function"
    source = _INSTANCES
    bad = _shop("network: inside, maximum_vcpus: 32", ", architecture: x86_64")
    good = _shop("network: inside, maximum_vcpus: 32, architecture: x86_64", ", architecture: x86_64")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function of another architecture than its new provider."""
        del today
        for function in blueprint.each_function():
            named = function.value.capacity.provider if function.value.capacity else ""
            provider = blueprint.capacity_providers.get(named)
            if provider is None or provider.existing is not None:
                continue
            if function.value.architecture != provider.architecture:
                message = f"{function.value.architecture}, but {named} has {provider.architecture}."
                at = blueprint.origin(function.name, "architecture")
                fix = set_value(f"Build for {provider.architecture}", at, provider.architecture, safe=False)
                yield self.finding(at, message, fix)


class CapacityProviderUnlimited(Rule):
    """Nothing limits how many instances are started.

    They are billed for as long as they run, whatever is invoked on them.
    """

    id = "capacity-provider-unlimited"
    severity = Severity.WARNING
    topic = "cost"
    source = _PROVIDERS
    profiles = LASTING
    bad = _shop("network: inside")
    good = _shop("network: inside, maximum_vcpus: 32")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new provider without a limit."""
        del today
        for name, provider in blueprint.capacity_providers.items():
            if provider.existing is None and provider.maximum_vcpus is None:
                at = ("capacity_providers", name, "maximum_vcpus")
                yield self.finding(at, f"{name} may start instances without limit; say how many vCPUs.")


class CapacityProviderValid(Rule):
    """A capacity provider or an instance type is named in a form that AWS does not know.

    The deployment fails.
    """

    id = "capacity-provider-valid"
    severity = Severity.ERROR
    topic = "function"
    source = _PROVIDERS
    bad = _shop("network: inside, maximum_vcpus: 32, instance_types: m8g_xlarge")
    good = _shop("network: inside, maximum_vcpus: 32, instance_types: m8g.xlarge")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every ARN and every instance type without its form."""
        del today
        arn, kind = catalog.pattern("lambda.capacity_provider"), catalog.pattern("instances.type")
        for function in blueprint.each_function():
            named = function.value.capacity.provider if function.value.capacity else ""
            if named.startswith("arn:") and not fits(arn, named):
                at = (*function.path, "capacity", "provider")
                yield self.finding(at, f"{quoted(named)} has to be {arn.says}.")
        for name, provider in blueprint.capacity_providers.items():
            for index, each in enumerate(provider.instance_types):
                if not kind.matches(each):
                    at = ("capacity_providers", name, "instance_types", index)
                    fix = remove("Leave it out", at, safe=False)
                    yield self.finding(at, f"{quoted(each)} has to be {kind.says}.", fix)
