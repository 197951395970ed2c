"""File systems that functions mount, each in the networks of the functions that do.

A function sees one folder of it, through an access point: as one user, whoever wrote what is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Advanced, Bool, Int, Limits, Matches, Node, OneOf, SameInAllStages
from designer.blueprint.resources.base import Encrypted, Thing
from designer.graph import Attribute, Entry, Ref, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint
    from designer.blueprint.function import Function


class FileSystem(Encrypted):
    """An EFS file system with one access point; an existing one is named by the ARN of its access point."""

    KIND: ClassVar[str] = "access_point"
    LABEL: ClassVar[str] = "File system"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = None
    NAME_LENGTH: ClassVar[str | None] = None
    ARN: ClassVar[str] = "lambda.access_point"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType({"arn": Attribute.ARN})

    path: Annotated[str, Matches("efs.path"), SameInAllStages()] = Field(
        "/functions", title="Folder", description="Folder of the file system that functions see."
    )
    user: Annotated[Int, Limits("efs.user"), SameInAllStages(), Advanced()] = Field(
        1000, title="User", description="Id of the user and of the group that functions write as."
    )
    permissions: Annotated[str, Matches("efs.permissions"), SameInAllStages(), Advanced()] = Field(
        "0750", title="Permissions", description="Of the folder when it is made, as an octal number."
    )
    throughput: Annotated[str, OneOf("efs.throughput")] = Field(
        "elastic",
        title="Throughput",
        description="elastic: as much as is asked for, billed by it. bursting: by what is stored.",
    )
    backups: Bool = Field(
        True, title="Backups", description="AWS Backup keeps a copy of each day for 35 days."
    )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The file system, where functions reach it, and the folder that they see."""
        name = node.name
        physical = Entry("Name", blueprint.physical_name(name))
        own = Ref(f"file_system.{name}", Attribute.ID)
        yield graph.file_systems.FileSystem(
            id=f"file_system.{name}",
            label=name,
            because=self.description,
            throughput=self.throughput,
            backups="ENABLED" if self.backups else "DISABLED",
            kms_key=self.key_arn(blueprint),
            tags=(physical,),
        )
        yield from self._targets(name, blueprint)
        yield graph.file_systems.AccessPoint(
            id=f"access_point.{name}",
            label=name,
            implied_by=f"file_system.{name}",
            file_system=own,
            path=self.path,
            user=self.user,
            group=self.user,
            permissions=self.permissions,
            tags=(physical,),
        )

    def _targets(self, name: str, blueprint: Blueprint) -> Iterator[Resource]:
        """A mount target in each subnet of the functions, behind a group of their network or their own."""
        own = Ref(f"security_group.{name}.files", Attribute.ID)
        network = next((each for each in networks(name, blueprint) if each in blueprint.networks), None)
        if network is not None:
            functions = Ref(f"security_group.{network}", Attribute.ID)
            yield graph.networks.SecurityGroup(
                id=f"security_group.{name}.files",
                label=f"{name}-files",
                implied_by=f"file_system.{name}",
                name=blueprint.physical_name(f"{name}-files"),
                description="Files of functions.",
                vpc=Ref(f"vpc.{network}", Attribute.ID),
                ingress=(graph.networks.Opening(_port(), "NFS from functions.", group=functions),),
                egress=(
                    graph.networks.Opening(
                        _port(), "Within the network only.", cidr=blueprint.networks[network].cidr
                    ),
                ),
            )
        for key, subnet, groups in _subnets(name, blueprint):
            yield graph.file_systems.MountTarget(
                id=f"mount_target.{name}.{key}",
                label=f"{name}-{key}",
                implied_by=f"file_system.{name}",
                file_system=Ref(f"file_system.{name}", Attribute.ID),
                subnet=subnet,
                security_groups=groups or (own,),
            )


def _port() -> int:
    return catalog.number("efs.port").value


def mounting(name: str, blueprint: Blueprint) -> Iterator[Node[Function]]:
    """The functions that mount the file system of that name."""
    for function in blueprint.each_function():
        mount = function.value.file_system
        if mount and mount.name == name and mount.access_point is None and function.value.network:
            yield function


def networks(name: str, blueprint: Blueprint) -> tuple[str, ...]:
    """The networks of the design that such functions run in; an empty name stands for existing subnets."""
    found = (each.value.network.name or "" for each in mounting(name, blueprint) if each.value.network)
    return tuple(dict.fromkeys(found))


def targets(name: str, blueprint: Blueprint) -> tuple[str, ...]:
    """The ids of the mount targets of a new file system, which have to be there before a function is."""
    files = blueprint.file_systems.get(name)
    if files is None or files.existing is not None:
        return ()
    return tuple(f"mount_target.{name}.{key}" for key, _, _ in _subnets(name, blueprint))


def _subnets(name: str, blueprint: Blueprint) -> Iterator[tuple[str, Text, tuple[Text, ...]]]:
    """Each subnet by a word, with its id, and the groups of the functions where they are existing ones."""
    seen: set[Text] = set()
    for function in mounting(name, blueprint):
        network = function.value.network
        made = blueprint.networks.get(network.name or "") if network else None
        groups: tuple[Text, ...] = ()
        if made is not None and network is not None:
            found: list[tuple[str, Text]] = [*zip(made.zones, made.subnets(network.name or ""), strict=True)]
        else:
            found = [*network.subnets.items()] if network else []
            groups = tuple(network.security_groups.values()) if network else ()
        for key, subnet in found:
            if subnet not in seen:
                seen.add(subnet)
                yield key, subnet, groups
