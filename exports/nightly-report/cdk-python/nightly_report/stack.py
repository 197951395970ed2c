"""The stack of nightly-report."""

from dataclasses import dataclass

from aws_cdk import Aws, CfnOutput, Duration, Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs
from constructs import Construct


@dataclass(frozen=True)
class Settings:
    """What differs between stages."""

    report_nightly_enabled: str


STAGES = {
    "dev": Settings(report_nightly_enabled="DISABLED"),
    "prod": Settings(report_nightly_enabled="ENABLED"),
}


class NightlyReportStack(Stack):
    """Everything that nightly-report deploys to one stage.

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
            description="A report is made every night.",
        )
        settings = STAGES[stage]
        prefix = f"nightly-report-{stage}"

        # Times at which the function could not be started.
        undelivered_queue = sqs.Queue(
            self,
            "UndeliveredQueue",
            queue_name=f"{prefix}-undelivered",
            retention_period=Duration.days(14),
            max_message_size_bytes=262144,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        # Runs that failed for good, with the reason.
        failed_queue = sqs.Queue(
            self,
            "FailedQueue",
            queue_name=f"{prefix}-failed",
            retention_period=Duration.days(14),
            max_message_size_bytes=262144,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        warehouse_secret = secretsmanager.CfnSecret(
            self,
            "WarehouseSecret",
            name=f"{prefix}-warehouse",
            description="User and password of the data warehouse.",
        )

        report_log_group = logs.LogGroup(
            self,
            "ReportLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-report",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        report_role = iam.Role(
            self,
            "ReportRole",
            role_name=f"{prefix}-report",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[report_log_group.log_group_arn],
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
                        # Destination of events that were given up.
                        iam.PolicyStatement(
                            sid="SendToFailed",
                            actions=["sqs:SendMessage"],
                            resources=[failed_queue.queue_arn],
                        ),
                        # Reads the value of warehouse.
                        iam.PolicyStatement(
                            sid="ReadWarehouse",
                            actions=["secretsmanager:GetSecretValue"],
                            resources=[warehouse_secret.ref],
                        ),
                    ],
                ),
            },
        )

        report_function = lambda_.Function(
            self,
            "ReportFunction",
            function_name=f"{prefix}-report",
            description="Makes the report of the day before.",
            role=report_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/report.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=1024,
            timeout=Duration.minutes(5),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=report_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={"WAREHOUSE_SECRET_ARN": warehouse_secret.ref},
        )

        lambda_.CfnEventInvokeConfig(
            self,
            "ReportEventInvokeConfig",
            function_name=report_function.function_name,
            qualifier="$LATEST",
            maximum_event_age_in_seconds=3600,
            maximum_retry_attempts=1,
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(
                    destination=failed_queue.queue_arn,
                ),
            ),
        )

        # What the scheduler may do for the schedule nightly of report.
        report_nightly_role = iam.Role(
            self,
            "ReportNightlyRole",
            role_name=f"{prefix}-report-nightly",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Schedule nightly invokes report.
                        iam.PolicyStatement(
                            sid="Invoke",
                            actions=["lambda:InvokeFunction"],
                            resources=[report_function.function_arn],
                        ),
                        # What could not be delivered.
                        iam.PolicyStatement(
                            sid="SendToDeadLetterQueue",
                            actions=["sqs:SendMessage"],
                            resources=[undelivered_queue.queue_arn],
                        ),
                    ],
                ),
            },
        )

        scheduler.CfnSchedule(
            self,
            "ReportNightlySchedule",
            name=f"{prefix}-report-nightly",
            schedule_expression="cron(30 3 * * ? *)",
            schedule_expression_timezone="Europe/Berlin",
            state=settings.report_nightly_enabled,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(
                mode="FLEXIBLE",
                maximum_window_in_minutes=15,
            ),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=report_function.function_arn,
                role_arn=report_nightly_role.role_arn,
                input='{"report": "daily"}',
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=3600,
                    maximum_retry_attempts=10,
                ),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(
                    arn=undelivered_queue.queue_arn,
                ),
            ),
        )

        # As tags of the stack itself they would also reach what is to have none.
        untagged = ["aws:cdk:stack"]
        Tags.of(self).add("service", "reports", exclude_resource_types=untagged)

        CfnOutput(
            self,
            "UndeliveredQueueUrl",
            description=(
                "URL of the undelivered queue, by which messages are sent to it and "
                "received from it."
            ),
            value=undelivered_queue.queue_url,
        )

        CfnOutput(
            self,
            "FailedQueueUrl",
            description=(
                "URL of the failed queue, by which messages are sent to it and "
                "received from it."
            ),
            value=failed_queue.queue_url,
        )

        CfnOutput(
            self,
            "WarehouseSecretArn",
            description=(
                "ARN of the warehouse secret, whose value is put in by hand, once per "
                "stage."
            ),
            value=warehouse_secret.ref,
        )

        CfnOutput(
            self,
            "ReportFunctionName",
            description=(
                "Name of the report function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=report_function.function_name,
        )
