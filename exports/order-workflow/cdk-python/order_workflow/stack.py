"""The stack of order-workflow."""

from dataclasses import dataclass

from aws_cdk import Aws, CfnOutput, Duration, Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct


@dataclass(frozen=True)
class Settings:
    """What differs between stages."""

    charge_reserved_concurrency: int | None


STAGES = {
    "dev": Settings(charge_reserved_concurrency=None),
    "prod": Settings(charge_reserved_concurrency=20),
}


class OrderWorkflowStack(Stack):
    """Everything that order-workflow deploys to one stage.

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
                "An order is checked, charged and recorded, and somebody is told when "
                "that fails."
            ),
        )
        settings = STAGES[stage]
        prefix = f"order-workflow-{stage}"

        # Orders that nobody could fulfil.
        trouble_topic = sns.CfnTopic(
            self,
            "TroubleTopic",
            topic_name=f"{prefix}-trouble",
        )

        sns.CfnTopicPolicy(
            self,
            "TroubleTopicPolicy",
            topics=[trouble_topic.ref],
            policy_document=iam.PolicyDocument(
                statements=[
                    # Nobody may publish to the topic without TLS.
                    iam.PolicyStatement(
                        effect=iam.Effect.DENY,
                        principals=[iam.AnyPrincipal()],
                        actions=["sns:Publish"],
                        resources=[trouble_topic.ref],
                        conditions={"Bool": {"aws:SecureTransport": "false"}},
                    ),
                ],
            ),
        )

        orders_table = dynamodb.Table(
            self,
            "OrdersTable",
            table_name=f"{prefix}-orders",
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            partition_key=dynamodb.Attribute(
                name="order_id",
                type=dynamodb.AttributeType.STRING,
            ),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.DESTROY,
        )

        # What executions of fulfil do.
        fulfil_log_group = logs.LogGroup(
            self,
            "FulfilLogGroup",
            log_group_name=f"/aws/vendedlogs/states/{prefix}-fulfil",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        check_log_group = logs.LogGroup(
            self,
            "CheckLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-check",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        check_role = iam.Role(
            self,
            "CheckRole",
            role_name=f"{prefix}-check",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[check_log_group.log_group_arn],
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
                    ],
                ),
            },
        )

        check_function = lambda_.Function(
            self,
            "CheckFunction",
            function_name=f"{prefix}-check",
            description="Checks an order against the stock.",
            role=check_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/check.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(10),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=check_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
        )

        charge_log_group = logs.LogGroup(
            self,
            "ChargeLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-charge",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        payment_key_secret = secretsmanager.CfnSecret(
            self,
            "PaymentKeySecret",
            name=f"{prefix}-payment-key",
            description="API key of the payment provider.",
        )

        charge_role = iam.Role(
            self,
            "ChargeRole",
            role_name=f"{prefix}-charge",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[charge_log_group.log_group_arn],
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

        charge_function = lambda_.Function(
            self,
            "ChargeFunction",
            function_name=f"{prefix}-charge",
            description=(
                "Charges the customer; charging twice under one key does nothing."
            ),
            role=charge_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/charge.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(20),
            reserved_concurrent_executions=settings.charge_reserved_concurrency,
            tracing=lambda_.Tracing.ACTIVE,
            log_group=charge_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={"PAYMENT_KEY_ARN": payment_key_secret.ref},
        )

        pack_log_group = logs.LogGroup(
            self,
            "PackLogGroup",
            log_group_name=f"/aws/lambda/{prefix}-pack",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )

        pack_role = iam.Role(
            self,
            "PackRole",
            role_name=f"{prefix}-pack",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Its own log group only.
                        iam.PolicyStatement(
                            sid="WriteLogs",
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[pack_log_group.log_group_arn],
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
                    ],
                ),
            },
        )

        pack_function = lambda_.Function(
            self,
            "PackFunction",
            function_name=f"{prefix}-pack",
            description="Orders one parcel.",
            role=pack_role.without_policy_updates(),
            code=lambda_.Code.from_asset("build/pack.zip"),
            handler="app.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=512,
            timeout=Duration.seconds(15),
            tracing=lambda_.Tracing.ACTIVE,
            log_group=pack_log_group,
            logging_format=lambda_.LoggingFormat.JSON,
        )

        # What the workflow fulfil may do.
        fulfil_role = iam.Role(
            self,
            "FulfilRole",
            role_name=f"{prefix}-fulfil",
            assumed_by=iam.ServicePrincipal(
                "states.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
            inline_policies={
                "permissions": iam.PolicyDocument(
                    statements=[
                        # Called by the state check.
                        iam.PolicyStatement(
                            sid="InvokeCheck",
                            actions=["lambda:InvokeFunction"],
                            resources=[check_function.function_arn],
                        ),
                        # Called by the state charge.
                        iam.PolicyStatement(
                            sid="InvokeCharge",
                            actions=["lambda:InvokeFunction"],
                            resources=[charge_function.function_arn],
                        ),
                        # Called by the state record.
                        iam.PolicyStatement(
                            sid="PutItemOrders",
                            actions=["dynamodb:PutItem"],
                            resources=[orders_table.table_arn],
                        ),
                        # Called by the state parcel.
                        iam.PolicyStatement(
                            sid="InvokePack",
                            actions=["lambda:InvokeFunction"],
                            resources=[pack_function.function_arn],
                        ),
                        # Called by the state tell.
                        iam.PolicyStatement(
                            sid="PublishToTopicTrouble",
                            actions=["sns:Publish"],
                            resources=[trouble_topic.ref],
                        ),
                        # It logs its executions. Log deliveries have no resource-level
                        # permissions.
                        iam.PolicyStatement(
                            sid="DeliverLogs",
                            actions=[
                                "logs:CreateLogDelivery",
                                "logs:DeleteLogDelivery",
                                "logs:DescribeLogGroups",
                                "logs:DescribeResourcePolicies",
                                "logs:GetLogDelivery",
                                "logs:ListLogDeliveries",
                                "logs:PutResourcePolicy",
                                "logs:UpdateLogDelivery",
                            ],
                            resources=["*"],
                        ),
                        # Tracing is on. X-Ray has no resource-level permissions.
                        iam.PolicyStatement(
                            sid="SendTraces",
                            actions=[
                                "xray:GetSamplingRules",
                                "xray:GetSamplingTargets",
                                "xray:PutTelemetryRecords",
                                "xray:PutTraceSegments",
                            ],
                            resources=["*"],
                        ),
                    ],
                ),
            },
        )

        fulfil_state_machine = stepfunctions.CfnStateMachine(
            self,
            "FulfilStateMachine",
            state_machine_name=f"{prefix}-fulfil",
            role_arn=fulfil_role.role_arn,
            logging_configuration=stepfunctions.CfnStateMachine.LoggingConfigurationProperty(
                level="ALL",
                destinations=[
                    stepfunctions.CfnStateMachine.LogDestinationProperty(
                        cloud_watch_logs_log_group=stepfunctions.CfnStateMachine.CloudWatchLogsLogGroupProperty(
                            log_group_arn=fulfil_log_group.log_group_arn,
                        ),
                    ),
                ],
            ),
            tracing_configuration=stepfunctions.CfnStateMachine.TracingConfigurationProperty(
                enabled=True,
            ),
            definition={
                "Comment": "Takes an order from its check to its parcels.",
                "QueryLanguage": "JSONata",
                "TimeoutSeconds": 3600,
                "StartAt": "check",
                "States": {
                    "check": {
                        "Type": "Task",
                        "Resource": f"arn:{Aws.PARTITION}:states:::lambda:invoke",
                        "Arguments": {
                            "FunctionName": check_function.function_arn,
                            "Payload": "{% $states.input %}",
                        },
                        "TimeoutSeconds": 15,
                        "Retry": [
                            {
                                "ErrorEquals": [
                                    "Lambda.ClientExecutionTimeoutException",
                                    "Lambda.ServiceException",
                                    "Lambda.AWSLambdaException",
                                    "Lambda.SdkClientException",
                                    "Lambda.TooManyRequestsException",
                                ],
                                "IntervalSeconds": 2,
                                "MaxAttempts": 6,
                                "BackoffRate": 2,
                                "JitterStrategy": "FULL",
                            },
                        ],
                        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "tell"}],
                        "Output": "{% $states.result.Payload %}",
                        "Next": "in-stock",
                    },
                    "in-stock": {
                        "Type": "Choice",
                        "Choices": [
                            {
                                "Condition": "{% $states.input.missing = 0 %}",
                                "Next": "settle",
                            },
                        ],
                        "Default": "restock",
                    },
                    "restock": {"Type": "Wait", "Seconds": 900, "Next": "check"},
                    "settle": {
                        "Type": "Parallel",
                        "Branches": [
                            {
                                "StartAt": "charge",
                                "States": {
                                    "charge": {
                                        "Type": "Task",
                                        "Resource": (
                                            f"arn:{Aws.PARTITION}:states:::lambda:"
                                            "invoke"
                                        ),
                                        "Arguments": {
                                            "FunctionName": charge_function.function_arn,
                                            "Payload": "{% $states.input %}",
                                        },
                                        "TimeoutSeconds": 25,
                                        "Retry": [
                                            {
                                                "ErrorEquals": [
                                                    "Lambda.ClientExecutionTimeoutException",
                                                    "Lambda.ServiceException",
                                                    "Lambda.AWSLambdaException",
                                                    "Lambda.SdkClientException",
                                                    "Lambda.TooManyRequestsException",
                                                ],
                                                "IntervalSeconds": 2,
                                                "MaxAttempts": 6,
                                                "BackoffRate": 2,
                                                "JitterStrategy": "FULL",
                                            },
                                        ],
                                        "Output": "{% $states.result.Payload %}",
                                        "End": True,
                                    },
                                },
                            },
                            {
                                "StartAt": "record",
                                "States": {
                                    "record": {
                                        "Type": "Task",
                                        "Resource": (
                                            f"arn:{Aws.PARTITION}:states:::dynamodb:"
                                            "putItem"
                                        ),
                                        "Arguments": {
                                            "TableName": orders_table.table_name,
                                            "Item": {
                                                "order_id": {
                                                    "S": "{% $states.input.order_id %}",
                                                },
                                                "state": {"S": "charged"},
                                            },
                                        },
                                        "TimeoutSeconds": 10,
                                        "Retry": [
                                            {
                                                "ErrorEquals": ["States.TaskFailed"],
                                                "IntervalSeconds": 1,
                                                "MaxAttempts": 3,
                                                "BackoffRate": 2,
                                                "JitterStrategy": "FULL",
                                            },
                                        ],
                                        "End": True,
                                    },
                                },
                            },
                        ],
                        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "tell"}],
                        "Next": "pack",
                    },
                    "pack": {
                        "Type": "Map",
                        "Items": "{% $states.input[0].parcels %}",
                        "MaxConcurrency": 5,
                        "ItemProcessor": {
                            "ProcessorConfig": {"Mode": "INLINE"},
                            "StartAt": "parcel",
                            "States": {
                                "parcel": {
                                    "Type": "Task",
                                    "Resource": (
                                        f"arn:{Aws.PARTITION}:states:::lambda:invoke"
                                    ),
                                    "Arguments": {
                                        "FunctionName": pack_function.function_arn,
                                        "Payload": "{% $states.input %}",
                                    },
                                    "TimeoutSeconds": 20,
                                    "Retry": [
                                        {
                                            "ErrorEquals": [
                                                "Lambda.ClientExecutionTimeoutException",
                                                "Lambda.ServiceException",
                                                "Lambda.AWSLambdaException",
                                                "Lambda.SdkClientException",
                                                "Lambda.TooManyRequestsException",
                                            ],
                                            "IntervalSeconds": 2,
                                            "MaxAttempts": 6,
                                            "BackoffRate": 2,
                                            "JitterStrategy": "FULL",
                                        },
                                    ],
                                    "Output": "{% $states.result.Payload %}",
                                    "End": True,
                                },
                            },
                        },
                        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "tell"}],
                        "Next": "done",
                    },
                    "tell": {
                        "Type": "Task",
                        "Resource": f"arn:{Aws.PARTITION}:states:::sns:publish",
                        "Arguments": {
                            "TopicArn": trouble_topic.ref,
                            "Message": "{% $states.input %}",
                            "Subject": "An order could not be fulfilled",
                        },
                        "TimeoutSeconds": 10,
                        "Retry": [
                            {
                                "ErrorEquals": ["States.TaskFailed"],
                                "IntervalSeconds": 1,
                                "MaxAttempts": 3,
                                "BackoffRate": 2,
                                "JitterStrategy": "FULL",
                            },
                        ],
                        "Next": "failed",
                    },
                    "failed": {
                        "Type": "Fail",
                        "Error": "OrderFailed",
                        "Cause": "See what was published.",
                    },
                    "done": {"Type": "Succeed"},
                },
            },
        )

        # As tags of the stack itself they would also reach what is to have none.
        untagged = ["aws:cdk:stack"]
        Tags.of(self).add("service", "orders", exclude_resource_types=untagged)

        CfnOutput(
            self,
            "TroubleTopicArn",
            description=(
                "ARN of the trouble topic, for publishers and subscribers elsewhere."
            ),
            value=trouble_topic.ref,
        )

        CfnOutput(
            self,
            "OrdersTableName",
            description=(
                "Name of the orders table, for queries by hand and from elsewhere."
            ),
            value=orders_table.table_name,
        )

        CfnOutput(
            self,
            "FulfilStateMachineArn",
            description=(
                "ARN of the fulfil workflow, for starting executions and following "
                "them."
            ),
            value=fulfil_state_machine.ref,
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
            "CheckFunctionName",
            description=(
                "Name of the check function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=check_function.function_name,
        )

        CfnOutput(
            self,
            "ChargeFunctionName",
            description=(
                "Name of the charge function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=charge_function.function_name,
        )

        CfnOutput(
            self,
            "PackFunctionName",
            description=(
                "Name of the pack function, for invoking it and finding its logs and "
                "metrics."
            ),
            value=pack_function.function_name,
        )
