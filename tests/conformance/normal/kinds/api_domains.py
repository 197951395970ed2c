"""Domain names of APIs, what they lead to, and the records that lead to them."""

from __future__ import annotations

import re

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.form import Json, UnreadableError
from tests.conformance.normal.identification import about, named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.structures import after, tags
from tests.conformance.normal.values import Found, block, flag, mapping, nested, only, read_all, text

_DOMAIN = Spelling(
    "AWS::ApiGatewayV2::DomainName",
    named("DomainName"),
    {
        "DomainNameConfigurations": only(
            nested(
                {
                    "CertificateArn": text("certificate"),
                    "EndpointType": text("endpoint"),
                    "SecurityPolicy": text("tls"),
                }
            )
        ),
        "MutualTlsAuthentication": nested({"TruststoreUri": text("truststore")}),
        "Tags": tags(),
    },
    asked={"Ref": "name", "RegionalDomainName": "host", "RegionalHostedZoneId": "zone"},
)


_SAID = {
    "certificate_arn": text("certificate"),
    "endpoint_type": text("endpoint"),
    "security_policy": text("tls"),
}


def _configuration(value: Json) -> Found:
    """The block, which answers the host name besides what is said in it."""
    said = dict(mapping(value))
    host = said.pop("target_domain_name", None)
    if not re.fullmatch("<host of [^<>]+>", str(host)):
        raise UnreadableError(f"{host!r} is the host of no domain")
    yield from read_all(_SAID, said)


_AWS_DOMAIN = Spelling(
    "aws_apigatewayv2_domain_name",
    named("domain_name"),
    {
        "domain_name_configuration": only(_configuration),
        "mutual_tls_authentication": block({"truststore_uri": text("truststore")}),
        "tags": tags(),
    },
    asked={
        "domain_name_configuration.target_domain_name": "host",
    },
)

_MAPPING = Spelling(
    "AWS::ApiGatewayV2::ApiMapping",
    about("{DomainName}/{ApiMappingKey}", ApiMappingKey=""),
    {"ApiId": text("api"), "Stage": after(" ", "stage")},
)

_AWS_MAPPING = Spelling(
    "aws_apigatewayv2_api_mapping",
    about("{domain_name}/{api_mapping_key}", api_mapping_key=""),
    {"api_id": text("api"), "stage": after(" ", "stage")},
)


def _target(value: Json) -> Found:
    """Where a record leads; the zone must be the one that the host name is in."""
    said = dict(mapping(value))
    zone = str(said.pop("HostedZoneId", None))
    if zone.replace("zone", "host", 1) != said.get("DNSName"):
        raise UnreadableError(f"{said.get('DNSName')} is not in {zone}")
    yield from read_all({"DNSName": text("target"), "EvaluateTargetHealth": flag("evaluated")}, said)


_RECORD = Spelling(
    "AWS::Route53::RecordSet",
    about("{Type} {Name}"),
    {
        "HostedZoneId": text("zone"),
        "AliasTarget": _target,
    },
)

_AWS_RECORD = Spelling(
    "aws_route53_record",
    about("{type} {name}"),
    {
        "zone_id": text("zone"),
        "alias": block(
            # The provider takes 32 characters for the zone, too few for a symbol: it stays unknown.
            {"name": text("target"), "evaluate_target_health": flag("evaluated")}
        ),
    },
    unnoticed=(argument("alias/#/evaluate_target_health", False),),
)

KINDS = (
    Kind(
        name="api domain",
        cloudformation=(_DOMAIN,),
        terraform=(_AWS_DOMAIN,),
        answers={"name": "{name}", "host": "<host of {name}>", "zone": "<zone of {name}>"},
    ),
    Kind(name="api mapping", cloudformation=(_MAPPING,), terraform=(_AWS_MAPPING,)),
    Kind(
        name="record",
        cloudformation=(_RECORD,),
        terraform=(_AWS_RECORD,),
        defaults={("evaluated",): False},
    ),
)
"""How the formats say domains of APIs."""
