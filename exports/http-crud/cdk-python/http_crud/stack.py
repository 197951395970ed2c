"""The stack of http-crud."""

import json
from dataclasses import dataclass

from aws_cdk import Aws, CfnOutput, Duration, Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct


@dataclass(frozen=True)
class Settings:
    """What differs between stages."""

    front_rate: int
    front_burst: int


STAGES = {
    "dev": Settings(front_rate=20, front_burst=40),
    "prod": Settings(front_rate=200, front_burst=400),
}


class HttpCrudStack(Stack):
    """Everything that http-crud deploys to one stage.

    It goes with the stack; only what has deletion protection stays, and stops the deletion.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: str, env: Environment
    ) -> None:
        """Deploy one of STAGES to ``env``."""
        super().__init__(
            scope,
            construct_id,
            env=env,
            description="Items are read, stored and removed over HTTP.",
        )
        settings = STAGES[stage]
        prefix = f"http-crud-{stage}"

        # A line for each request to front.
        front_log_group = logs.LogGroup(
            self,
            "FrontLogGroup",
            log_group_name=f"/aws/apigateway/{prefix}-front",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        front_api = apigatewayv2.CfnApi(
            self,
            "FrontApi",
            name=f"{prefix}-front",
            description="Items of the catalogue.",
            protocol_type="HTTP",
            cors_configuration=apigatewayv2.CfnApi.CorsProperty(
                allow_origins=["https://app.example.com"],
                allow_methods=["GET", "PUT", "DELETE"],
                allow_headers=["authorization", "content-type"],
                max_age=600,
            ),
        )

        front_authorizer = apigatewayv2.CfnAuthorizer(
            self,
            "FrontAuthorizer",
            api_id=front_api.ref,
            name="jwt",
            authorizer_type="JWT",
            identity_source=["$request.header.Authorization"],
            jwt_configuration=apigatewayv2.CfnAuthorizer.JWTConfigurationProperty(
                issuer="https://login.example.com/",
                audience=["items"],
            ),
        )

        apigatewayv2.CfnStage(
            self,
            "FrontStage",
            api_id=front_api.ref,
            stage_name="$default",
            auto_deploy=True,
            access_log_settings=apigatewayv2.CfnStage.AccessLogSettingsProperty(
                destination_arn=(
                    f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:"
                    f"{front_log_group.log_group_name}"
                ),
                format=json.dumps(
                    {
                        "requestId": "$context.requestId",
                        "ip": "$context.identity.sourceIp",
                        "requestTime": "$context.requestTime",
                        "routeKey": "$context.routeKey",
                        "status": "$context.status",
                        "responseLatency": "$context.responseLatency",
                        "integrationLatency": "$context.integrationLatency",
                        "integrationError": "$context.integrationErrorMessage",
                        "authorizerError": "$context.authorizer.error",
                    },
                ),
            ),
            default_route_settings=apigatewayv2.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=settings.front_rate,
                throttling_burst_limit=settings.front_burst,
            ),
        )

        catalogue_table = dynamodb.Table(
            self,
            "CatalogueTable",
            table_name=f"{prefix}-catalogue",
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            partition_key=dynamodb.Attribute(
                name="id",
                type=dynamodb.AttributeType.STRING,
            ),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.DESTROY,
        )

        items_log_group = logs.LogGroup(
            self,
            "ItemsLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-items",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        items_role = iam.Role(
            self,
            "ItemsRole",
            role_name=f"{prefix}-items",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[items_log_group.log_group_arn],
                        ),
                        # Tracing is on. X-Ray has no resource-level permissions.
                        iam.PolicyStatement(
                            sid="SendTraces",
                            actions=[
                                "xray:PutTelemetryRecords",
                                "xray:PutTraceSegments",
                            ],
                            resources=["*"],
                        ),
                        # Reads items of catalogue by key or by query; no scans.
                        iam.PolicyStatement(
                            sid="ReadCatalogue",
                            actions=[
                                "dynamodb:BatchGetItem",
                                "dynamodb:ConditionCheckItem",
                                "dynamodb:GetItem",
                                "dynamodb:Query",
                            ],
                            resources=[catalogue_table.table_arn],
                        ),
                        # Puts, changes and deletes items of catalogue.
                        iam.PolicyStatement(
                            sid="WriteCatalogue",
                            actions=[
                                "dynamodb:BatchWriteItem",
                                "dynamodb:DeleteItem",
                                "dynamodb:PutItem",
                                "dynamodb:UpdateItem",
                            ],
                            resources=[catalogue_table.table_arn],
                        ),
                    ],
                ),
            },
        )

        items_function = lambda_.Function(
            self,
            "ItemsFunction",
            function_name=f"{prefix}-items",
            description="Answers the routes of the API from the table.",
            role=items_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/items.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=items_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={"CATALOGUE_TABLE": catalogue_table.table_name},
        )

        items_http_integration = apigatewayv2.CfnIntegration(
            self,
            "ItemsHttpIntegration",
            api_id=front_api.ref,
            integration_type="AWS_PROXY",
            integration_uri=items_function.function_arn,
            payload_format_version="2.0",
        )

        apigatewayv2.CfnRoute(
            self,
            "ItemsGetItemsIdRoute",
            api_id=front_api.ref,
            route_key="GET /items/{id}",
            target=f"integrations/{items_http_integration.ref}",
            authorization_type="JWT",
            authorizer_id=front_authorizer.ref,
        )

        lambda_.CfnPermission(
            self,
            "ItemsGetItemsIdPermission",
            action="lambda:InvokeFunction",
            function_name=items_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_api.ref}/*/GET/items/*"
            ),
        )

        apigatewayv2.CfnRoute(
            self,
            "ItemsPutItemsIdRoute",
            api_id=front_api.ref,
            route_key="PUT /items/{id}",
            target=f"integrations/{items_http_integration.ref}",
            authorization_type="JWT",
            authorizer_id=front_authorizer.ref,
        )

        lambda_.CfnPermission(
            self,
            "ItemsPutItemsIdPermission",
            action="lambda:InvokeFunction",
            function_name=items_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_api.ref}/*/PUT/items/*"
            ),
        )

        apigatewayv2.CfnRoute(
            self,
            "ItemsDeleteItemsIdRoute",
            api_id=front_api.ref,
            route_key="DELETE /items/{id}",
            target=f"integrations/{items_http_integration.ref}",
            authorization_type="JWT",
            authorizer_id=front_authorizer.ref,
        )

        lambda_.CfnPermission(
            self,
            "ItemsDeleteItemsIdPermission",
            action="lambda:InvokeFunction",
            function_name=items_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_api.ref}/*/DELETE/items/*"
            ),
        )

        # As tags of the stack itself they would also reach what is to have none.
        untagged = ["aws:cdk:stack"]
        Tags.of(self).add("service", "items", exclude_resource_types=untagged)

        CfnOutput(
            self,
            "FrontApiUrl",
            description=(
                "Base URL of the front API, to which clients add a route's path."
            ),
            value=front_api.attr_api_endpoint,
        )

        CfnOutput(
            self,
            "CatalogueTableName",
            description=(
                "Name of the catalogue table, for queries by hand and from elsewhere."
            ),
            value=catalogue_table.table_name,
        )

        CfnOutput(
            self,
            "ItemsFunctionName",
            description=(
                "Name of the items function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=items_function.function_name,
        )
