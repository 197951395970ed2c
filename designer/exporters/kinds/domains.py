"""Domain names of APIs, what they lead to, and the records that lead to them."""

from __future__ import annotations

from designer.exporters.kinds.rest import FILE
from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.domains import ApiDomain, ApiMapping, DomainRecord

_TLS = "TLS_1_2"
_ENDPOINT = "REGIONAL"


def _domain(domain: ApiDomain) -> Shape:
    return shape(
        "DomainName",
        DomainName=domain.name,
        DomainNameConfigurations=(
            shape(
                "DomainNameConfiguration",
                CertificateArn=domain.certificate,
                EndpointType=_ENDPOINT,
                SecurityPolicy=_TLS,
            ),
        ),
        MutualTlsAuthentication=shape("MutualTlsAuthentication", TruststoreUri=domain.truststore),
    )


def _domain_blocks(domain: ApiDomain) -> tuple[Made, ...]:
    return (
        made(
            "aws_apigatewayv2_domain_name",
            group(domain_name=domain.name),
            block(
                "domain_name_configuration",
                certificate_arn=domain.certificate,
                endpoint_type=_ENDPOINT,
                security_policy=_TLS,
            ),
            block("mutual_tls_authentication", truststore_uri=domain.truststore),
        ),
    )


def _mapping(mapping: ApiMapping) -> Shape:
    return shape(
        "ApiMapping",
        ApiId=mapping.api,
        DomainName=mapping.domain,
        Stage=mapping.stage,
        ApiMappingKey=mapping.path,
    )


def _mapping_blocks(mapping: ApiMapping) -> tuple[Made, ...]:
    settings = group(
        api_id=mapping.api, domain_name=mapping.domain, stage=mapping.stage, api_mapping_key=mapping.path
    )
    return (made("aws_apigatewayv2_api_mapping", settings),)


def _record(record: DomainRecord) -> Shape:
    return shape(
        "RecordSet",
        HostedZoneId=record.zone,
        Name=record.name,
        Type=record.type,
        AliasTarget=shape("AliasTarget", DNSName=record.target, HostedZoneId=record.target_zone),
    )


def _record_blocks(record: DomainRecord) -> tuple[Made, ...]:
    return (
        made(
            "aws_route53_record",
            group(zone_id=record.zone, name=record.name, type=record.type),
            block("alias", name=record.target, zone_id=record.target_zone, evaluate_target_health=False),
        ),
    )


KINDS = (
    Kind(
        ApiDomain,
        CloudFormation(
            "AWS::ApiGatewayV2::DomainName",
            _domain,
            {
                Attribute.NAME: REF,
                Attribute.DOMAIN: Got("RegionalDomainName"),
                Attribute.ZONE_ID: Got("RegionalHostedZoneId"),
            },
            tags="map",
        ),
        Terraform(
            "aws_apigatewayv2_domain_name",
            _domain_blocks,
            FILE,
            {
                Attribute.NAME: "domain_name",
                Attribute.DOMAIN: "domain_name_configuration[0].target_domain_name",
                Attribute.ZONE_ID: "domain_name_configuration[0].hosted_zone_id",
            },
        ),
        suffix="Domain",
    ),
    Kind(
        ApiMapping,
        CloudFormation("AWS::ApiGatewayV2::ApiMapping", _mapping, tags=None),
        Terraform("aws_apigatewayv2_api_mapping", _mapping_blocks, FILE),
        suffix="Mapping",
    ),
    Kind(
        DomainRecord,
        CloudFormation("AWS::Route53::RecordSet", _record, tags=None),
        Terraform("aws_route53_record", _record_blocks, FILE),
        suffix="Record",
    ),
)
"""How domains of APIs are spelt."""
