"""The stack of event-fan-out."""

import json
from dataclasses import dataclass

from aws_cdk import Aws, CfnOutput, Duration, Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct


@dataclass(frozen=True)
class Settings:
    """What differs between stages."""

    bill_orders_maximum_concurrency: int
    ship_orders_maximum_concurrency: int


STAGES = {
    "dev": Settings(
        bill_orders_maximum_concurrency=10,
        ship_orders_maximum_concurrency=5,
    ),
    "prod": Settings(
        bill_orders_maximum_concurrency=50,
        ship_orders_maximum_concurrency=20,
    ),
}


class EventFanOutStack(Stack):
    """Everything that event-fan-out deploys to one stage.

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
                "Orders are announced once; billing and shipping each work through "
                "them at their own pace."
            ),
        )
        settings = STAGES[stage]
        prefix = f"event-fan-out-{stage}"

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
            protocol_type="HTTP",
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
                throttling_rate_limit=100,
                throttling_burst_limit=200,
            ),
        )

        # Messages that to-bill could not get processed.
        to_bill_dlq_queue = sqs.Queue(
            self,
            "ToBillDlqQueue",
            queue_name=f"{prefix}-to-bill-dlq",
            retention_period=Duration.days(14),
            max_message_size_bytes=262144,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        to_bill_queue = sqs.Queue(
            self,
            "ToBillQueue",
            queue_name=f"{prefix}-to-bill",
            visibility_timeout=Duration.minutes(3),
            max_message_size_bytes=262144,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=to_bill_dlq_queue,
                max_receive_count=5,
            ),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
        )

        # Every order, once.
        orders_topic = sns.CfnTopic(self, "OrdersTopic", topic_name=f"{prefix}-orders")

        orders_undelivered_queue = sqs.Queue(
            self,
            "OrdersUndeliveredQueue",
            queue_name=f"{prefix}-orders-undelivered",
            retention_period=Duration.days(14),
            max_message_size_bytes=262144,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
        )

        sns.CfnSubscription(
            self,
            "ToBillOrdersSubscription",
            topic_arn=orders_topic.ref,
            protocol="sqs",
            endpoint=to_bill_queue.queue_arn,
            raw_message_delivery=True,
            redrive_policy={"deadLetterTargetArn": orders_undelivered_queue.queue_arn},
        )

        sqs.CfnQueuePolicy(
            self,
            "ToBillQueuePolicy",
            queues=[to_bill_queue.queue_url],
            policy_document=iam.PolicyDocument(
                statements=[
                    # Nobody may use the queue without TLS.
                    iam.PolicyStatement(
                        effect=iam.Effect.DENY,
                        principals=[iam.AnyPrincipal()],
                        actions=["sqs:*"],
                        resources=[to_bill_queue.queue_arn],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                    # SNS delivers what is published to the topic orders.
                    iam.PolicyStatement(
                        principals=[iam.ServicePrincipal("sns.amazonaws.com")],
                        actions=["sqs:SendMessage"],
                        resources=[to_bill_queue.queue_arn],
                        conditions={"ArnEquals": {"aws:SourceArn": orders_topic.ref}},
                    ),
                ],
            ),
        )

        # Messages that to-ship could not get processed.
        to_ship_dlq_queue = sqs.Queue(
            self,
            "ToShipDlqQueue",
            queue_name=f"{prefix}-to-ship-dlq",
            retention_period=Duration.days(14),
            max_message_size_bytes=262144,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        to_ship_queue = sqs.Queue(
            self,
            "ToShipQueue",
            queue_name=f"{prefix}-to-ship",
            visibility_timeout=Duration.minutes(3),
            max_message_size_bytes=262144,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=to_ship_dlq_queue,
                max_receive_count=5,
            ),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
        )

        sns.CfnSubscription(
            self,
            "ToShipOrdersSubscription",
            topic_arn=orders_topic.ref,
            protocol="sqs",
            endpoint=to_ship_queue.queue_arn,
            raw_message_delivery=True,
            filter_policy={"state": ["paid"]},
            redrive_policy={"deadLetterTargetArn": orders_undelivered_queue.queue_arn},
        )

        sqs.CfnQueuePolicy(
            self,
            "ToShipQueuePolicy",
            queues=[to_ship_queue.queue_url],
            policy_document=iam.PolicyDocument(
                statements=[
                    # Nobody may use the queue without TLS.
                    iam.PolicyStatement(
                        effect=iam.Effect.DENY,
                        principals=[iam.AnyPrincipal()],
                        actions=["sqs:*"],
                        resources=[to_ship_queue.queue_arn],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                    # SNS delivers what is published to the topic orders.
                    iam.PolicyStatement(
                        principals=[iam.ServicePrincipal("sns.amazonaws.com")],
                        actions=["sqs:SendMessage"],
                        resources=[to_ship_queue.queue_arn],
                        conditions={"ArnEquals": {"aws:SourceArn": orders_topic.ref}},
                    ),
                ],
            ),
        )

        sqs.CfnQueuePolicy(
            self,
            "OrdersUndeliveredQueuePolicy",
            queues=[orders_undelivered_queue.queue_url],
            policy_document=iam.PolicyDocument(
                statements=[
                    # Nobody may use the queue without TLS.
                    iam.PolicyStatement(
                        effect=iam.Effect.DENY,
                        principals=[iam.AnyPrincipal()],
                        actions=["sqs:*"],
                        resources=[orders_undelivered_queue.queue_arn],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                    # SNS sends what the topic orders could not deliver.
                    iam.PolicyStatement(
                        principals=[iam.ServicePrincipal("sns.amazonaws.com")],
                        actions=["sqs:SendMessage"],
                        resources=[orders_undelivered_queue.queue_arn],
                        conditions={"ArnEquals": {"aws:SourceArn": orders_topic.ref}},
                    ),
                ],
            ),
        )

        sns.CfnTopicPolicy(
            self,
            "OrdersTopicPolicy",
            topics=[orders_topic.ref],
            policy_document=iam.PolicyDocument(
                statements=[
                    # Nobody may publish to the topic without TLS.
                    iam.PolicyStatement(
                        effect=iam.Effect.DENY,
                        principals=[iam.AnyPrincipal()],
                        actions=["sns:Publish"],
                        resources=[orders_topic.ref],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                ],
            ),
        )

        announce_log_group = logs.LogGroup(
            self,
            "AnnounceLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-announce",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        announce_role = iam.Role(
            self,
            "AnnounceRole",
            role_name=f"{prefix}-announce",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[announce_log_group.log_group_arn],
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
                        # Publishes to orders.
                        iam.PolicyStatement(
                            sid="PublishOrders",
                            actions=["sns:Publish"],
                            resources=[orders_topic.ref],
                        ),
                    ],
                ),
            },
        )

        announce_function = lambda_.Function(
            self,
            "AnnounceFunction",
            function_name=f"{prefix}-announce",
            description="Takes an order and tells everyone who needs to know.",
            role=announce_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/announce.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=announce_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={"TOPIC_ARN": orders_topic.ref},
        )

        announce_http_integration = apigatewayv2.CfnIntegration(
            self,
            "AnnounceHttpIntegration",
            api_id=front_api.ref,
            integration_type="AWS_PROXY",
            integration_uri=announce_function.function_arn,
            payload_format_version="2.0",
        )

        apigatewayv2.CfnRoute(
            self,
            "AnnouncePostOrdersRoute",
            api_id=front_api.ref,
            route_key="POST /orders",
            target=f"integrations/{announce_http_integration.ref}",
            authorization_type="AWS_IAM",
        )

        lambda_.CfnPermission(
            self,
            "AnnouncePostOrdersPermission",
            action="lambda:InvokeFunction",
            function_name=announce_function.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=(
                f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:"
                f"{front_api.ref}/*/POST/orders"
            ),
        )

        bill_log_group = logs.LogGroup(
            self,
            "BillLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-bill",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        bill_role = iam.Role(
            self,
            "BillRole",
            role_name=f"{prefix}-bill",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[bill_log_group.log_group_arn],
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
                        # Trigger orders polls the queue to-bill.
                        iam.PolicyStatement(
                            sid="PollToBill",
                            actions=[
                                "sqs:DeleteMessage",
                                "sqs:GetQueueAttributes",
                                "sqs:ReceiveMessage",
                            ],
                            resources=[to_bill_queue.queue_arn],
                        ),
                    ],
                ),
            },
        )

        bill_function = lambda_.Function(
            self,
            "BillFunction",
            function_name=f"{prefix}-bill",
            description="Bills each order.",
            role=bill_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/bill.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(30),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=bill_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
        )

        lambda_.EventSourceMapping(
            self,
            "BillOrdersMapping",
            target=bill_function,
            event_source_arn=to_bill_queue.queue_arn,
            batch_size=10,
            max_concurrency=settings.bill_orders_maximum_concurrency,
            report_batch_item_failures=True,
        )

        ship_log_group = logs.LogGroup(
            self,
            "ShipLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-ship",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        ship_role = iam.Role(
            self,
            "ShipRole",
            role_name=f"{prefix}-ship",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[ship_log_group.log_group_arn],
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
                        # Trigger orders polls the queue to-ship.
                        iam.PolicyStatement(
                            sid="PollToShip",
                            actions=[
                                "sqs:DeleteMessage",
                                "sqs:GetQueueAttributes",
                                "sqs:ReceiveMessage",
                            ],
                            resources=[to_ship_queue.queue_arn],
                        ),
                    ],
                ),
            },
        )

        ship_function = lambda_.Function(
            self,
            "ShipFunction",
            function_name=f"{prefix}-ship",
            description="Ships each order that is paid for.",
            role=ship_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/ship.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(30),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=ship_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
        )

        lambda_.EventSourceMapping(
            self,
            "ShipOrdersMapping",
            target=ship_function,
            event_source_arn=to_ship_queue.queue_arn,
            batch_size=10,
            max_concurrency=settings.ship_orders_maximum_concurrency,
            report_batch_item_failures=True,
        )

        # As tags of the stack itself they would also reach what is to have none.
        untagged = ["aws:cdk:stack", "AWS::Lambda::EventSourceMapping"]
        Tags.of(self).add("service", "orders", exclude_resource_types=untagged)

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
            "ToBillQueueUrl",
            description=(
                "URL of the to-bill queue, by which messages are sent to it and "
                "received from it."
            ),
            value=to_bill_queue.queue_url,
        )

        CfnOutput(
            self,
            "ToShipQueueUrl",
            description=(
                "URL of the to-ship queue, by which messages are sent to it and "
                "received from it."
            ),
            value=to_ship_queue.queue_url,
        )

        CfnOutput(
            self,
            "OrdersUndeliveredQueueUrl",
            description=(
                "URL of the orders-undelivered queue, by which messages are sent to it "
                "and received from it."
            ),
            value=orders_undelivered_queue.queue_url,
        )

        CfnOutput(
            self,
            "OrdersTopicArn",
            description=(
                "ARN of the orders topic, for publishers and subscribers elsewhere."
            ),
            value=orders_topic.ref,
        )

        CfnOutput(
            self,
            "AnnounceFunctionName",
            description=(
                "Name of the announce function, for invoking it and finding its logs "
                "and metrics."
            ),
            value=announce_function.function_name,
        )

        CfnOutput(
            self,
            "BillFunctionName",
            description=(
                "Name of the bill function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=bill_function.function_name,
        )

        CfnOutput(
            self,
            "ShipFunctionName",
            description=(
                "Name of the ship function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=ship_function.function_name,
        )
