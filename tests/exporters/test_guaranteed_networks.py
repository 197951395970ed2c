"""What no blueprint can break of the networks that it makes: they are private, and lead to AWS only."""

from __future__ import annotations

import re

from designer.graph import Ref, Text
from designer.graph.compute import Function
from designer.graph.networks import SecurityGroup, Subnet, Vpc, VpcEndpoint
from tests.exporters.deployed import every, everything


def test_subnets_are_private() -> None:
    assert any(every(Subnet))
    public = r"internet_gateway|InternetGateway|nat_gateway|NatGateway|map_public_ip|MapPublicIp"
    assert [piece for piece in everything() if re.search(public, piece.text)] == []
    routes = r'resource "aws_route" |AWS::EC2::Route\n|ec2\.CfnRoute\('
    assert [piece for piece in everything() if re.search(routes, piece.text)] == []


def test_functions_are_reached_by_nobody_and_reach_little() -> None:
    groups = [*every(SecurityGroup)]
    assert groups
    for found, group in groups:
        assert group.description, (found.name, group.id)
        for opening in group.ingress:
            assert opening.cidr is None, (found.name, group.id)
            assert isinstance(opening.group, Ref), (found.name, group.id)
        ports = [opening.port for opening in group.egress]
        assert set(ports) <= {HTTPS, NFS}, (found.name, group.id)
        everywhere = [each.port for each in group.egress if each.cidr == "0.0.0.0/0"]
        assert set(everywhere) <= {HTTPS}, (found.name, group.id)
    of_functions = {group for _, function in every(Function) for group in _groups(function)}
    for found, group in groups:
        if any(isinstance(each, Ref) and each.target == group.id for each in of_functions):
            assert group.ingress == (), (found.name, group.id)


def _groups(function: Function) -> tuple[Text, ...]:
    return function.network.security_groups if function.network else ()


HTTPS, NFS = 443, 2049
GATEWAYS = ("s3", "dynamodb")


def test_s3_and_dynamodb_are_reached_by_gateways() -> None:
    led = set()
    for found, function in every(Function):
        made = {
            each.target
            for each in (function.network.subnets if function.network else ())
            if isinstance(each, Ref)
        }
        role = found.role(function)
        if not made or role is None:
            continue
        subnet = (
            found.one(next(each for each in function.network.subnets if isinstance(each, Ref)))
            if function.network
            else None
        )
        assert isinstance(subnet, Subnet)
        services = {
            str(action).partition(":")[0] for statement in role.statements for action in statement.actions
        }
        for service in services & set(GATEWAYS):
            endpoints = [
                each
                for each in found.all(VpcEndpoint)
                if each.vpc == subnet.vpc
                and each.type == "Gateway"
                and str(each.service).find(f".{service}'") > 0
            ]
            assert endpoints, (found.name, function.id, service)
            assert all(each.route_tables for each in endpoints)
            led.add(service)
    assert led
    assert any(every(Vpc))
