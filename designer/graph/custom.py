"""Resources of one's own: a function makes, changes and deletes them while the design is deployed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomResource(Resource):
    """Something that a function makes, changes and deletes; ``service_timeout`` in seconds."""

    KIND: ClassVar[str] = "custom_resource"

    token: Ref
    """The ARN of the function or of its alias, which is what CloudFormation invokes."""
    function: Ref
    """The function's name."""
    properties: tuple[Entry, ...] = ()
    service_timeout: Whole | None = None
