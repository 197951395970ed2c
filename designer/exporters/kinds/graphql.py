"""GraphQL APIs, their schemas, data sources and resolvers."""

from __future__ import annotations

from datetime import UTC, datetime

from designer.exporters.shapes import (
    CloudFormation,
    Got,
    Kind,
    Lines,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Context
from designer.graph.graphql import (
    GraphqlApi,
    GraphqlApiKey,
    GraphqlDataSource,
    GraphqlResolver,
    GraphqlSchema,
)

_FILE = "graphql.tf"


def _api(api: GraphqlApi) -> Shape:
    users = shape("UserPoolConfig", UserPoolId=api.user_pool, AwsRegion=Context.REGION, DefaultAction="ALLOW")
    return shape(
        "GraphQLApi",
        Name=api.name,
        AuthenticationType=api.authentication,
        UserPoolConfig=users if api.user_pool else None,
        IntrospectionConfig=api.introspection,
        QueryDepthLimit=api.query_depth,
        ResolverCountLimit=api.resolver_count,
        XrayEnabled=api.tracing,
        LogConfig=_log(api) if api.log_role else None,
    )


def _log(api: GraphqlApi) -> Shape:
    return shape(
        "LogConfig",
        FieldLogLevel=api.log_level,
        ExcludeVerboseContent=api.log_concise,
        CloudWatchLogsRoleArn=api.log_role,
    )


def _api_block(api: GraphqlApi) -> tuple[Made, ...]:
    users = block(
        "user_pool_config", user_pool_id=api.user_pool, aws_region=Context.REGION, default_action="ALLOW"
    )
    settings = group(
        name=api.name,
        authentication_type=api.authentication,
        introspection_config=api.introspection,
        query_depth_limit=api.query_depth,
        resolver_count_limit=api.resolver_count,
        xray_enabled=api.tracing,
    )
    log = block(
        "log_config",
        field_log_level=api.log_level,
        exclude_verbose_content=api.log_concise,
        cloudwatch_logs_role_arn=api.log_role,
    )
    schema = group(schema=Lines(api.schema))
    inner = (users if api.user_pool else None, log if api.log_role else None)
    return (made("aws_appsync_graphql_api", settings, schema, *inner),)


def _key(key: GraphqlApiKey) -> Shape:
    return shape("ApiKey", ApiId=key.api, Description=key.description, Expires=key.expires)


def _key_block(key: GraphqlApiKey) -> tuple[Made, ...]:
    day = None if key.expires is None else f"{datetime.fromtimestamp(key.expires, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (made("aws_appsync_api_key", group(api_id=key.api, description=key.description, expires=day)),)


def _schema(schema: GraphqlSchema) -> Shape:
    return shape("GraphQLSchema", ApiId=schema.api, Definition=Lines(schema.definition))


def _schema_block(schema: GraphqlSchema) -> tuple[Made, ...]:
    """Nothing: it is an argument of the API."""
    del schema
    return ()


def _source(source: GraphqlDataSource) -> Shape:
    return shape(
        "DataSource",
        ApiId=source.api,
        Name=source.name,
        Type="AWS_LAMBDA",
        LambdaConfig=shape("LambdaConfig", LambdaFunctionArn=source.function),
        ServiceRoleArn=source.role,
    )


def _source_block(source: GraphqlDataSource) -> tuple[Made, ...]:
    settings = group(api_id=source.api, name=source.name, type="AWS_LAMBDA", service_role_arn=source.role)
    return (made("aws_appsync_datasource", settings, block("lambda_config", function_arn=source.function)),)


def _resolver(resolver: GraphqlResolver) -> Shape:
    return shape(
        "Resolver",
        ApiId=resolver.api,
        TypeName=resolver.type,
        FieldName=resolver.field,
        DataSourceName=resolver.data_source,
        MaxBatchSize=resolver.batch_size,
    )


def _resolver_block(resolver: GraphqlResolver) -> tuple[Made, ...]:
    settings = group(
        api_id=resolver.api,
        type=resolver.type,
        field=resolver.field,
        data_source=resolver.data_source,
        max_batch_size=resolver.batch_size,
    )
    return (made("aws_appsync_resolver", settings),)


KINDS = (
    Kind(
        GraphqlApi,
        CloudFormation(
            "AWS::AppSync::GraphQLApi",
            _api,
            {Attribute.URL: Got("GraphQLUrl"), Attribute.ID: Got("ApiId"), Attribute.ARN: Got("Arn")},
        ),
        Terraform(
            "aws_appsync_graphql_api",
            _api_block,
            _FILE,
            {Attribute.URL: 'uris["GRAPHQL"]', Attribute.ID: "id", Attribute.ARN: "arn"},
        ),
    ),
    Kind(
        GraphqlSchema,
        CloudFormation("AWS::AppSync::GraphQLSchema", _schema),
        Terraform("aws_appsync_graphql_api", _schema_block, _FILE),
    ),
    Kind(
        GraphqlApiKey,
        CloudFormation("AWS::AppSync::ApiKey", _key),
        Terraform("aws_appsync_api_key", _key_block, _FILE),
        suffix="ApiKey",
    ),
    Kind(
        GraphqlDataSource,
        CloudFormation("AWS::AppSync::DataSource", _source, {Attribute.NAME: Got("Name")}),
        Terraform("aws_appsync_datasource", _source_block, _FILE, {Attribute.NAME: "name"}),
        suffix="DataSource",
    ),
    Kind(
        GraphqlResolver,
        CloudFormation("AWS::AppSync::Resolver", _resolver),
        # It refers to the API, which has the schema.
        Terraform("aws_appsync_resolver", _resolver_block, _FILE, ordered=True),
        suffix="Resolver",
    ),
)
"""How GraphQL APIs are spelt."""
