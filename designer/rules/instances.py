"""Rules on functions that run on instances of one's own account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Rule, Severity, set_value

_PROVIDER = "arn:aws:lambda:eu-west-1:123456789012:capacity-provider:own"


def _example(ratio: int) -> str:
    capacity = f"{{provider: '{_PROVIDER}', memory_per_vcpu: {ratio}}}"
    return f"{{name: shop, functions: {{worker: {{memory_size: 4096, capacity: {capacity}}}}}}}"


class ManagedInstanceLimits(Rule):
    """A function wants memory and processors in a ratio that instances do not come in.

    Lambda refuses it: instances have 2, 4 or 8 GiB for each vCPU.
    """

    id = "managed-instance-limits"
    severity = Severity.ERROR
    topic = "function"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html"
    bad = _example(3)
    good = _example(4)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every ratio between those that there are; what is beyond them is out of range."""
        del today
        known = catalog.choices("lambda.memory_ratios").values
        for function in blueprint.each_function():
            capacity = function.value.capacity
            ratio = capacity.memory_per_vcpu if capacity else None
            if ratio is None or ratio in known or ratio not in catalog.limits("lambda.memory_per_vcpu"):
                continue
            at = (*function.path, "capacity", "memory_per_vcpu")
            wanted = next(each for each in known if each > ratio)
            message = f"{ratio} GiB for each vCPU; instances have {listed(map(str, known))} GiB."
            yield self.finding(at, message, set_value(f"Take {wanted} GiB", at, wanted, safe=False))
