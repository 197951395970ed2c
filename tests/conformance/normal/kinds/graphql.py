"""GraphQL APIs of AppSync."""

from __future__ import annotations

from datetime import datetime

from tests.conformance.normal.answers import named_by
from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.form import Json, UnreadableError
from tests.conformance.normal.identification import about, composed, named
from tests.conformance.normal.kind import Kind, Spelling, When
from tests.conformance.normal.structures import tags
from tests.conformance.normal.values import Found, block, fixed, flag, nested, stripped, text, whole

_API = Spelling(
    "AWS::AppSync::GraphQLApi",
    named("Name"),
    {
        "AuthenticationType": text("authentication"),
        "IntrospectionConfig": text("introspection"),
        "LogConfig": nested(
            {
                "CloudWatchLogsRoleArn": text("log", "role"),
                "ExcludeVerboseContent": flag("log", "concise"),
                "FieldLogLevel": text("log", "level"),
            }
        ),
        "QueryDepthLimit": whole("query_depth"),
        "ResolverCountLimit": whole("resolver_count"),
        "Tags": tags(),
        "UserPoolConfig": nested(
            {
                "AwsRegion": text("users", "region"),
                "DefaultAction": text("users", "action"),
                "UserPoolId": text("users", "pool"),
            }
        ),
        "XrayEnabled": flag("tracing"),
    },
    asked={"ApiId": "id", "Arn": "arn", "GraphQLUrl": "url"},
    # Said where another stage says something else.
    unnoticed=(
        property_("IntrospectionConfig", "ENABLED", CDK),
        property_("LogConfig/ExcludeVerboseContent", False, CDK),
    ),
)

_SCHEMA = Spelling(
    "AWS::AppSync::GraphQLSchema",
    composed(lambda said, place: named_by("graphql_api", "id", said["ApiId"], place), "ApiId"),
    {"Definition": stripped("\n", "schema")},
)

_AWS_API = Spelling(
    "aws_appsync_graphql_api",
    named("name"),
    {
        "api_type": fixed("GRAPHQL"),
        "authentication_type": text("authentication"),
        "introspection_config": text("introspection"),
        "log_config": block(
            {
                "cloudwatch_logs_role_arn": text("log", "role"),
                "exclude_verbose_content": flag("log", "concise"),
                "field_log_level": text("log", "level"),
            }
        ),
        "query_depth_limit": whole("query_depth"),
        "resolver_count_limit": whole("resolver_count"),
        "schema": stripped("\n", "schema"),
        "tags": tags(),
        "user_pool_config": block(
            {
                "aws_region": text("users", "region"),
                "default_action": text("users", "action"),
                "user_pool_id": text("users", "pool"),
            }
        ),
        "visibility": fixed("GLOBAL"),
        "xray_enabled": flag("tracing"),
    },
    asked={"id": "id", "arn": "arn", "uris.GRAPHQL": "url"},
    told_back=frozenset({"uris"}),
    unnoticed=(
        argument("api_type", "GRAPHQL"),
        argument("introspection_config", "ENABLED"),
        argument("log_config/#/exclude_verbose_content", False),
        argument("query_depth_limit", 0),
        argument("resolver_count_limit", 0),
        argument("visibility", "GLOBAL"),
    ),
)


def _moment(value: Json) -> Found:
    """CloudFormation counts seconds since 1970, Terraform writes the day and the time."""
    if not isinstance(value, str):
        yield from whole("expires")(value)
        return
    try:
        yield ("expires",), int(datetime.fromisoformat(value).timestamp())
    except ValueError:
        raise UnreadableError(f"{value!r} is no time") from None


_KEY = Spelling(
    "AWS::AppSync::ApiKey",
    about("{ApiId} {Description}"),
    {"Expires": _moment},
)

_AWS_KEY = Spelling(
    "aws_appsync_api_key",
    about("{api_id} {description}"),
    {"expires": _moment},
)

_SOURCE = Spelling(
    "AWS::AppSync::DataSource",
    about("{Name}"),
    {
        "ApiId": text("api"),
        "LambdaConfig": nested({"LambdaFunctionArn": text("function")}),
        "ServiceRoleArn": text("role"),
        "Type": text("type"),
    },
    asked={"Name": "name"},
)

_AWS_SOURCE = Spelling(
    "aws_appsync_datasource",
    about("{name}"),
    {
        "api_id": text("api"),
        "lambda_config": block({"function_arn": text("function")}),
        "service_role_arn": text("role"),
        "type": text("type"),
    },
)

_RESOLVER = Spelling(
    "AWS::AppSync::Resolver",
    about("{ApiId} {TypeName} {FieldName}"),
    {"DataSourceName": text("source"), "MaxBatchSize": whole("batch_size")},
)

_AWS_RESOLVER = Spelling(
    "aws_appsync_resolver",
    about("{api_id} {type} {field}"),
    {"data_source": text("source"), "kind": fixed("UNIT"), "max_batch_size": whole("batch_size")},
    unnoticed=(argument("kind", "UNIT"),),
)

KINDS = (
    Kind(
        name="graphql_api",
        cloudformation=(_API, _SCHEMA),
        terraform=(_AWS_API,),
        answers={
            "id": "id-of-graphql-api-{name}",
            "arn": "arn:{place.partition}:appsync:{place.region}:{place.account}:apis/id-of-{name}",
            "url": "https://{name}.appsync-api.{place.region}.amazonaws.com/graphql",
        },
        defaults={
            ("introspection",): "ENABLED",
            ("query_depth",): 0,
            ("resolver_count",): 0,
            ("tracing",): False,
        },
        defaults_when=(When(("log",), None, {("log", "concise"): False}),),
    ),
    Kind(name="graphql_api_key", cloudformation=(_KEY,), terraform=(_AWS_KEY,)),
    Kind(
        name="graphql_data_source",
        cloudformation=(_SOURCE,),
        terraform=(_AWS_SOURCE,),
        answers={"name": "{name}"},
    ),
    Kind(name="graphql_resolver", cloudformation=(_RESOLVER,), terraform=(_AWS_RESOLVER,)),
)
