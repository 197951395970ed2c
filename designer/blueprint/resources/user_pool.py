"""Cognito user pools: who may sign in, how, and by which apps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from designer import graph
from designer.blueprint.base import (
    Advanced,
    Bool,
    FrozenDict,
    Int,
    Limits,
    Named,
    Node,
    Part,
    SameInAllStages,
    Texts,
)
from designer.blueprint.resources.base import Thing
from designer.blueprint.resources.user_pool_login import Login, OAuth, Servers, resource_servers
from designer.blueprint.triggers.base import Consumer
from designer.blueprint.triggers.cognito import EVENTS, TOKENS, CognitoTrigger
from designer.graph import Attribute, Join, Output, Ref, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class PasswordPolicy(Part):
    """What a password must have."""

    minimum_length: Annotated[Int, Limits("cognito.password_length")] = Field(
        12, title="Minimum length", description="Characters that a password has at least."
    )
    uppercase: Bool = Field(True, title="Capital letters", description="At least one is needed.")
    lowercase: Bool = Field(True, title="Small letters", description="At least one is needed.")
    digits: Bool = Field(True, title="Digits", description="At least one is needed.")
    symbols: Bool = Field(True, title="Symbols", description="At least one is needed.")
    temporary_days: Annotated[Int, Limits("cognito.temporary_days")] = Field(
        7, title="Temporary", description="Days that a password lasts which an administrator set."
    )


class Client(Part):
    """An app that signs users in."""

    secret: Annotated[Bool, SameInAllStages()] = Field(
        False, title="Secret", description="Whether it has one: only for servers, which can keep it."
    )
    flows: Annotated[Texts, SameInAllStages()] = Field(
        ("ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
        title="Flows",
        description="Ways to sign in, such as ALLOW_USER_SRP_AUTH.",
    )
    access_minutes: Annotated[Int, Limits("cognito.token_minutes")] = Field(
        60, title="Access token", description="Minutes that an access token is valid."
    )
    id_minutes: Annotated[Int, Limits("cognito.token_minutes")] = Field(
        60, title="ID token", description="Minutes that an ID token is valid."
    )
    refresh_days: Annotated[Int, Limits("cognito.refresh_days")] = Field(
        30, title="Refresh token", description="Days until a user has to sign in again."
    )
    oauth: Annotated[OAuth | None, Advanced()] = Field(
        None, title="OAuth", description="How it gets tokens from the pool's sign-in pages."
    )


class UserPool(Thing):
    """A user pool: users sign up and in, and get tokens."""

    KIND: ClassVar[str] = "user_pool"
    LABEL: ClassVar[str] = "Cognito user pool"
    TOLD: ClassVar[str] = "id"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ID,
        "ID of the {} user pool, for whoever manages its users.",
    )
    NAME_LENGTH: ClassVar[str | None] = "cognito.name_length"
    ARN: ClassVar[str] = "cognito.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"id": Attribute.ID, "arn": Attribute.ARN, "issuer": Attribute.URL}
    )

    sign_in: Annotated[Literal["email", "username"], SameInAllStages()] = Field(
        "email", title="Sign-in name", description="What users sign in with; never to be changed later."
    )
    verify_email: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Verify e-mail", description="Send a code to new addresses; lost passwords need it, too."
    )
    self_sign_up: Bool = Field(
        True, title="Sign up", description="Whether users may sign up; else administrators create them."
    )
    mfa: Annotated[Literal["off", "optional", "on"], SameInAllStages()] = Field(
        "optional", title="Second factor", description="A code from an authenticator app."
    )
    password: PasswordPolicy = Field(
        default_factory=lambda: PasswordPolicy(), title="Passwords", description="What one must have."
    )
    deletion_protection: Bool = Field(
        True, title="Deletion protection", description="A pool with it cannot be deleted with its users."
    )
    tier: Annotated[Literal["LITE", "ESSENTIALS", "PLUS"] | None, SameInAllStages(), Advanced()] = Field(
        None, title="Tier", description="What it can and costs; ESSENTIALS unless told."
    )
    threat_protection: Annotated[Literal["AUDIT", "ENFORCED"] | None, SameInAllStages(), Advanced()] = Field(
        None,
        title="Threat protection",
        description="Watch sign-ins for stolen passwords; needs the tier PLUS.",
    )
    clients: Named[Client] = Field(
        default_factory=FrozenDict, title="Apps", description="Apps that sign users in, by name."
    )
    login: Annotated[Login | None, Advanced()] = Field(
        None, title="Login", description="Pages of Cognito's on which users sign in."
    )
    resource_servers: Annotated[Servers, SameInAllStages(), Advanced()] = Field(
        default_factory=FrozenDict,
        title="Resource servers",
        description="APIs whose scopes tokens can name, such as orders: {read: Reads orders.}.",
    )

    def attribute(self, name: str, attribute: Attribute) -> Text:
        """The issuer of its tokens is a URL; all else as of any thing."""
        if attribute is Attribute.URL and self.existing is None:
            return Join(("https://", Ref(f"user_pool.{name}", Attribute.DOMAIN)))
        return super().attribute(name, attribute)

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """Id or issuer of an existing pool, from ``arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID``."""
        identifier, parts = arn.rsplit("/", 1)[-1], arn.split(":")
        region = parts[3] if len(parts) > 3 else ""
        if attribute is Attribute.URL:
            return f"https://cognito-idp.{region}.amazonaws.com/{identifier}"
        return identifier

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The pool and its apps."""
        yield graph.user_pools.UserPool(
            id=f"user_pool.{node.name}",
            label=node.name,
            because=self.description,
            name=blueprint.physical_name(node.name),
            sign_in=("email",) if self.sign_in == "email" else (),
            verified=("email",) if self.verify_email else (),
            password=self._password(),
            administrators_only=not self.self_sign_up,
            mfa=self.mfa.upper(),
            deletion_protection="ACTIVE" if self.deletion_protection else "INACTIVE",
            tier=self.tier,
            threat_protection=self.threat_protection,
            triggers=tuple(_triggers(node.name, blueprint)),
        )
        if self.login is not None:
            yield self.login.resource(node.name)
        yield from resource_servers(node.name, self.resource_servers)
        yield from self._apps(node.name, blueprint)

    def _apps(self, pool: str, blueprint: Blueprint) -> Iterator[Resource]:
        """The apps; those that ask for scopes of resource servers come after these."""
        servers = tuple(f"resource_server.{pool}.{each}" for each in self.resource_servers)
        for name, client in self.clients.items():
            yield graph.user_pools.UserPoolClient(
                id=f"user_pool_client.{pool}.{name}",
                label=f"{pool}-{name}",
                pool=Ref(f"user_pool.{pool}", Attribute.ID),
                name=blueprint.physical_name(f"{pool}-{name}"),
                secret=client.secret,
                flows=client.flows,
                access_minutes=client.access_minutes,
                id_minutes=client.id_minutes,
                refresh_days=client.refresh_days,
                grants=client.oauth.spelt() if client.oauth else None,
                after=servers if client.oauth else (),
            )

    def outputs(self, name: str, blueprint: Blueprint) -> Iterator[Output]:
        """The id of each app, which it has to be told."""
        del blueprint
        for client in self.clients:
            said = f"{name}_{client}_client_id".replace("-", "_").lower()
            ref = Ref(f"user_pool_client.{name}.{client}", Attribute.ID)
            yield Output(
                said,
                ref,
                f"Client ID of the {client} app, by which it gets tokens from the {name} user pool.",
            )
        yield from self.login.outputs(name) if self.login else ()

    def _password(self) -> graph.user_pools.PasswordPolicy:
        policy = self.password
        return graph.user_pools.PasswordPolicy(
            policy.minimum_length,
            policy.uppercase,
            policy.lowercase,
            policy.digits,
            policy.symbols,
            policy.temporary_days,
        )


def _triggers(pool: str, blueprint: Blueprint) -> Iterator[graph.user_pools.PoolTrigger]:
    """The first function for each event, in AWS's order of names; a rule reports further ones."""
    found: dict[str, graph.user_pools.PoolTrigger] = {}
    for function, trigger in blueprint.each_trigger(CognitoTrigger):
        for event in trigger.value.events if trigger.value.user_pool == pool else ():
            if event in EVENTS:
                newer = event == TOKENS and trigger.value.newer_tokens
                later = trigger.value.token_version if newer else None
                invoked = Consumer(blueprint, function).ref
                found.setdefault(event, graph.user_pools.PoolTrigger(EVENTS[event][0], invoked, later))
    yield from sorted(found.values(), key=lambda each: each.event)
