"""Networks made for functions: private subnets, and endpoints for what the functions call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Node, SameInAllStages, Texts
from designer.blueprint.calls import called
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Context, Entry, Join, Ref, Resource

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_HTTPS = 443


class Network(Thing):
    """A VPC without a way to the internet: a private subnet in each zone, an endpoint for each service."""

    KIND: ClassVar[str] = "vpc"
    LABEL: ClassVar[str] = "Network"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ID,
        "ID of the {} VPC, for whatever else should run in it.",
    )
    NAME_LENGTH: ClassVar[str | None] = None
    ARN: ClassVar[str] = "vpc.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType({"id": Attribute.ID})

    cidr: Annotated[str, SameInAllStages()] = Field(
        "10.0.0.0/16", title="Addresses", description="Private addresses, such as 10.0.0.0/16."
    )
    zones: Annotated[Texts, SameInAllStages()] = Field(
        ("a", "b"),
        title="Zones",
        description="Letters of zones with a subnet each; best two or more.",
    )
    endpoints: Annotated[Texts, SameInAllStages()] = Field(
        (),
        title="More endpoints",
        description="AWS services to be reached beside those of scopes, secrets that are renewed and durable "
        "state, such as ssm. Each but s3 and dynamodb is billed by the hour and zone.",
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The network, subnets with their routes, groups, endpoints."""
        name, physical = node.name, blueprint.physical_name(node.name)
        vpc, tags = Ref(f"vpc.{name}", Attribute.ID), (Entry("Name", physical),)
        yield graph.networks.Vpc(
            id=f"vpc.{name}", label=name, because=self.description, cidr=self.cidr, tags=tags
        )
        yield graph.networks.RouteTable(
            id=f"route_table.{name}", label=name, implied_by=f"vpc.{name}", vpc=vpc, tags=tags
        )
        for zone, cidr in zip(self.zones, self._blocks(), strict=False):
            label = f"{name}-{zone}"
            yield graph.networks.Subnet(
                id=f"subnet.{name}.{zone}",
                label=label,
                implied_by=f"vpc.{name}",
                vpc=vpc,
                cidr=cidr,
                zone=Join((Context.REGION, zone)),
                tags=(Entry("Name", blueprint.physical_name(label)),),
            )
            yield graph.networks.RouteAssociation(
                id=f"route_association.{name}.{zone}",
                label=label,
                implied_by=f"vpc.{name}",
                subnet=Ref(f"subnet.{name}.{zone}", Attribute.ID),
                table=Ref(f"route_table.{name}", Attribute.ID),
            )
        yield self._group(name, blueprint)
        yield from self._ways(name, blueprint)

    def _blocks(self) -> Iterator[str]:
        """A part of the addresses for each zone; of what are no addresses, rules speak."""
        try:
            whole = IPv4Network(self.cidr)
            bits = max(catalog.number("vpc.subnet_bits").value, len(self.zones).bit_length())
            yield from map(str, whole.subnets(prefixlen_diff=bits))
        except ValueError:
            yield from (self.cidr for _ in self.zones)

    def _group(self, name: str, blueprint: Blueprint) -> graph.networks.SecurityGroup:
        return graph.networks.SecurityGroup(
            id=f"security_group.{name}",
            label=name,
            implied_by=f"vpc.{name}",
            name=blueprint.physical_name(name),
            description="Functions in the network.",
            vpc=Ref(f"vpc.{name}", Attribute.ID),
            egress=(
                graph.networks.Opening(_HTTPS, "HTTPS to the endpoints.", cidr="0.0.0.0/0"),
                *self._files(name, blueprint),
            ),
        )

    def _files(self, name: str, blueprint: Blueprint) -> Iterator[graph.networks.Opening]:
        """The way to the file systems that functions in it mount."""
        mounted = (each.value for each in blueprint.each_function() if each.value.file_system)
        if any(each.network and each.network.name == name for each in mounted):
            yield graph.networks.Opening(
                catalog.number("efs.port").value, "NFS to file systems.", cidr=self.cidr
            )

    def _ways(self, name: str, blueprint: Blueprint) -> Iterator[Resource]:
        """The endpoints: gateways in the routes, interfaces in the subnets behind a group of their own."""
        services = self.services(name, blueprint)
        gateways = [each for each in services if each in catalog.choices("vpc.gateways").values]
        others = [each for each in services if each not in gateways]
        group = Ref(f"security_group.{name}.endpoints", Attribute.ID)
        if others:
            yield self._group_of_endpoints(name, blueprint)
        for service in (*gateways, *others):
            inside = service not in gateways
            yield graph.networks.VpcEndpoint(
                id=f"vpc_endpoint.{name}.{service}",
                label=f"{name}-{service}",
                implied_by=f"vpc.{name}",
                vpc=Ref(f"vpc.{name}", Attribute.ID),
                service=Join(("com.amazonaws.", Context.REGION, f".{service}")),
                type="Interface" if inside else "Gateway",
                subnets=self.subnets(name) if inside else (),
                security_groups=(group,) if inside else (),
                route_tables=() if inside else (Ref(f"route_table.{name}", Attribute.ID),),
                tags=(Entry("Name", blueprint.physical_name(f"{name}-{service}")),),
            )

    def _group_of_endpoints(self, name: str, blueprint: Blueprint) -> graph.networks.SecurityGroup:
        functions = Ref(f"security_group.{name}", Attribute.ID)
        return graph.networks.SecurityGroup(
            id=f"security_group.{name}.endpoints",
            label=f"{name}-endpoints",
            implied_by=f"vpc.{name}",
            name=blueprint.physical_name(f"{name}-endpoints"),
            description="Endpoints of AWS services.",
            vpc=Ref(f"vpc.{name}", Attribute.ID),
            ingress=(graph.networks.Opening(_HTTPS, "HTTPS from functions.", group=functions),),
            # Answers need no rule; but where there is none, CloudFormation opens everything.
            egress=(graph.networks.Opening(_HTTPS, "Within the network only.", cidr=self.cidr),),
        )

    def subnets(self, name: str) -> tuple[Ref, ...]:
        """The ids of the subnets."""
        return tuple(Ref(f"subnet.{name}.{zone}", Attribute.ID) for zone in self.zones)

    def services(self, name: str, blueprint: Blueprint) -> tuple[str, ...]:
        """The services that endpoints lead to: those that functions in it call, and more."""
        known = {*catalog.choices("vpc.gateways").values, *catalog.choices("vpc.interfaces").values}
        found: dict[str, None] = {}
        for function in blueprint.each_function():
            network = function.value.network
            if network is None or network.name != name:
                continue
            found |= dict.fromkeys(called(function, blueprint))
        return tuple(sorted({*found, *self.endpoints} & known))
