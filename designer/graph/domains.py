"""Domain names of APIs, what they lead to, and the records that lead to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Ref, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiDomain(Resource):
    """A regional domain name of API Gateway's, with TLS 1.2 or newer."""

    KIND: ClassVar[str] = "api_domain"

    name: Text
    certificate: Text
    """ARN of the certificate in ACM."""
    truststore: Text | None = None
    """Where the certificates of clients are that it trusts: ``s3://bucket/key``."""
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiMapping(Resource):
    """What the paths of a domain below ``path`` lead to; all of them where it is not set."""

    KIND: ClassVar[str] = "api_mapping"

    api: Ref
    """The API's id."""
    stage: Ref
    """The stage's name."""
    domain: Text
    """The domain name."""
    path: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainRecord(Resource):
    """An alias record in a hosted zone of Route 53 that leads to a domain of API Gateway's."""

    KIND: ClassVar[str] = "domain_record"

    zone: Text
    """The hosted zone's id."""
    name: Text
    type: str
    target: Ref
    """The host name behind the domain."""
    target_zone: Ref
    """The id of the hosted zone that host name is in."""
