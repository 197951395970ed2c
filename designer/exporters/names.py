"""Names that the AWS-native formats share: the kind in an identifier, and the inline policy's."""

from __future__ import annotations

from designer.exporters.base import pascal_case
from designer.graph import EventSourceMapping, Resource

POLICY_NAME = "permissions"
"""The name of a role's one inline policy; the same in every format."""

_SUFFIXES: dict[type[Resource], str] = {EventSourceMapping: "Mapping"}
"""Where people say something shorter than the kind's own name."""


def suffix(resource: Resource) -> str:
    """The kind as an identifier ends in it: ``Queue``, ``LogGroup``, ``Mapping``."""
    return _SUFFIXES.get(type(resource)) or pascal_case(resource.KIND)


def heading(resource: Resource) -> str:
    """Why the resource exists, unless one of its statements says the same below."""
    said = {statement.because for statement in getattr(resource, "statements", ())}
    return "" if resource.because in said else resource.because
