"""Networks that a design makes for its functions: private, without a way to the internet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Vpc(Resource):
    """A virtual private cloud, with DNS inside."""

    KIND: ClassVar[str] = "vpc"

    cidr: Text
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Subnet(Resource):
    """A private subnet in one zone; ``zone`` is its full name."""

    KIND: ClassVar[str] = "subnet"

    vpc: Ref
    cidr: Text
    zone: Text
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteTable(Resource):
    """Routes of private subnets: gateway endpoints add theirs to it."""

    KIND: ClassVar[str] = "route_table"

    vpc: Ref
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteAssociation(Resource):
    """The routes that a subnet has."""

    KIND: ClassVar[str] = "route_association"

    subnet: Ref
    table: Ref


@dataclass(frozen=True, slots=True)
class Opening:
    """A port that is open for TCP: to or from addresses, or members of a security group."""

    port: int
    because: str
    cidr: Text | None = None
    group: Ref | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityGroup(Resource):
    """What its members may reach, and be reached by."""

    KIND: ClassVar[str] = "security_group"

    name: Text
    description: str
    vpc: Ref
    ingress: tuple[Opening, ...] = ()
    egress: tuple[Opening, ...] = ()
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class VpcEndpoint(Resource):
    """A way to one AWS service that does not leave AWS."""

    KIND: ClassVar[str] = "vpc_endpoint"

    vpc: Ref
    service: Text
    type: Literal["Interface", "Gateway"]
    subnets: tuple[Ref, ...] = ()
    security_groups: tuple[Ref, ...] = ()
    route_tables: tuple[Ref, ...] = ()
    tags: tuple[Entry, ...] = ()
