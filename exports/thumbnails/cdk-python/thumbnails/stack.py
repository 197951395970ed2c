"""The stack of thumbnails."""

from dataclasses import dataclass

from aws_cdk import Aws, CfnOutput, Duration, Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct


@dataclass(frozen=True)
class Settings:
    """What differs between stages."""

    shrink_retention_days: logs.RetentionDays
    shrink_memory_size: int


STAGES = {
    "dev": Settings(
        shrink_retention_days=logs.RetentionDays.ONE_MONTH,
        shrink_memory_size=1769,
    ),
    "prod": Settings(
        shrink_retention_days=logs.RetentionDays.THREE_MONTHS,
        shrink_memory_size=3008,
    ),
}


class ThumbnailsStack(Stack):
    """Everything that thumbnails deploys to one stage.

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
            description="Pictures that are uploaded are made small.",
        )
        settings = STAGES[stage]
        prefix = f"thumbnails-{stage}"

        failed_queue = sqs.Queue(
            self,
            "FailedQueue",
            queue_name=f"{prefix}-failed",
            retention_period=Duration.days(14),
            max_message_size_bytes=262144,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

        shrink_log_group = logs.LogGroup(
            self,
            "ShrinkLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-shrink",
            retention=settings.shrink_retention_days,
            removal_policy=RemovalPolicy.DESTROY,
        )

        # The small copies.
        small_bucket = s3.CfnBucket(
            self,
            "SmallBucket",
            bucket_name=f"{prefix}-small-{Aws.ACCOUNT_ID}",
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
            ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
                rules=[
                    s3.CfnBucket.OwnershipControlsRuleProperty(
                        object_ownership="BucketOwnerEnforced",
                    ),
                ],
            ),
            versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(
                status="Enabled",
            ),
            lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
                rules=[
                    s3.CfnBucket.RuleProperty(
                        id="tidy-up",
                        status="Enabled",
                        noncurrent_version_expiration=s3.CfnBucket.NoncurrentVersionExpirationProperty(
                            noncurrent_days=30,
                        ),
                        abort_incomplete_multipart_upload=s3.CfnBucket.AbortIncompleteMultipartUploadProperty(
                            days_after_initiation=7,
                        ),
                    ),
                ],
            ),
        )

        shrink_role = iam.Role(
            self,
            "ShrinkRole",
            role_name=f"{prefix}-shrink",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[shrink_log_group.log_group_arn],
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
                        # Reads objects of uploads whose keys it knows; lists none.
                        iam.PolicyStatement(
                            sid="ReadUploads",
                            actions=["s3:GetObject"],
                            resources=[
                                (
                                    f"arn:{Aws.PARTITION}:s3:::{prefix}-uploads-"
                                    f"{Aws.ACCOUNT_ID}/*"
                                ),
                            ],
                        ),
                        # Puts objects into small, and cannot read them.
                        iam.PolicyStatement(
                            sid="WriteSmall",
                            actions=["s3:AbortMultipartUpload", "s3:PutObject"],
                            resources=[f"{small_bucket.attr_arn}/*"],
                        ),
                    ],
                ),
            },
        )

        shrink_function = lambda_.Function(
            self,
            "ShrinkFunction",
            function_name=f"{prefix}-shrink",
            description="Makes a small copy of each picture.",
            role=shrink_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/shrink.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=settings.shrink_memory_size,
            timeout=Duration.minutes(1),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=shrink_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={"SMALL_BUCKET": small_bucket.ref},
        )

        # The account too, since a bucket's ARN names none and its name can change
        # hands.
        shrink_uploads_permission = lambda_.CfnPermission(
            self,
            "ShrinkUploadsPermission",
            action="lambda:InvokeFunction",
            function_name=shrink_function.function_arn,
            principal="s3.amazonaws.com",
            source_arn=f"arn:{Aws.PARTITION}:s3:::{prefix}-uploads-{Aws.ACCOUNT_ID}",
            source_account=Aws.ACCOUNT_ID,
        )

        # What users upload.
        uploads_bucket = s3.CfnBucket(
            self,
            "UploadsBucket",
            bucket_name=f"{prefix}-uploads-{Aws.ACCOUNT_ID}",
            public_access_block_configuration=s3.CfnBucket.PublicAccessBlockConfigurationProperty(
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
            ownership_controls=s3.CfnBucket.OwnershipControlsProperty(
                rules=[
                    s3.CfnBucket.OwnershipControlsRuleProperty(
                        object_ownership="BucketOwnerEnforced",
                    ),
                ],
            ),
            versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(
                status="Enabled",
            ),
            lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
                rules=[
                    s3.CfnBucket.RuleProperty(
                        id="tidy-up",
                        status="Enabled",
                        noncurrent_version_expiration=s3.CfnBucket.NoncurrentVersionExpirationProperty(
                            noncurrent_days=30,
                        ),
                        abort_incomplete_multipart_upload=s3.CfnBucket.AbortIncompleteMultipartUploadProperty(
                            days_after_initiation=7,
                        ),
                    ),
                ],
            ),
            notification_configuration=s3.CfnBucket.NotificationConfigurationProperty(
                lambda_configurations=[
                    s3.CfnBucket.LambdaConfigurationProperty(
                        event="s3:ObjectCreated:*",
                        filter=s3.CfnBucket.NotificationFilterProperty(
                            s3_key=s3.CfnBucket.S3KeyFilterProperty(
                                rules=[
                                    s3.CfnBucket.FilterRuleProperty(
                                        name="prefix",
                                        value="pictures/",
                                    ),
                                ],
                            ),
                        ),
                        function=shrink_function.function_arn,
                    ),
                ],
            ),
        )
        uploads_bucket.node.add_dependency(shrink_uploads_permission)

        s3.CfnBucketPolicy(
            self,
            "UploadsBucketPolicy",
            bucket=uploads_bucket.ref,
            policy_document=iam.PolicyDocument(
                statements=[
                    # Nobody may use the bucket without TLS.
                    iam.PolicyStatement(
                        effect=iam.Effect.DENY,
                        principals=[iam.AnyPrincipal()],
                        actions=["s3:*"],
                        resources=[
                            uploads_bucket.attr_arn,
                            f"{uploads_bucket.attr_arn}/*",
                        ],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                ],
            ),
        )

        s3.CfnBucketPolicy(
            self,
            "SmallBucketPolicy",
            bucket=small_bucket.ref,
            policy_document=iam.PolicyDocument(
                statements=[
                    # Nobody may use the bucket without TLS.
                    iam.PolicyStatement(
                        effect=iam.Effect.DENY,
                        principals=[iam.AnyPrincipal()],
                        actions=["s3:*"],
                        resources=[small_bucket.attr_arn, f"{small_bucket.attr_arn}/*"],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                ],
            ),
        )

        lambda_.CfnEventInvokeConfig(
            self,
            "ShrinkEventInvokeConfig",
            function_name=shrink_function.function_name,
            qualifier="$LATEST",
            maximum_event_age_in_seconds=3600,
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(
                    destination=failed_queue.queue_arn,
                ),
            ),
        )

        # As tags of the stack itself they would also reach what is to have none.
        untagged = ["aws:cdk:stack"]
        Tags.of(self).add("service", "pictures", exclude_resource_types=untagged)

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
            "UploadsBucketName",
            description=(
                "Name of the uploads bucket, where objects are put and fetched."
            ),
            value=uploads_bucket.ref,
        )

        CfnOutput(
            self,
            "SmallBucketName",
            description="Name of the small bucket, where objects are put and fetched.",
            value=small_bucket.ref,
        )

        CfnOutput(
            self,
            "ShrinkFunctionName",
            description=(
                "Name of the shrink function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=shrink_function.function_name,
        )
