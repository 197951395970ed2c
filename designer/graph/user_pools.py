"""Cognito user pools, and the apps that sign users in with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Switch, Text, Whole


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a password must have; ``temporary_days`` is how long one lasts that an administrator set."""

    minimum_length: Whole
    uppercase: Switch
    lowercase: Switch
    digits: Switch
    symbols: Switch
    temporary_days: Whole


@dataclass(frozen=True, slots=True)
class PoolTrigger:
    """A function that a user pool invokes on an event; ``version`` is the event's, where it has several."""

    event: str
    """CloudFormation's name of the event, such as ``PreSignUp``."""
    function: Ref
    """The function's or the alias's ARN."""
    version: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UserPool(Resource):
    """A directory of users who sign in."""

    KIND: ClassVar[str] = "user_pool"

    name: Text
    sign_in: tuple[str, ...] = ()
    """``email`` and ``phone_number``, where one of them is the name that users sign in with."""
    verified: tuple[str, ...] = ()
    """Which of the two Cognito verifies by a code."""
    password: PasswordPolicy
    administrators_only: Switch | None
    """Whether nobody may sign up by themselves."""
    mfa: str
    """``OFF``, ``OPTIONAL`` or ``ON``; a second factor is an authenticator app."""
    deletion_protection: Text
    """``ACTIVE`` or ``INACTIVE``."""
    tier: str | None = None
    threat_protection: Text | None = None
    """``AUDIT`` or ``ENFORCED``."""
    triggers: tuple[PoolTrigger, ...] = ()
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Grants:
    """How an app gets tokens: OAuth's grants and scopes, and where users come back to."""

    grants: tuple[str, ...]
    scopes: tuple[str, ...]
    callbacks: tuple[Text, ...] = ()
    logouts: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class UserPoolClient(Resource):
    """An app that signs users in; token lifetimes are in minutes, that of refresh tokens in days."""

    KIND: ClassVar[str] = "user_pool_client"

    pool: Ref
    """The pool's id."""
    name: Text
    secret: bool
    flows: tuple[str, ...]
    access_minutes: Whole
    id_minutes: Whole
    refresh_days: Whole
    grants: Grants | None = None
    """``None`` where the app calls Cognito itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UserPoolDomain(Resource):
    """Where a pool's sign-in pages are; ``domain`` is a prefix of Cognito's unless there is a certificate."""

    KIND: ClassVar[str] = "user_pool_domain"

    pool: Ref
    """The pool's id."""
    domain: Text
    certificate: Text | None = None
    version: int | None = None
    """2 is managed login; the classic pages when unset."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceServer(Resource):
    """An API whose scopes tokens can name: each scope with what it means."""

    KIND: ClassVar[str] = "resource_server"

    pool: Ref
    """The pool's id."""
    identifier: str
    scopes: tuple[tuple[str, str], ...]
