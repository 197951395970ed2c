"""Capacity providers: EC2 instances of one's own account that Lambda manages and runs functions on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import (
    Advanced,
    FrozenDict,
    Int,
    Limits,
    Named,
    Node,
    OneOf,
    RefersTo,
    SameInAllStages,
    Texts,
)
from designer.blueprint.resources.base import Encrypted, Thing
from designer.graph import Attribute, Condition, Context, Join, Part, Ref, Resource, Role, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_EC2 = ("arn:", Context.PARTITION, ":ec2:", Context.REGION, ":", Context.ACCOUNT, ":")
_MANAGED = Condition("StringEquals", "ec2:ManagedResourceOperator", ("scaler.lambda.amazonaws.com",))
_OF_AMAZON = Condition("StringEquals", "ec2:Owner", ("amazon",))


class CapacityProvider(Encrypted):
    """Where the instances run, and of which kinds; Lambda starts and ends them."""

    KIND: ClassVar[str] = "capacity_provider"
    LABEL: ClassVar[str] = "Capacity provider"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ARN,
        "ARN of the {} capacity provider, on whose instances functions run.",
    )
    NAME_LENGTH: ClassVar[str | None] = "instances.name_length"
    ARN: ClassVar[str] = "lambda.capacity_provider"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType({"arn": Attribute.ARN})

    network: Annotated[str | None, RefersTo(("networks",))] = Field(
        None, title="Network", description="Network of this blueprint; or the subnets and groups below."
    )
    subnets: Named[str] = Field(
        default_factory=FrozenDict,
        title="Subnets",
        description="Ids of existing subnets, by names of your own; best in three zones.",
    )
    security_groups: Named[str] = Field(
        default_factory=FrozenDict,
        title="Security groups",
        description="Ids of existing security groups, by names of your own.",
    )
    architecture: Annotated[str, OneOf("lambda.architecture"), SameInAllStages()] = Field(
        "arm64",
        title="Architecture",
        description="Of the instances, and of every function that runs on them.",
    )
    instance_types: Annotated[Texts, SameInAllStages()] = Field(
        (), title="Instance types", description="Such as m8g.xlarge; all that suit when empty."
    )
    maximum_vcpus: Annotated[Int | None, Limits("instances.vcpus")] = Field(
        None, title="vCPUs", description="Most vCPUs of all instances together; what runs is billed."
    )
    cpu_target: Annotated[Int | None, Limits("instances.cpu"), Advanced()] = Field(
        None,
        title="CPU target",
        description="Percent of CPU that instances are to use; Lambda decides when unset.",
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The provider, and the role by which Lambda manages its instances."""
        name, physical = node.name, blueprint.physical_name(node.name)
        subnets, groups = self._places(blueprint)
        yield Role(
            id=f"role.{name}",
            label=f"{name}-operator",
            because=f"What Lambda may do to start and end the instances of {name}.",
            implied_by=f"capacity_provider.{name}",
            name=Join((*physical.parts, "-operator")),
            service="lambda.amazonaws.com",
            statements=tuple(_managing(subnets, groups)),
        )
        yield graph.instances.CapacityProvider(
            id=f"capacity_provider.{name}",
            label=name,
            because=self.description,
            name=physical,
            role=Ref(f"role.{name}", Attribute.ARN),
            subnets=subnets,
            security_groups=groups,
            architecture=self.architecture,
            instance_types=self.instance_types,
            maximum_vcpus=self.maximum_vcpus,
            cpu_target=self.cpu_target,
            kms_key=self.key_arn(blueprint),
        )

    @property
    def longest_ending(self) -> str:
        """The role's name is the longest."""
        return "-operator"

    def _places(self, blueprint: Blueprint) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
        made = blueprint.networks.get(self.network or "")
        if made is not None and self.network is not None:
            return made.subnets(self.network), (Ref(f"security_group.{self.network}", Attribute.ID),)
        return tuple(self.subnets.values()), tuple(self.security_groups.values())


def _managing(subnets: tuple[Text, ...], groups: tuple[Text, ...]) -> Iterator[Statement]:
    """What AWS's guide gives the role, on the provider's own subnets and groups."""
    yield Statement(
        sid="RunInstances",
        actions=catalog.grant("run_instances").actions,
        resources=tuple(_ec2(f"{kind}/*") for kind in ("instance", "network-interface", "volume")),
        conditions=(_MANAGED,),
        because="Instances that Lambda manages, and nobody else's.",
    )
    yield Statement(
        sid="LookAround",
        actions=catalog.grant("describe_instances").actions,
        resources=("*",),
        because=f"Lambda looks for what suits. {catalog.grant('describe_instances').reason}",
    )
    inside = [_ec2("subnet/", each) for each in subnets]
    behind = [_ec2("security-group/", each) for each in groups]
    yield Statement(
        sid="PlaceInstances",
        actions=catalog.grant("place_instances").actions,
        resources=(*inside, *behind),
        because="In its own subnets, with its own security groups.",
    )
    yield Statement(
        sid="StartImages",
        actions=catalog.grant("start_images").actions,
        resources=(Join(("arn:", Context.PARTITION, ":ec2:", Context.REGION, "::image/*")),),
        conditions=(_OF_AMAZON,),
        because="From Amazon's images only.",
    )


def _ec2(kind: str, name: Text = "") -> Text:
    parts: tuple[Part, ...] = name.parts if isinstance(name, Join) else (name,) if name else ()
    return Join((*_EC2, kind, *parts))
