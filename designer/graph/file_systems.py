"""File systems that functions mount: EFS, reached inside a network, through an access point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSystem(Resource):
    """An encrypted file system; ``throughput`` is elastic or bursting, ``backups`` ENABLED or DISABLED."""

    KIND: ClassVar[str] = "file_system"

    throughput: Text
    backups: Text
    kms_key: Text | None = None
    """ARN of the key that it is encrypted with."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MountTarget(Resource):
    """Where a file system is reached in one subnet."""

    KIND: ClassVar[str] = "mount_target"

    file_system: Ref
    """The file system's id."""
    subnet: Text
    security_groups: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessPoint(Resource):
    """A folder of a file system, used as one user and group, who own it."""

    KIND: ClassVar[str] = "access_point"

    file_system: Ref
    """The file system's id."""
    path: str
    user: int
    group: int
    permissions: str
    """Of the folder when it is made, as an octal number."""
    tags: tuple[Entry, ...] = ()
