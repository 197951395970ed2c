"""Function URLs: an address of a function's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.http import Cors
from designer.graph.resource import Resource
from designer.graph.values import Ref, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionUrl(Resource):
    """The address under which a function, or its alias, is reached over HTTPS."""

    KIND: ClassVar[str] = "function_url"

    function: Ref
    """The function's name."""
    alias: Ref | None = None
    """The alias's name; ``None`` where the function itself is reached."""
    authorization: str
    """``AWS_IAM`` or ``NONE``."""
    cors: Cors | None = None
    invoke_mode: Text | None = None
    """``BUFFERED`` or ``RESPONSE_STREAM``."""
