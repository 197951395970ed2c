"""Functions that decide who may use an HTTP or a WebSocket API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Ref, Switch, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionAuthorizer(Resource):
    """Asks a function about each request, or each connection; ``ttl`` is in seconds.

    HTTP APIs give it payload format 2.0; with ``simple`` it answers yes or no instead of a policy.
    """

    KIND: ClassVar[str] = "function_authorizer"

    api: Ref
    """The API's id."""
    name: str
    function: Ref
    """The ARN of the function, or of its alias, that decides."""
    identity_sources: tuple[str, ...] = ()
    payload: str | None = None
    simple: Switch | None = None
    ttl: Whole | None = None
