"""Schemas of a topic's records: Lambda checks them against a registry before the function sees them.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from designer import catalog, graph
from designer.blueprint.base import FrozenDict, Part, RefersTo, SameInAllStages, Texts
from designer.blueprint.triggers.base import Consumer
from designer.blueprint.triggers.polling import read_credentials
from designer.graph import Attribute, Statement

_ACCESS: Mapping[str, str] = FrozenDict({"basic": "BASIC_AUTH", "mtls": "CLIENT_CERTIFICATE_TLS_AUTH"})
"""What the API calls each way to sign in."""


class SchemaRegistry(Part):
    """A registry of Glue's or Confluent's that holds the schemas of a topic."""

    uri: Annotated[str, SameInAllStages()] = Field(
        title="Registry", description="ARN of a registry of AWS Glue, or URL of one of Confluent's."
    )
    records: Annotated[Literal["JSON", "SOURCE"], SameInAllStages()] = Field(
        "JSON",
        title="Records",
        description="What the function gets: JSON, or SOURCE, the record as it was without its schema's id.",
    )
    checks: Annotated[Texts, SameInAllStages()] = Field(
        ("VALUE",), title="Checks", description="What has a schema: KEY, VALUE, or both."
    )
    authentication: Annotated[Literal["none", "basic", "mtls"], SameInAllStages()] = Field(
        "none",
        title="Authentication",
        description="Confluent only: how Lambda signs in; Glue goes by the function's role.",
    )
    secret: Annotated[str | None, RefersTo(("secrets",))] = Field(
        None, title="Secret", description="Confluent only: secret that Lambda signs in with."
    )
    certificate: Annotated[str | None, RefersTo(("secrets",))] = Field(
        None,
        title="Root certificate",
        description="Confluent only: secret with the certificate of a private authority.",
    )

    @property
    def is_glue(self) -> bool:
        """Whether it is one of AWS Glue."""
        return catalog.pattern("kafka.registry_arn").matches(self.uri)

    def spelt(self, consumer: Consumer) -> graph.event_sources.Schemas:
        """As the graph says it."""
        return graph.event_sources.Schemas(self.uri, self.records, self.checks, tuple(self._access(consumer)))

    def _access(self, consumer: Consumer) -> Iterator[graph.event_sources.SourceAccess]:
        kind = _ACCESS.get(self.authentication)
        if kind is not None and self.secret is not None:
            yield graph.event_sources.SourceAccess(
                kind, consumer.blueprint.attribute(self.secret, Attribute.ARN)
            )
        if self.certificate is not None:
            arn = consumer.blueprint.attribute(self.certificate, Attribute.ARN)
            yield graph.event_sources.SourceAccess("SERVER_ROOT_CA_CERTIFICATE", arn)

    def grants(self, name: str, consumer: Consumer) -> Iterator[Statement]:
        """What Lambda's poller does with the function's role."""
        if self.secret is not None:
            yield read_credentials(self.secret, consumer)
        if self.certificate is not None:
            because = f"Lambda trusts the registry by the certificate in the secret {self.certificate}."
            yield replace(
                read_credentials(self.certificate, consumer), sid=f"trust {self.certificate}", because=because
            )
        if self.is_glue:
            because = f"Records of trigger {name} are checked against their schemas."
            schemas = catalog.grant("read_schemas")
            yield Statement(
                sid=f"find schemas of {name}",
                actions=catalog.grant("find_registry").actions,
                resources=(self.uri,),
                because=because,
            )
            yield Statement(
                sid="read schemas",
                actions=schemas.actions,
                resources=(self.uri, f"{self.uri.replace(':registry/', ':schema/', 1)}/*"),
                because=because,
            )
