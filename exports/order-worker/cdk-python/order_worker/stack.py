"""The stack of order-worker."""

from dataclasses import dataclass

from aws_cdk import CfnOutput, Duration, Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from constructs import Construct


@dataclass(frozen=True)
class Settings:
    """What differs between stages."""

    worker_retention_days: logs.RetentionDays
    worker_memory_size: int
    worker_orders_maximum_concurrency: int


STAGES = {
    "dev": Settings(
        worker_retention_days=logs.RetentionDays.ONE_MONTH,
        worker_memory_size=512,
        worker_orders_maximum_concurrency=10,
    ),
    "prod": Settings(
        worker_retention_days=logs.RetentionDays.THREE_MONTHS,
        worker_memory_size=1024,
        worker_orders_maximum_concurrency=50,
    ),
}


class OrderWorkerStack(Stack):
    """Everything that order-worker deploys to one stage.

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
            description="Orders wait in a queue and are written to a table.",
        )
        settings = STAGES[stage]
        prefix = f"order-worker-{stage}"

        # Messages that orders could not get processed.
        orders_dlq_queue = sqs.Queue(
            self,
            "OrdersDlqQueue",
            queue_name=f"{prefix}-orders-dlq",
            retention_period=Duration.days(14),
            max_message_size_bytes=262144,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        orders_queue = sqs.Queue(
            self,
            "OrdersQueue",
            queue_name=f"{prefix}-orders",
            visibility_timeout=Duration.minutes(3),
            max_message_size_bytes=262144,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=orders_dlq_queue,
                max_receive_count=5,
            ),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        order_history_table = dynamodb.Table(
            self,
            "OrderHistoryTable",
            table_name=f"{prefix}-order-history",
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

        payment_key_secret = secretsmanager.CfnSecret(
            self,
            "PaymentKeySecret",
            name=f"{prefix}-payment-key",
            description="API key of the payment provider.",
        )

        worker_log_group = logs.LogGroup(
            self,
            "WorkerLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-worker",
            retention=settings.worker_retention_days,
            removal_policy=RemovalPolicy.DESTROY,
        )

        worker_role = iam.Role(
            self,
            "WorkerRole",
            role_name=f"{prefix}-worker",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[worker_log_group.log_group_arn],
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
                        # Trigger orders polls the queue orders.
                        iam.PolicyStatement(
                            sid="PollOrders",
                            actions=[
                                "sqs:DeleteMessage",
                                "sqs:GetQueueAttributes",
                                "sqs:ReceiveMessage",
                            ],
                            resources=[orders_queue.queue_arn],
                        ),
                        # Puts, changes and deletes items of order-history.
                        iam.PolicyStatement(
                            sid="WriteOrderHistory",
                            actions=[
                                "dynamodb:BatchWriteItem",
                                "dynamodb:DeleteItem",
                                "dynamodb:PutItem",
                                "dynamodb:UpdateItem",
                            ],
                            resources=[order_history_table.table_arn],
                        ),
                        # Reads the value of payment-key.
                        iam.PolicyStatement(
                            sid="ReadPaymentKey",
                            actions=["secretsmanager:GetSecretValue"],
                            resources=[payment_key_secret.ref],
                        ),
                    ],
                ),
            },
        )

        worker_function = lambda_.Function(
            self,
            "WorkerFunction",
            function_name=f"{prefix}-worker",
            description=(
                "Writes each order of a batch to the table and reports those that "
                "failed."
            ),
            role=worker_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/worker.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=settings.worker_memory_size,
            timeout=Duration.seconds(30),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=worker_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={
                "HISTORY_TABLE": order_history_table.table_name,
                "PAYMENT_KEY_ARN": payment_key_secret.ref,
            },
        )

        lambda_.EventSourceMapping(
            self,
            "WorkerOrdersMapping",
            target=worker_function,
            event_source_arn=orders_queue.queue_arn,
            batch_size=10,
            max_concurrency=settings.worker_orders_maximum_concurrency,
            report_batch_item_failures=True,
        )

        # As tags of the stack itself they would also reach what is to have none.
        untagged = ["aws:cdk:stack", "AWS::Lambda::EventSourceMapping"]
        Tags.of(self).add("service", "orders", exclude_resource_types=untagged)

        CfnOutput(
            self,
            "OrdersQueueUrl",
            description=(
                "URL of the orders queue, by which messages are sent to it and "
                "received from it."
            ),
            value=orders_queue.queue_url,
        )

        CfnOutput(
            self,
            "OrderHistoryTableName",
            description=(
                "Name of the order-history table, for queries by hand and from "
                "elsewhere."
            ),
            value=order_history_table.table_name,
        )

        CfnOutput(
            self,
            "PaymentKeySecretArn",
            description=(
                "ARN of the payment-key secret, whose value is put in by hand, once "
                "per stage."
            ),
            value=payment_key_secret.ref,
        )

        CfnOutput(
            self,
            "WorkerFunctionName",
            description=(
                "Name of the worker function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=worker_function.function_name,
        )
