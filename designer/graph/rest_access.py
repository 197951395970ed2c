"""Who may use a REST API, how much of it, and what a request must have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from designer.graph.resource import Resource
from designer.graph.values import Entry, Parameter, Ref, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class RestAuthorizer(Resource):
    """Who checks callers: Cognito user pools, or a function; ``ttl`` is in seconds."""

    KIND: ClassVar[str] = "rest_authorizer"

    api: Ref
    """The API's id."""
    name: str
    type: Literal["TOKEN", "REQUEST", "COGNITO_USER_POOLS"]
    function: Ref | None = None
    """The ARN of the function, or of its alias, that decides."""
    user_pools: tuple[Text, ...] = ()
    identity_sources: tuple[Text, ...] = ()
    ttl: Whole | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RestValidator(Resource):
    """Refuses requests that lack what their method requires."""

    KIND: ClassVar[str] = "rest_validator"

    api: Ref
    """The API's id."""
    name: str
    body: bool
    parameters: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RestModel(Resource):
    """What a JSON body has to look like: a JSON Schema, draft 4, as text."""

    KIND: ClassVar[str] = "rest_model"

    api: Ref
    """The API's id."""
    name: str
    schema: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKey(Resource):
    """A key that a client sends along, by which it is counted and limited."""

    KIND: ClassVar[str] = "api_key"

    name: Text
    description: Text
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class UsagePlan(Resource):
    """How much the clients of an API may ask of a stage, each by its key; ``quota`` in requests."""

    KIND: ClassVar[str] = "usage_plan"

    name: Text
    description: Text | None = None
    api: Ref
    """The API's id."""
    stage: Ref
    """The stage's name."""
    rate: int | float | Parameter | None = None
    burst: Whole | None = None
    quota: Whole | None = None
    period: Text | None = None
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class UsagePlanKey(Resource):
    """A key that is under a usage plan."""

    KIND: ClassVar[str] = "usage_plan_key"

    plan: Ref
    """The plan's id."""
    key: Ref
    """The key's id."""
