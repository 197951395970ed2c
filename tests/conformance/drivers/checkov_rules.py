"""Lists checkov's checks on AWS: ``{framework: {check: [resource type, ...]}}``; run by its environment."""

import json
import logging
import sys
from importlib import import_module
from typing import Any

logging.disable(logging.CRITICAL)

_REGISTRIES = {"terraform": "resource_registry", "cloudformation": "cfn_registry"}


def checks(framework: str) -> dict[str, list[str]]:
    """Every check of one framework with the types of what it looks at."""
    import_module(f"checkov.{framework}.runner")  # which fills the registries
    registry: Any = import_module(f"checkov.{framework}.checks.resource.registry")
    single = getattr(registry, _REGISTRIES[framework])
    found: dict[str, set[str]] = {}
    for by_type in (single.checks, single.wildcard_checks):
        for type_, here in by_type.items():
            for each in here:
                found.setdefault(each.id, set()).add(type_)
    graph = import_module("checkov.common.checks_infra.registry").get_graph_checks_registry(framework)
    graph.load_checks()
    for each in graph.checks:
        found.setdefault(each.id, set()).update(each.resource_types)
    return {name: sorted(types) for name, types in sorted(found.items()) if "_AWS_" in name}


json.dump({framework: checks(framework) for framework in _REGISTRIES}, sys.stdout)
