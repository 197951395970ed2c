"""Networks, their subnets, groups and endpoints."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.networks import (
    Opening,
    RouteAssociation,
    RouteTable,
    SecurityGroup,
    Subnet,
    Vpc,
    VpcEndpoint,
)

_FILE = "networks.tf"
_TCP = "tcp"


def _vpc(vpc: Vpc) -> Shape:
    return shape("VPC", CidrBlock=vpc.cidr, EnableDnsSupport=True, EnableDnsHostnames=True)


def _vpc_block(vpc: Vpc) -> tuple[Made, ...]:
    return (made("aws_vpc", group(cidr_block=vpc.cidr, enable_dns_hostnames=True)),)


def _subnet(subnet: Subnet) -> Shape:
    return shape("Subnet", VpcId=subnet.vpc, CidrBlock=subnet.cidr, AvailabilityZone=subnet.zone)


def _subnet_block(subnet: Subnet) -> tuple[Made, ...]:
    settings = group(vpc_id=subnet.vpc, cidr_block=subnet.cidr, availability_zone=subnet.zone)
    return (made("aws_subnet", settings),)


def _association(association: RouteAssociation) -> Shape:
    return shape("SubnetRouteTableAssociation", SubnetId=association.subnet, RouteTableId=association.table)


def _association_block(association: RouteAssociation) -> tuple[Made, ...]:
    settings = group(subnet_id=association.subnet, route_table_id=association.table)
    return (made("aws_route_table_association", settings),)


def _ingress(opening: Opening) -> Shape:
    return shape(
        "Ingress",
        IpProtocol=_TCP,
        FromPort=opening.port,
        ToPort=opening.port,
        CidrIp=opening.cidr,
        SourceSecurityGroupId=opening.group,
        Description=opening.because,
    )


def _egress(opening: Opening) -> Shape:
    return shape(
        "Egress",
        IpProtocol=_TCP,
        FromPort=opening.port,
        ToPort=opening.port,
        CidrIp=opening.cidr,
        DestinationSecurityGroupId=opening.group,
        Description=opening.because,
    )


def _security_group(made_: SecurityGroup) -> Shape:
    return shape(
        "SecurityGroup",
        GroupName=made_.name,
        GroupDescription=made_.description,
        VpcId=made_.vpc,
        SecurityGroupIngress=tuple(map(_ingress, made_.ingress)),
        SecurityGroupEgress=tuple(map(_egress, made_.egress)),
    )


def _opened(kind: str, opening: Opening) -> Shape:
    return block(
        kind,
        description=opening.because,
        protocol=_TCP,
        from_port=opening.port,
        to_port=opening.port,
        cidr_blocks=(opening.cidr,) if opening.cidr else None,
        security_groups=(opening.group,) if opening.group else None,
    )


def _security_group_block(made_: SecurityGroup) -> tuple[Made, ...]:
    settings = group(name=made_.name, description=made_.description, vpc_id=made_.vpc)
    openings = (
        *(_opened("ingress", each) for each in made_.ingress),
        *(_opened("egress", each) for each in made_.egress),
    )
    return (made("aws_security_group", settings, openings),)


def _endpoint(endpoint: VpcEndpoint) -> Shape:
    return shape(
        "VPCEndpoint",
        VpcId=endpoint.vpc,
        ServiceName=endpoint.service,
        VpcEndpointType=endpoint.type,
        SubnetIds=endpoint.subnets,
        SecurityGroupIds=endpoint.security_groups,
        PrivateDnsEnabled=True if endpoint.subnets else None,
        RouteTableIds=endpoint.route_tables,
    )


def _endpoint_block(endpoint: VpcEndpoint) -> tuple[Made, ...]:
    settings = group(
        vpc_id=endpoint.vpc,
        service_name=endpoint.service,
        vpc_endpoint_type=endpoint.type,
        subnet_ids=endpoint.subnets or None,
        security_group_ids=endpoint.security_groups or None,
        private_dns_enabled=True if endpoint.subnets else None,
        route_table_ids=endpoint.route_tables or None,
    )
    return (made("aws_vpc_endpoint", settings),)


_ID = {Attribute.ID: "id"}

KINDS = (
    Kind(
        Vpc,
        CloudFormation("AWS::EC2::VPC", _vpc, {Attribute.ID: REF}),
        Terraform("aws_vpc", _vpc_block, _FILE, _ID),
    ),
    Kind(
        Subnet,
        CloudFormation("AWS::EC2::Subnet", _subnet, {Attribute.ID: REF}),
        Terraform("aws_subnet", _subnet_block, _FILE, _ID),
    ),
    Kind(
        RouteTable,
        CloudFormation(
            "AWS::EC2::RouteTable", lambda table: shape("RouteTable", VpcId=table.vpc), {Attribute.ID: REF}
        ),
        Terraform(
            "aws_route_table",
            lambda table: (made("aws_route_table", group(vpc_id=table.vpc)),),
            _FILE,
            _ID,
        ),
    ),
    Kind(
        RouteAssociation,
        CloudFormation("AWS::EC2::SubnetRouteTableAssociation", _association, {Attribute.ID: REF}),
        Terraform("aws_route_table_association", _association_block, _FILE, _ID),
    ),
    Kind(
        SecurityGroup,
        CloudFormation("AWS::EC2::SecurityGroup", _security_group, {Attribute.ID: Got("GroupId")}),
        Terraform("aws_security_group", _security_group_block, _FILE, _ID),
    ),
    Kind(
        VpcEndpoint,
        CloudFormation("AWS::EC2::VPCEndpoint", _endpoint, {Attribute.ID: REF}),
        Terraform("aws_vpc_endpoint", _endpoint_block, _FILE, _ID),
    ),
)
"""How networks and what is in them are spelt."""
