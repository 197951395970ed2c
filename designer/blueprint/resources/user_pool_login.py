"""The pages on which a pool's users sign in, the apps that they come from, and what these may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import Bool, FrozenDict, Matches, Named, Part, SameInAllStages, Texts
from designer.graph import Attribute, Context, Join, Output, Ref, Resource

if TYPE_CHECKING:
    from designer.blueprint.resources.user_pool import UserPool


class Login(Part):
    """Where the sign-in pages of a pool are, and what its OAuth endpoints are under."""

    prefix: Annotated[str | None, Matches("cognito.prefix")] = Field(
        None,
        title="Prefix",
        description="Such as shop, of shop.auth.REGION.amazoncognito.com. Unique in the Region, so each "
        "stage has one of its own.",
    )
    domain: Annotated[str | None, Matches("cognito.domain")] = Field(
        None,
        title="Domain name",
        description="Instead of a prefix: a name of yours, such as login.shop.example. Your DNS leads it to "
        "the host in the outputs; shop.example must have an address.",
    )
    certificate: Annotated[str | None, Matches("cognito.certificate")] = Field(
        None, title="Certificate", description="ARN of the domain's certificate in ACM, in us-east-1."
    )
    managed: Annotated[Bool, SameInAllStages()] = Field(
        False,
        title="Managed login",
        description="The newer pages; each app then needs a branding style, which is made in the console.",
    )

    @property
    def name(self) -> str:
        """What Cognito calls the domain."""
        return self.domain or self.prefix or ""

    def resource(self, pool: str) -> Resource:
        """The domain."""
        return graph.user_pools.UserPoolDomain(
            id=f"user_pool_domain.{pool}",
            label=pool,
            implied_by=f"user_pool.{pool}",
            because=f"Where users of {pool} sign in.",
            pool=Ref(f"user_pool.{pool}", Attribute.ID),
            domain=self.name,
            certificate=self.certificate if self.domain else None,
            version=2 if self.managed else None,
        )

    def outputs(self, pool: str) -> Iterator[Output]:
        """Where the pages are; of a domain of one's own also the host that it must lead to."""
        snake = pool.replace("-", "_").lower()
        domain = Ref(f"user_pool_domain.{pool}", Attribute.NAME)
        host: tuple[str | Ref | Context, ...] = (domain,)
        if not self.domain:
            host = (domain, ".auth.", Context.REGION, ".amazoncognito.com")
        yield Output(
            f"{snake}_login_url",
            Join(("https://", *host)),
            f"URL of the pages on which users of {pool} sign in.",
        )
        if self.domain:
            target = Ref(f"user_pool_domain.{pool}", Attribute.DOMAIN)
            yield Output(
                f"{snake}_login_host",
                target,
                f"Host that the DNS record of {pool}'s sign-in pages must point to.",
            )


class OAuth(Part):
    """How an app gets tokens from the pool's OAuth endpoints."""

    grants: Annotated[Texts, SameInAllStages()] = Field(
        ("code",),
        title="Grants",
        description="code for users; client_credentials for servers by themselves; implicit is outdated.",
    )
    scopes: Annotated[Texts, SameInAllStages()] = Field(
        ("openid",),
        title="Scopes",
        description="What it may ask for: openid, email, profile, phone, aws.cognito.signin.user.admin, or "
        "orders/read of a resource server.",
    )
    callbacks: Named[str] = Field(
        default_factory=FrozenDict,
        title="Callback URLs",
        description="Where users come back to, by names of your own: https, or http://localhost to try it.",
    )
    logouts: Named[str] = Field(
        default_factory=FrozenDict,
        title="Logout URLs",
        description="Where users come to when they have signed out, by names of your own.",
    )

    def spelt(self) -> graph.user_pools.Grants:
        """As the graph says it."""
        return graph.user_pools.Grants(
            self.grants, self.scopes, tuple(self.callbacks.values()), tuple(self.logouts.values())
        )


Servers = Named[Named[str]]
"""Resource servers by identifier: each scope with what it means."""


def resource_servers(pool: str, servers: Mapping[str, Mapping[str, str]]) -> Iterator[Resource]:
    """The APIs whose scopes tokens can name."""
    for identifier, scopes in servers.items():
        yield graph.user_pools.ResourceServer(
            id=f"resource_server.{pool}.{identifier}",
            label=f"{pool}-{identifier}",
            implied_by=f"user_pool.{pool}",
            pool=Ref(f"user_pool.{pool}", Attribute.ID),
            identifier=identifier,
            scopes=tuple(scopes.items()),
        )


def known_scopes(pool: UserPool) -> tuple[str, ...]:
    """What an app of the pool may ask for."""
    standard: tuple[str, ...] = tuple(map(str, catalog.choices("cognito.scopes").values))
    own = (f"{server}/{scope}" for server, scopes in pool.resource_servers.items() for scope in scopes)
    return (*standard, *own)
