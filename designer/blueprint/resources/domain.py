"""Domain names under which APIs are reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import graph
from designer.blueprint.base import Advanced, Node, Part, SameInAllStages
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Output, Ref, Resource, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class DomainAlias(Part):
    """The alias record that leads to a domain."""

    hosted_zone: str = Field(title="Hosted zone", description="Id of the Route 53 zone that gets it.")


class Domain(Thing):
    """A domain name that several APIs may share, each below a path of its own; TLS 1.2 or newer."""

    KIND: ClassVar[str] = "api_domain"
    LABEL: ClassVar[str] = "API domain"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = None
    NAME_LENGTH: ClassVar[str | None] = None
    ARN: ClassVar[str] = "api_domain.arn"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType({"name": Attribute.NAME})

    domain: str = Field(
        "", title="Domain name", description="Such as api.shop.example; each stage has one of its own."
    )
    certificate: str = Field(
        "", title="Certificate", description="ARN of its certificate in ACM, in the Region of the API."
    )
    alias: DomainAlias | None = Field(
        None, title="Alias record", description="Record in Route 53; without one, you make it elsewhere."
    )
    truststore: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None,
        title="Trust store",
        description="Mutual TLS: s3://bucket/key of the certificates that clients' own are signed by.",
    )

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """The domain name, which ends the ARN."""
        del attribute
        return arn.rsplit("/", 1)[-1]

    def outputs(self, name: str, blueprint: Blueprint) -> Iterator[Output]:
        """The host that its name must lead to, by the alias record or by one made elsewhere."""
        del blueprint
        said = f"{name}_domain_target".replace("-", "_").lower()
        target = Ref(f"api_domain.{name}", Attribute.DOMAIN)
        yield Output(said, target, f"Host that the DNS record of the {name} domain must point to.")

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The domain name, and its alias record where there is a hosted zone."""
        del blueprint
        owner = f"api_domain.{node.name}"
        yield graph.domains.ApiDomain(
            id=owner,
            label=node.name,
            because=self.description,
            name=self.domain,
            certificate=self.certificate,
            truststore=self.truststore,
        )
        if self.alias:
            yield graph.domains.DomainRecord(
                id=f"domain_record.{node.name}",
                label=node.name,
                implied_by=owner,
                zone=self.alias.hosted_zone,
                name=Ref(owner, Attribute.NAME),
                type="A",
                target=Ref(owner, Attribute.DOMAIN),
                target_zone=Ref(owner, Attribute.ZONE_ID),
            )
