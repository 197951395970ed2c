"""Capacity providers that the design makes: their place, what Lambda may do for them, who runs on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.blueprint.file import load
from designer.build import build_graph
from designer.exporters import exporter
from designer.graph import Attribute, Ref, ResourceGraph, Role
from designer.graph.compute import Function
from designer.graph.instances import CapacityProvider
from tests.rules.judging import design, found

GIVEN = "arn:aws:lambda:us-east-1:123456789012:capacity-provider:given"
DESIGN = Path(__file__).parent / "coverage" / "designs" / "instances.yaml"


def text(provider: str, named: str = "large") -> str:
    worker = f"{{memory_size: 2048, capacity: {{provider: '{named}'}}}}"
    return f"""
      name: shop
      functions: {{worker: {worker}}}
      networks: {{inside: {{}}}}
      capacity_providers: {{large: {{{provider}}}}}
    """


def built(provider: str, named: str = "large") -> ResourceGraph:
    return build_graph(design(text(provider, named)))


def test_a_provider_is_in_the_network_of_the_design() -> None:
    provider = built("network: inside").resource("capacity_provider.large")
    assert isinstance(provider, CapacityProvider)
    assert provider.subnets[0] == Ref("subnet.inside.a", Attribute.ID)
    assert provider.security_groups == (Ref("security_group.inside", Attribute.ID),)


@pytest.mark.parametrize(
    ("provider", "named", "expected"),
    [
        ("network: inside", "large", Ref("capacity_provider.large", Attribute.ARN)),
        (f"existing: '{GIVEN}'", "large", GIVEN),
        ("network: inside", GIVEN, GIVEN),
    ],
)
def test_a_function_names_it_or_says_its_arn(provider: str, named: str, expected: object) -> None:
    function = built(provider, named).resource("function.worker")
    assert isinstance(function, Function)
    assert function.capacity is not None
    assert function.capacity.provider == expected


def test_lambda_may_use_the_providers_own_subnets_and_groups_only() -> None:
    role = built("subnets: {a: subnet-1}, security_groups: {b: sg-2}").resource("role.large")
    assert isinstance(role, Role)
    placed = next(each for each in role.statements if each.sid == "PlaceInstances")
    assert [each.parts[-1] for each in placed.resources if not isinstance(each, str | Ref)] == [
        "subnet-1",
        "sg-2",
    ]
    assert [each.sid for each in role.statements if each.resources == ("*",)] == ["LookAround"]


@pytest.mark.parametrize(("name", "version"), [("terraform", "6.24"), ("cdk-python", "2.232.1")])
def test_newer_versions_are_asked_for(name: str, version: str) -> None:
    requires = exporter(name).export(built("network: inside", GIVEN)).requires
    assert version in [each.version for each in requires]


def test_cdk_calls_the_memory_as_it_is_called_there() -> None:
    graph = build_graph(load(DESIGN).blueprint)
    files = exporter("cdk-python").export(graph).files
    stack = next(each.text for each in files if each.path.endswith("stack.py"))
    assert "execution_environment_memory_gib_per_v_cpu=4" in stack
    assert "max_v_cpu_count=settings.large_maximum_vcpus" in stack


@pytest.mark.parametrize(
    ("place", "findings"),
    [
        ("network: inside", 0),
        ("subnets: {a: subnet-1}, security_groups: {b: sg-2}", 0),
        ("subnets: {a: subnet-1}", 1),
        ("", 2),
        ("network: inside, subnets: {a: subnet-1}", 1),
    ],
)
def test_a_provider_has_one_place(place: str, findings: int) -> None:
    assert len(found(text(place), "capacity-provider-placed")) == findings


@pytest.mark.parametrize(("count", "findings"), [(16, 0), (17, 1)])
def test_a_provider_has_sixteen_subnets(count: int, findings: int) -> None:
    subnets = ", ".join(f"s{number}: subnet-{number}" for number in range(count))
    place = f"subnets: {{{subnets}}}, security_groups: {{b: sg-2}}"
    assert len(found(text(place), "capacity-provider-placed")) == findings
