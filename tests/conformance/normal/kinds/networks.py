"""Networks: VPCs, subnets, routes, security groups, endpoints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.conformance.normal.exemption import argument, property_
from tests.conformance.normal.form import Json, UnreadableError
from tests.conformance.normal.identification import about, named, tagged
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.values import Found, entries, fixed, flag, listed, mapping, members, pairs, text

_OFF_IN_SUBNETS = (
    "assign_ipv6_address_on_creation",
    "enable_dns64",
    "enable_resource_name_dns_a_record_on_launch",
    "enable_resource_name_dns_aaaa_record_on_launch",
    "ipv6_native",
    "map_public_ip_on_launch",
)
"""What the provider says of every subnet, and what AWS does unasked."""


def _openings(word: str, told: Callable[[Mapping[str, Any]], Any]) -> Callable[[Json], Found]:
    """Each opening by its ends and what it is for."""

    def read(value: Json) -> Found:
        for one in map(mapping, listed(value)):
            yield (word, *map(str, told(one))), True

    return read


def _of_cloudformation(one: Mapping[str, Any]) -> Any:
    _nothing_else(
        one,
        "IpProtocol FromPort ToPort CidrIp SourceSecurityGroupId DestinationSecurityGroupId Description",
    )
    other = one.get("SourceSecurityGroupId") or one.get("DestinationSecurityGroupId")
    ports = (one["IpProtocol"], one["FromPort"], one["ToPort"])
    return (*ports, one.get("CidrIp", other), one["Description"])


def _of_terraform(one: Mapping[str, Any]) -> Any:
    _nothing_else(one, "protocol from_port to_port cidr_blocks security_groups self description")
    others = [*(one.get("cidr_blocks") or ()), *(one.get("security_groups") or ())]
    if len(others) != 1 or one.get("self"):
        raise UnreadableError(f"an opening to {others}")
    other = others[0]
    ports = (one["protocol"], one["from_port"], one["to_port"])
    return (*ports, other, one["description"])


def _nothing_else(one: Mapping[str, Any], known: str) -> None:
    """An opening may be to more than what is read, such as a prefix list."""
    strange = sorted(name for name in set(one) - set(known.split()) if one[name])
    if strange:
        raise UnreadableError(f"an opening with {strange}")


def _aws(type_: str, identification: Any, says: Mapping[str, Any], **more: Any) -> Spelling:
    return Spelling(
        type_, identification, {**says, "timeouts": fixed(expected=None)}, asked={"id": "id"}, **more
    )


KINDS = (
    Kind(
        name="vpc",
        cloudformation=(
            Spelling(
                "AWS::EC2::VPC",
                tagged(),
                {
                    "CidrBlock": text("cidr"),
                    "EnableDnsSupport": flag("dns"),
                    "EnableDnsHostnames": flag("hostnames"),
                    "Tags": pairs("tags"),
                },
                asked={"Ref": "id"},
                unnoticed=(property_("EnableDnsSupport", True),),
            ),
        ),
        terraform=(
            _aws(
                "aws_vpc",
                tagged("tags"),
                {
                    "cidr_block": text("cidr"),
                    "enable_dns_support": flag("dns"),
                    "enable_dns_hostnames": flag("hostnames"),
                    "instance_tenancy": fixed(expected="default"),
                    "assign_generated_ipv6_cidr_block": fixed(expected=None),
                    "tags": entries("tags"),
                },
                unnoticed=(argument("enable_dns_support", True), argument("instance_tenancy", "default")),
            ),
        ),
        answers={"id": "<id of vpc {name}>"},
        defaults={("dns",): True, ("hostnames",): False},
    ),
    Kind(
        name="subnet",
        cloudformation=(
            Spelling(
                "AWS::EC2::Subnet",
                tagged(),
                {
                    "VpcId": text("vpc"),
                    "CidrBlock": text("cidr"),
                    "AvailabilityZone": text("zone"),
                    "Tags": pairs("tags"),
                },
                asked={"Ref": "id"},
            ),
        ),
        terraform=(
            _aws(
                "aws_subnet",
                tagged("tags"),
                {
                    "vpc_id": text("vpc"),
                    "cidr_block": text("cidr"),
                    "availability_zone": text("zone"),
                    "tags": entries("tags"),
                    **dict.fromkeys(_OFF_IN_SUBNETS, fixed(expected=False)),
                },
                unnoticed=tuple(argument(each, False) for each in _OFF_IN_SUBNETS),
            ),
        ),
        answers={"id": "<id of subnet {name}>"},
    ),
    Kind(
        name="route_table",
        cloudformation=(
            Spelling(
                "AWS::EC2::RouteTable",
                tagged(),
                {"VpcId": text("vpc"), "Tags": pairs("tags")},
                asked={"Ref": "id"},
            ),
        ),
        terraform=(
            _aws("aws_route_table", tagged("tags"), {"vpc_id": text("vpc"), "tags": entries("tags")}),
        ),
        answers={"id": "<id of route table {name}>"},
    ),
    Kind(
        name="route_association",
        cloudformation=(
            Spelling(
                "AWS::EC2::SubnetRouteTableAssociation",
                about("{SubnetId}"),
                {"RouteTableId": text("table")},
            ),
        ),
        terraform=(
            _aws("aws_route_table_association", about("{subnet_id}"), {"route_table_id": text("table")}),
        ),
        answers={"id": "<id of route association {name}>"},
    ),
    Kind(
        name="security_group",
        cloudformation=(
            Spelling(
                "AWS::EC2::SecurityGroup",
                named("GroupName"),
                {
                    "GroupDescription": text("description"),
                    "VpcId": text("vpc"),
                    "SecurityGroupIngress": _openings("ingress", _of_cloudformation),
                    "SecurityGroupEgress": _openings("egress", _of_cloudformation),
                    "Tags": pairs("tags"),
                },
                asked={"GroupId": "id"},
            ),
        ),
        terraform=(
            _aws(
                "aws_security_group",
                named("name"),
                {
                    "description": text("description"),
                    "vpc_id": text("vpc"),
                    "ingress": _openings("ingress", _of_terraform),
                    "egress": _openings("egress", _of_terraform),
                    "revoke_rules_on_delete": fixed(expected=False),
                    "tags": entries("tags"),
                },
                unnoticed=(
                    argument("ingress/#/self", False),
                    argument("egress/#/self", False),
                    argument("revoke_rules_on_delete", False),
                ),
            ),
        ),
        answers={"id": "<id of security group {name}>"},
    ),
    Kind(
        name="vpc_endpoint",
        cloudformation=(
            Spelling(
                "AWS::EC2::VPCEndpoint",
                about("{VpcId} {ServiceName}"),
                {
                    "VpcEndpointType": text("type"),
                    "SubnetIds": members("subnet"),
                    "SecurityGroupIds": members("security_group"),
                    "PrivateDnsEnabled": flag("private_dns"),
                    "RouteTableIds": members("route_table"),
                    "Tags": pairs("tags"),
                },
                unnoticed=(property_("VpcEndpointType", "Gateway"),),
            ),
        ),
        terraform=(
            _aws(
                "aws_vpc_endpoint",
                about("{vpc_id} {service_name}"),
                {
                    "vpc_endpoint_type": text("type"),
                    "subnet_ids": members("subnet"),
                    "security_group_ids": members("security_group"),
                    "private_dns_enabled": flag("private_dns"),
                    "route_table_ids": members("route_table"),
                    "tags": entries("tags"),
                },
                unnoticed=(argument("vpc_endpoint_type", "Gateway"),),
            ),
        ),
        answers={"id": "<id of vpc endpoint {name}>"},
        defaults={("type",): "Gateway", ("private_dns",): False},
    ),
)
