"""The stack of rest-shop."""

import json
from dataclasses import dataclass

from aws_cdk import Aws, CfnOutput, Duration, Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito
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
    orders_retention_days: logs.RetentionDays
    orders_memory_size: int


STAGES = {
    "dev": Settings(
        front_rate=50,
        front_burst=100,
        orders_retention_days=logs.RetentionDays.ONE_MONTH,
        orders_memory_size=512,
    ),
    "prod": Settings(
        front_rate=500,
        front_burst=1000,
        orders_retention_days=logs.RetentionDays.THREE_MONTHS,
        orders_memory_size=1024,
    ),
}


class RestShopStack(Stack):
    """Everything that rest-shop deploys to one stage.

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
            description=(
                "Orders over a REST API, for signed-in users and for partners with a "
                "quota."
            ),
        )
        settings = STAGES[stage]
        prefix = f"rest-shop-{stage}"

        # A line for each request to front.
        front_log_group = logs.LogGroup(
            self,
            "FrontLogGroup",
            log_group_name=f"/aws/apigateway/{prefix}-front",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        front_rest_api = apigateway.CfnRestApi(
            self,
            "FrontRestApi",
            name=f"{prefix}-front",
            description="The shop's front.",
            endpoint_configuration=apigateway.CfnRestApi.EndpointConfigurationProperty(
                types=["REGIONAL"],
            ),
        )

        # Everyone who shops.
        shoppers_user_pool = cognito.CfnUserPool(
            self,
            "ShoppersUserPool",
            user_pool_name=f"{prefix}-shoppers",
            username_attributes=["email"],
            username_configuration=cognito.CfnUserPool.UsernameConfigurationProperty(
                case_sensitive=False,
            ),
            auto_verified_attributes=["email"],
            account_recovery_setting=cognito.CfnUserPool.AccountRecoverySettingProperty(
                recovery_mechanisms=[
                    cognito.CfnUserPool.RecoveryOptionProperty(
                        name="verified_email",
                        priority=1,
                    ),
                ],
            ),
            policies=cognito.CfnUserPool.PoliciesProperty(
                password_policy=cognito.CfnUserPool.PasswordPolicyProperty(
                    minimum_length=12,
                    require_uppercase=True,
                    require_lowercase=True,
                    require_numbers=True,
                    require_symbols=True,
                    temporary_password_validity_days=7,
                ),
            ),
            mfa_configuration="OPTIONAL",
            enabled_mfas=["SOFTWARE_TOKEN_MFA"],
            deletion_protection="ACTIVE",
        )

        front_people_authorizer = apigateway.CfnAuthorizer(
            self,
            "FrontPeopleAuthorizer",
            rest_api_id=front_rest_api.ref,
            name="people",
            type="COGNITO_USER_POOLS",
            provider_arns=[shoppers_user_pool.attr_arn],
            identity_source="method.request.header.Authorization",
        )

        front_orders_resource = apigateway.CfnResource(
            self,
            "FrontOrdersResource",
            rest_api_id=front_rest_api.ref,
            parent_id=front_rest_api.attr_root_resource_id,
            path_part="orders",
        )

        front_orders_id_resource = apigateway.CfnResource(
            self,
            "FrontOrdersIdResource",
            rest_api_id=front_rest_api.ref,
            parent_id=front_orders_resource.ref,
            path_part="{id}",
        )

        front_partners_resource = apigateway.CfnResource(
            self,
            "FrontPartnersResource",
            rest_api_id=front_rest_api.ref,
            parent_id=front_rest_api.attr_root_resource_id,
            path_part="partners",
        )

        front_partners_orders_resource = apigateway.CfnResource(
            self,
            "FrontPartnersOrdersResource",
            rest_api_id=front_rest_api.ref,
            parent_id=front_partners_resource.ref,
            path_part="orders",
        )

        front_options_orders_method = apigateway.CfnMethod(
            self,
            "FrontOptionsOrdersMethod",
            rest_api_id=front_rest_api.ref,
            resource_id=front_orders_resource.ref,
            http_method="OPTIONS",
            authorization_type="NONE",
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="MOCK",
                request_templates={"application/json": '{"statusCode": 204}'},
                integration_responses=[
                    apigateway.CfnMethod.IntegrationResponseProperty(
                        status_code="204",
                        response_parameters={
                            "method.response.header.Access-Control-Allow-Origin": (
                                "'https://shop.example.com'"
                            ),
                            "method.response.header.Access-Control-Allow-Methods": (
                                "'GET,POST,OPTIONS'"
                            ),
                            "method.response.header.Access-Control-Allow-Headers": (
                                "'authorization,content-type'"
                            ),
                        },
                    ),
                ],
            ),
            method_responses=[
                apigateway.CfnMethod.MethodResponseProperty(
                    status_code="204",
                    response_parameters={
                        "method.response.header.Access-Control-Allow-Origin": True,
                        "method.response.header.Access-Control-Allow-Methods": True,
                        "method.response.header.Access-Control-Allow-Headers": True,
                    },
                ),
            ],
        )

        front_options_orders_id_method = apigateway.CfnMethod(
            self,
            "FrontOptionsOrdersIdMethod",
            rest_api_id=front_rest_api.ref,
            resource_id=front_orders_id_resource.ref,
            http_method="OPTIONS",
            authorization_type="NONE",
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="MOCK",
                request_templates={"application/json": '{"statusCode": 204}'},
                integration_responses=[
                    apigateway.CfnMethod.IntegrationResponseProperty(
                        status_code="204",
                        response_parameters={
                            "method.response.header.Access-Control-Allow-Origin": (
                                "'https://shop.example.com'"
                            ),
                            "method.response.header.Access-Control-Allow-Methods": (
                                "'GET,POST,OPTIONS'"
                            ),
                            "method.response.header.Access-Control-Allow-Headers": (
                                "'authorization,content-type'"
                            ),
                        },
                    ),
                ],
            ),
            method_responses=[
                apigateway.CfnMethod.MethodResponseProperty(
                    status_code="204",
                    response_parameters={
                        "method.response.header.Access-Control-Allow-Origin": True,
                        "method.response.header.Access-Control-Allow-Methods": True,
                        "method.response.header.Access-Control-Allow-Headers": True,
                    },
                ),
            ],
        )

        front_options_partners_orders_method = apigateway.CfnMethod(
            self,
            "FrontOptionsPartnersOrdersMethod",
            rest_api_id=front_rest_api.ref,
            resource_id=front_partners_orders_resource.ref,
            http_method="OPTIONS",
            authorization_type="NONE",
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="MOCK",
                request_templates={"application/json": '{"statusCode": 204}'},
                integration_responses=[
                    apigateway.CfnMethod.IntegrationResponseProperty(
                        status_code="204",
                        response_parameters={
                            "method.response.header.Access-Control-Allow-Origin": (
                                "'https://shop.example.com'"
                            ),
                            "method.response.header.Access-Control-Allow-Methods": (
                                "'GET,POST,OPTIONS'"
                            ),
                            "method.response.header.Access-Control-Allow-Headers": (
                                "'authorization,content-type'"
                            ),
                        },
                    ),
                ],
            ),
            method_responses=[
                apigateway.CfnMethod.MethodResponseProperty(
                    status_code="204",
                    response_parameters={
                        "method.response.header.Access-Control-Allow-Origin": True,
                        "method.response.header.Access-Control-Allow-Methods": True,
                        "method.response.header.Access-Control-Allow-Headers": True,
                    },
                ),
            ],
        )

        # Pages of other origins may read what went wrong.
        front_client_errors_gateway_response = apigateway.CfnGatewayResponse(
            self,
            "FrontClientErrorsGatewayResponse",
            rest_api_id=front_rest_api.ref,
            response_type="DEFAULT_4XX",
            response_parameters={
                "gatewayresponse.header.Access-Control-Allow-Origin": (
                    "'https://shop.example.com'"
                ),
            },
        )

        # Pages of other origins may read what went wrong.
        front_server_errors_gateway_response = apigateway.CfnGatewayResponse(
            self,
            "FrontServerErrorsGatewayResponse",
            rest_api_id=front_rest_api.ref,
            response_type="DEFAULT_5XX",
            response_parameters={
                "gatewayresponse.header.Access-Control-Allow-Origin": (
                    "'https://shop.example.com'"
                ),
            },
        )

        orders_log_group = logs.LogGroup(
            self,
            "OrdersLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-orders",
            retention=settings.orders_retention_days,
            removal_policy=RemovalPolicy.DESTROY,
        )

        order_book_table = dynamodb.Table(
            self,
            "OrderBookTable",
            table_name=f"{prefix}-order-book",
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            partition_key=dynamodb.Attribute(
                name="customer_id",
                type=dynamodb.AttributeType.STRING,
            ),
            sort_key=dynamodb.Attribute(
                name="order_id",
                type=dynamodb.AttributeType.STRING,
            ),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.DESTROY,
        )

        orders_role = iam.Role(
            self,
            "OrdersRole",
            role_name=f"{prefix}-orders",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[orders_log_group.log_group_arn],
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
                        # Reads items of order-book by key or by query; no scans.
                        iam.PolicyStatement(
                            sid="ReadOrderBook",
                            actions=[
                                "dynamodb:BatchGetItem",
                                "dynamodb:ConditionCheckItem",
                                "dynamodb:GetItem",
                                "dynamodb:Query",
                            ],
                            resources=[order_book_table.table_arn],
                        ),
                        # Puts, changes and deletes items of order-book.
                        iam.PolicyStatement(
                            sid="WriteOrderBook",
                            actions=[
                                "dynamodb:BatchWriteItem",
                                "dynamodb:DeleteItem",
                                "dynamodb:PutItem",
                                "dynamodb:UpdateItem",
                            ],
                            resources=[order_book_table.table_arn],
                        ),
                    ],
                ),
            },
        )

        orders_function = lambda_.Function(
            self,
            "OrdersFunction",
            function_name=f"{prefix}-orders",
            description="Reads and takes orders.",
            role=orders_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/orders.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=settings.orders_memory_size,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=orders_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={"ORDERS_TABLE": order_book_table.table_name},
        )

        orders_get_orders_method = apigateway.CfnMethod(
            self,
            "OrdersGetOrdersMethod",
            rest_api_id=front_rest_api.ref,
            resource_id=front_orders_resource.ref,
            http_method="GET",
            authorization_type="COGNITO_USER_POOLS",
            authorizer_id=front_people_authorizer.ref,
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="AWS_PROXY",
                integration_http_method="POST",
                uri=(
                    f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}:lambda:path/"
                    f"2015-03-31/functions/{orders_function.function_arn}/invocations"
                ),
            ),
        )

        orders_get_orders_id_method = apigateway.CfnMethod(
            self,
            "OrdersGetOrdersIdMethod",
            rest_api_id=front_rest_api.ref,
            resource_id=front_orders_id_resource.ref,
            http_method="GET",
            authorization_type="COGNITO_USER_POOLS",
            authorizer_id=front_people_authorizer.ref,
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="AWS_PROXY",
                integration_http_method="POST",
                uri=(
                    f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}:lambda:path/"
                    f"2015-03-31/functions/{orders_function.function_arn}/invocations"
                ),
            ),
        )

        orders_post_orders_method = apigateway.CfnMethod(
            self,
            "OrdersPostOrdersMethod",
            rest_api_id=front_rest_api.ref,
            resource_id=front_orders_resource.ref,
            http_method="POST",
            authorization_type="COGNITO_USER_POOLS",
            authorizer_id=front_people_authorizer.ref,
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="AWS_PROXY",
                integration_http_method="POST",
                uri=(
                    f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}:lambda:path/"
                    f"2015-03-31/functions/{orders_function.function_arn}/invocations"
                ),
            ),
        )

        orders_get_partners_orders_method = apigateway.CfnMethod(
            self,
            "OrdersGetPartnersOrdersMethod",
            rest_api_id=front_rest_api.ref,
            resource_id=front_partners_orders_resource.ref,
            http_method="GET",
            authorization_type="AWS_IAM",
            api_key_required=True,
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="AWS_PROXY",
                integration_http_method="POST",
                uri=(
                    f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}:lambda:path/"
                    f"2015-03-31/functions/{orders_function.function_arn}/invocations"
                ),
            ),
        )

        # A snapshot: what is changed above reaches callers by a new one.
        front_deployment = apigateway.CfnDeployment(
            self,
            "FrontDeployment6ce94b97e1",
            rest_api_id=front_rest_api.ref,
        )
        front_deployment.node.add_dependency(
            front_people_authorizer,
            front_orders_resource,
            front_orders_id_resource,
            front_partners_resource,
            front_partners_orders_resource,
            front_options_orders_method,
            front_options_orders_id_method,
            front_options_partners_orders_method,
            front_client_errors_gateway_response,
            front_server_errors_gateway_response,
            orders_get_orders_method,
            orders_get_orders_id_method,
            orders_post_orders_method,
            orders_get_partners_orders_method,
        )

        front_stage = apigateway.CfnStage(
            self,
            "FrontStage",
            rest_api_id=front_rest_api.ref,
            deployment_id=front_deployment.ref,
            stage_name=stage,
            tracing_enabled=True,
            access_log_setting=apigateway.CfnStage.AccessLogSettingProperty(
                destination_arn=(
                    f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:"
                    f"{front_log_group.log_group_name}"
                ),
                format=json.dumps(
                    {
                        "requestId": "$context.requestId",
                        "ip": "$context.identity.sourceIp",
                        "requestTime": "$context.requestTime",
                        "httpMethod": "$context.httpMethod",
                        "resourcePath": "$context.resourcePath",
                        "status": "$context.status",
                        "responseLatency": "$context.responseLatency",
                        "integrationLatency": "$context.integration.latency",
                        "integrationError": "$context.integration.error",
                        "authorizerError": "$context.authorizer.error",
                        "errorType": "$context.error.responseType",
                    },
                ),
            ),
            method_settings=[
                apigateway.CfnStage.MethodSettingProperty(
                    http_method="*",
                    resource_path="/*",
                    throttling_rate_limit=settings.front_rate,
                    throttling_burst_limit=settings.front_burst,
                ),
            ],
        )

        # What each client may ask, by its key.
        front_usage_plan = apigateway.CfnUsagePlan(
            self,
            "FrontUsagePlan",
            usage_plan_name=f"{prefix}-front",
            api_stages=[
                apigateway.CfnUsagePlan.ApiStageProperty(
                    api_id=front_rest_api.ref,
                    stage=front_stage.ref,
                ),
            ],
            quota=apigateway.CfnUsagePlan.QuotaSettingsProperty(
                limit=10000,
                period="DAY",
            ),
            throttle=apigateway.CfnUsagePlan.ThrottleSettingsProperty(
                rate_limit=5,
                burst_limit=10,
            ),
        )

        front_acme_api_key = apigateway.CfnApiKey(
            self,
            "FrontAcmeApiKey",
            name=f"{prefix}-front-acme",
            description="Counts and limits the client acme of front.",
            enabled=True,
        )

        apigateway.CfnUsagePlanKey(
            self,
            "FrontAcmeUsagePlanKey",
            usage_plan_id=front_usage_plan.ref,
            key_id=front_acme_api_key.ref,
            key_type="API_KEY",
        )

        shoppers_web_client = cognito.CfnUserPoolClient(
            self,
            "ShoppersWebClient",
            user_pool_id=shoppers_user_pool.ref,
            client_name=f"{prefix}-shoppers-web",
            explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            prevent_user_existence_errors="ENABLED",
            access_token_validity=60,
            id_token_validity=60,
            refresh_token_validity=30,
            token_validity_units=cognito.CfnUserPoolClient.TokenValidityUnitsProperty(
                access_token="minutes",
                id_token="minutes",
                refresh_token="days",
            ),
        )

        lambda_.CfnPermission(
            self,
            "OrdersGetOrdersPermission",
            action="lambda:InvokeFunction",
            function_name=orders_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_rest_api.ref}/{stage}/GET/orders"
            ),
        )

        lambda_.CfnPermission(
            self,
            "OrdersGetOrdersIdPermission",
            action="lambda:InvokeFunction",
            function_name=orders_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_rest_api.ref}/{stage}/GET/orders/*"
            ),
        )

        lambda_.CfnPermission(
            self,
            "OrdersPostOrdersPermission",
            action="lambda:InvokeFunction",
            function_name=orders_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_rest_api.ref}/{stage}/POST/orders"
            ),
        )

        lambda_.CfnPermission(
            self,
            "OrdersGetPartnersOrdersPermission",
            action="lambda:InvokeFunction",
            function_name=orders_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_rest_api.ref}/{stage}/GET/partners/orders"
            ),
        )

        # As tags of the stack itself they would also reach what is to have none.
        untagged = ["aws:cdk:stack"]
        Tags.of(self).add("service", "shop", exclude_resource_types=untagged)

        CfnOutput(
            self,
            "FrontApiUrl",
            description=(
                "Base URL of the front API, to which clients add a resource's path."
            ),
            value=(
                f"https://{front_rest_api.ref}.execute-api.{Aws.REGION}.amazonaws.com/"
                f"{stage}"
            ),
        )

        CfnOutput(
            self,
            "OrderBookTableName",
            description=(
                "Name of the order-book table, for queries by hand and from elsewhere."
            ),
            value=order_book_table.table_name,
        )

        CfnOutput(
            self,
            "ShoppersUserPoolId",
            description="ID of the shoppers user pool, for whoever manages its users.",
            value=shoppers_user_pool.ref,
        )

        CfnOutput(
            self,
            "ShoppersWebClientId",
            description=(
                "Client ID of the web app, by which it gets tokens from the shoppers "
                "user pool."
            ),
            value=shoppers_web_client.ref,
        )

        CfnOutput(
            self,
            "OrdersFunctionName",
            description=(
                "Name of the orders function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=orders_function.function_name,
        )
