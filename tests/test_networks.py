"""Networks that a design makes for its functions."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import FORMATS, exporter
from designer.graph import Resource
from designer.graph.compute import Function
from designer.graph.networks import Subnet, VpcEndpoint


def built(network: dict[str, object], **function: object) -> Iterable[Resource]:
    """What a function in a network is deployed as."""
    return build_graph(design(network, **function)).resources


def design(network: dict[str, object], **function: object) -> Blueprint:
    """A function in a network."""
    return Blueprint.model_validate(
        {
            "name": "shop",
            "functions": {"worker": {"network": {"name": "inside"}, **function}},
            "networks": {"inside": network},
            "queues": {"jobs": {}},
            "tables": {"orders": {}},
        }
    )


def endpoints(resources: Iterable[Resource]) -> dict[str, str]:
    """The type of each endpoint by its service."""
    found = [each for each in resources if isinstance(each, VpcEndpoint)]
    return {each.id.rpartition(".")[2]: each.type for each in found}


def test_there_is_an_endpoint_for_each_service_that_functions_call() -> None:
    found = endpoints(built({"endpoints": "kms"}, scopes={"jobs": ["send"], "orders": ["read"]}))

    assert found == {"dynamodb": "Gateway", "kms": "Interface", "sqs": "Interface"}


def test_what_a_function_calls_beside_its_scopes_has_an_endpoint() -> None:
    renews = {"renew": {"type": "secret_rotation", "secret": "password"}}
    design_ = design({}, triggers=renews, durable={"execution_timeout": 3600})
    changed = Blueprint.model_validate({**design_.own(), "secrets": {"password": {}}})

    assert endpoints(build_graph(changed).resources) == {
        "lambda": "Interface",
        "secretsmanager": "Interface",
    }


def test_what_lambda_does_for_a_function_needs_no_endpoint() -> None:
    found = endpoints(
        built(
            {},
            asynchronous={"on_failure": "jobs"},
            dead_letter="jobs",
            tracing="Active",
            triggers={"jobs": {"type": "sqs", "queue": "jobs"}},
        )
    )

    assert found == {}


def test_an_answer_that_is_waited_for_has_an_endpoint_of_its_own() -> None:
    states = {"s": {"type": "succeed"}}
    design_ = design({}, scopes={"quote": ["start_sync", "start"]})
    workflows = {"quote": {"type": "express", "states": states}}
    changed = Blueprint.model_validate({**design_.own(), "workflows": workflows})

    assert endpoints(build_graph(changed).resources) == {"states": "Interface", "sync-states": "Interface"}


def test_without_scopes_there_is_none() -> None:
    assert endpoints(built({})) == {}


def test_the_function_is_in_every_subnet() -> None:
    (function,) = [each for each in built({"zones": ["a", "b", "c"]}) if isinstance(each, Function)]

    assert function.network
    assert [each.target for each in function.network.subnets] == [
        "subnet.inside.a",
        "subnet.inside.b",
        "subnet.inside.c",
    ]


def test_subnets_share_the_addresses() -> None:
    found = [each.cidr for each in built({"cidr": "10.1.0.0/20"}) if isinstance(each, Subnet)]

    assert found == ["10.1.0.0/22", "10.1.4.0/22"]


@pytest.mark.parametrize("cidr", ["10.0.0.1/16", "everything", "10.0.0.0/32", ""])
@pytest.mark.parametrize("format_name", FORMATS)
def test_what_are_no_addresses_is_no_exception(cidr: str, format_name: str) -> None:
    export = exporter(format_name).export(
        build_graph(design({"cidr": cidr, "zones": ["a", "b", "c", "d", "e"]}))
    )

    assert export.files
