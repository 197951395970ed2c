"""Lambda functions and what is published of them: versions and aliases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.answers import function_name
from tests.conformance.normal.comparison import Tolerance
from tests.conformance.normal.exemption import CDK, SAM, Unnoticed, argument, property_
from tests.conformance.normal.form import Identity, Place, Settings, UnreadableError
from tests.conformance.normal.identification import composed, named
from tests.conformance.normal.kind import Kind, Spelling, When, arn
from tests.conformance.normal.values import (
    Found,
    block,
    entries,
    fixed,
    flag,
    members,
    nested,
    only,
    ordered,
    pairs,
    text,
    whole,
)

_TAG = {"Key": "lambda:createdBy", "Value": "SAM"}
_TOLERATED = "SAM's own tag, which is tolerated: without it there is no difference to tolerate."
_NEW_VERSION = "What is published next is a new resource, so that no version is ever replaced."
_ARN = arn("lambda", "function:{name}")
_ANSWERS = {
    "arn": _ARN,
    "invoke_arn": "arn:{place.partition}:apigateway:{place.region}:lambda:path/2015-03-31/functions/"
    + _ARN
    + "/invocations",
}
_PUBLISHED = {"version": "<published version of {name}>"}


def _reserved(value: Any) -> Found:
    # The provider's word for "none" is -1.
    yield ("reserved_concurrency",), "none" if value == -1 else value


def _code(value: Any) -> Found:
    # The path begins with the module's own folder.
    yield ("code",), value.partition("/")[2]


def _publish(value: Any) -> Found:
    yield from flag("published")(value)
    if value is True:  # the provider never deletes an old version
        yield ("superseded",), "Retain"


_FUNCTION = Spelling(
    "AWS::Lambda::Function",
    named("FunctionName"),
    {
        "Description": text("description"),
        "Role": text("role"),
        "Code": nested({"S3Bucket": lambda _: iter(()), "S3Key": text("code"), "ImageUri": text("code")}),
        "Handler": text("handler"),
        "Runtime": text("runtime"),
        "Architectures": only(text("architecture")),
        "MemorySize": whole("memory_size"),
        "Timeout": whole("timeout"),
        "EphemeralStorage": nested({"Size": whole("ephemeral_storage")}),
        "ReservedConcurrentExecutions": whole("reserved_concurrency"),
        "TracingConfig": nested({"Mode": text("tracing")}),
        "LoggingConfig": nested(
            {
                "LogGroup": text("log_group"),
                "LogFormat": text("log_format"),
                "ApplicationLogLevel": text("application_level"),
                "SystemLogLevel": text("system_level"),
            }
        ),
        "Environment": nested({"Variables": entries("environment")}),
        "PackageType": text("package_type"),
        "ImageConfig": nested(
            {
                "Command": ordered("command"),
                "EntryPoint": ordered("entry_point"),
                "WorkingDirectory": text("working_directory"),
            }
        ),
        "Layers": ordered("layer"),
        "VpcConfig": nested({"SubnetIds": members("subnet"), "SecurityGroupIds": members("security_group")}),
        "DeadLetterConfig": nested({"TargetArn": text("dead_letter")}),
        "KmsKeyArn": text("environment_key"),
        "FileSystemConfigs": only(nested({"Arn": text("file_system"), "LocalMountPath": text("mount_path")})),
        "CodeSigningConfigArn": text("code_signing"),
        "SnapStart": nested({"ApplyOn": text("snap_start")}),
        "RuntimeManagementConfig": nested(
            {"UpdateRuntimeOn": text("runtime_updates"), "RuntimeVersionArn": text("runtime_version")}
        ),
        "RecursiveLoop": text("recursive_loop"),
        "DurableConfig": nested(
            {"ExecutionTimeout": whole("execution_timeout"), "RetentionPeriodInDays": whole("history_days")}
        ),
        "TenancyConfig": nested({"TenantIsolationMode": text("tenancy")}),
        "CapacityProviderConfig": nested(
            {
                "LambdaManagedInstancesCapacityProviderConfig": nested(
                    {
                        "CapacityProviderArn": text("capacity_provider"),
                        "ExecutionEnvironmentMemoryGiBPerVCpu": whole("memory_per_vcpu"),
                        "PerExecutionEnvironmentMaxConcurrency": whole("concurrency"),
                    }
                )
            }
        ),
        "Tags": pairs("tags"),
    },
    asked={"Ref": "name", "Arn": "arn"},
    unnoticed=(
        property_("Architectures", ["x86_64"]),
        property_("LoggingConfig/LogFormat", "Text"),
        property_("MemorySize", 128),
        property_("TracingConfig", {"Mode": "PassThrough"}),
        property_("Tags", [_TAG], SAM, reason=_TOLERATED),
        property_("Tags/#", _TAG, SAM, reason=_TOLERATED),
        property_("EphemeralStorage", {"Size": 512}, CDK),
    ),
)

_AWS_FUNCTION = Spelling(
    "aws_lambda_function",
    named("function_name"),
    {
        "skip_destroy": fixed(expected=False),
        "publish": _publish,
        "description": text("description"),
        "role": text("role"),
        "filename": _code,
        "handler": text("handler"),
        "runtime": text("runtime"),
        "architectures": only(text("architecture")),
        "memory_size": whole("memory_size"),
        "timeout": whole("timeout"),
        "ephemeral_storage": block({"size": whole("ephemeral_storage")}),
        "reserved_concurrent_executions": _reserved,
        "tracing_config": block({"mode": text("tracing")}),
        "logging_config": block(
            {
                "log_group": text("log_group"),
                "log_format": text("log_format"),
                "application_log_level": text("application_level"),
                "system_log_level": text("system_level"),
            }
        ),
        "environment": block({"variables": entries("environment")}),
        "package_type": text("package_type"),
        "image_uri": text("code"),
        "image_config": block(
            {
                "command": ordered("command"),
                "entry_point": ordered("entry_point"),
                "working_directory": text("working_directory"),
            }
        ),
        "layers": ordered("layer"),
        "vpc_config": block(
            {
                "subnet_ids": members("subnet"),
                "security_group_ids": members("security_group"),
                "ipv6_allowed_for_dual_stack": fixed(expected=False),
            }
        ),
        "dead_letter_config": block({"target_arn": text("dead_letter")}),
        "kms_key_arn": text("environment_key"),
        "file_system_config": block({"arn": text("file_system"), "local_mount_path": text("mount_path")}),
        "code_signing_config_arn": text("code_signing"),
        "snap_start": block({"apply_on": text("snap_start")}),
        "tags": entries("tags"),
    },
    asked={"arn": "arn", "invoke_arn": "invoke_arn", "version": "version"},
    told_back=frozenset({"qualified_arn"}),
    unnoticed=(
        argument("architectures", ["x86_64"]),
        argument("ephemeral_storage", [{"size": 512}]),
        argument("ephemeral_storage/#", {"size": 512}),
        argument("logging_config/#/log_format", "Text"),
        argument("memory_size", 128),
        argument("package_type", "Zip"),
        argument("publish", False),
        argument("reserved_concurrent_executions", -1),
        argument("skip_destroy", False),
        argument("tracing_config", [{"mode": "PassThrough"}]),
        argument("tracing_config/#", {"mode": "PassThrough"}),
        argument("vpc_config/#/ipv6_allowed_for_dual_stack", False),
    ),
)

_AWS_RUNTIME = Spelling(
    "aws_lambda_runtime_management_config",
    named("function_name"),
    {"update_runtime_on": text("runtime_updates"), "runtime_version_arn": text("runtime_version")},
)

_AWS_RECURSION = Spelling(
    "aws_lambda_function_recursion_config",
    named("function_name"),
    {"recursive_loop": text("recursive_loop")},
)

_VERSION = Spelling(
    "AWS::Lambda::Version",
    composed(lambda said, place: function_name(said["FunctionName"], place), "FunctionName"),
    {},
    asked={"Version": "version"},
    unnoticed=(Unnoticed((CDK,), ("UpdateReplacePolicy",), "Retain", _NEW_VERSION),),
)


def _say_of_functions(versions: list[Identity], resources: dict[Identity, Settings]) -> None:
    """A version is said of its function: that it publishes them, and what becomes of superseded ones."""
    for version in versions:
        said, function = resources.pop(version), Identity("function", version.name)
        if function not in resources:
            raise UnreadableError(f"a version of {version.name}")
        if said[("on_replace",)] not in ("Delete", "Retain"):
            raise UnreadableError(f"a version that is replaced: {said[('on_replace',)]}")
        # A new version is a new resource, and the old one is then deleted.
        resources[function] |= {("published",): True, ("superseded",): said[("on_delete",)]}


def qualified(said: Mapping[str, Any], place: Place) -> str:
    """``name:alias`` from CloudFormation's properties."""
    qualifier = said["Qualifier"] if "Qualifier" in said else said["Name"]
    return function_name(said["FunctionName"], place, str(qualifier))


def aws_qualified(said: Mapping[str, Any], place: Place) -> str:
    """``name:alias`` from Terraform's arguments."""
    qualifier = said["qualifier"] if "qualifier" in said else said["name"]
    name = function_name(said["function_name"], place, qualifier)
    return name if ":" in name else f"{name}:$LATEST"


_WEIGHTS = "SAM makes the alias that it publishes and takes no weights for it; a note says so."
_SHARE = {"FunctionVersion": "3", "FunctionWeight": 0.1}
_ROUTING = {"AdditionalVersionWeights": [_SHARE]}
_AWS_ROUTING = {"additional_version_weights": {"3": 0.1}}


def _weights(value: Any) -> Found:
    for each in value:
        yield ("weight", each["FunctionVersion"]), float(each["FunctionWeight"])


def _aws_weights(value: Any) -> Found:
    for version, weight in value.items():
        yield ("weight", version), float(weight)


_ALIAS = Spelling(
    "AWS::Lambda::Alias",
    composed(qualified, "FunctionName", "Name"),
    {
        "Description": text("description"),
        "FunctionVersion": text("version"),
        "ProvisionedConcurrencyConfig": nested(
            {"ProvisionedConcurrentExecutions": whole("provisioned_concurrency")}
        ),
        "RoutingConfig": nested({"AdditionalVersionWeights": _weights}),
    },
    asked={"Ref": "arn", "AliasArn": "arn"},
    updates={
        "CodeDeployLambdaAliasUpdate": nested(
            {
                "ApplicationName": text("shift", "application"),
                "DeploymentGroupName": text("shift", "group"),
                "BeforeAllowTrafficHook": text("shift", "before"),
                "AfterAllowTrafficHook": text("shift", "after"),
            }
        )
    },
    unnoticed=(
        property_("RoutingConfig", _ROUTING, CDK, reason=_WEIGHTS),
        property_("RoutingConfig/AdditionalVersionWeights/#", _SHARE, CDK, reason=_WEIGHTS),
    ),
)

_AWS_ALIAS = Spelling(
    "aws_lambda_alias",
    composed(aws_qualified, "function_name", "name"),
    {
        "description": text("description"),
        "function_version": text("version"),
        "routing_config": block({"additional_version_weights": _aws_weights}),
    },
    asked={"arn": "arn", "invoke_arn": "invoke_arn"},
    unnoticed=(
        argument("routing_config", [_AWS_ROUTING], reason=_WEIGHTS),
        argument("routing_config/#", _AWS_ROUTING, reason=_WEIGHTS),
        argument("routing_config/#/additional_version_weights/3", 0.1, reason=_WEIGHTS),
    ),
)

_PROVISIONED = Spelling(
    "aws_lambda_provisioned_concurrency_config",
    composed(aws_qualified, "function_name", "qualifier"),
    {
        "provisioned_concurrent_executions": whole("provisioned_concurrency"),
        "skip_destroy": fixed(expected=False),
    },
    unnoticed=(argument("skip_destroy", False),),
)

_LAYER = Spelling(
    "AWS::Lambda::LayerVersion",
    named("LayerName"),
    {
        "Description": text("description"),
        "LicenseInfo": text("license"),
        "Content": nested({"S3Bucket": lambda _: iter(()), "S3Key": text("code")}),
        "CompatibleRuntimes": members("runtime"),
        "CompatibleArchitectures": members("architecture"),
    },
    asked={"Ref": "arn"},
    unnoticed=(Unnoticed((SAM,), ("DeletionPolicy",), "Delete"),),
)

_AWS_LAYER = Spelling(
    "aws_lambda_layer_version",
    named("layer_name"),
    {
        "description": text("description"),
        "license_info": text("license"),
        "filename": _code,
        "compatible_runtimes": members("runtime"),
        "compatible_architectures": members("architecture"),
        "skip_destroy": fixed(expected=False),
    },
    asked={"arn": "arn"},
    unnoticed=(argument("skip_destroy", False),),
)

KINDS = (
    Kind(
        name="layer",
        cloudformation=(_LAYER,),
        terraform=(_AWS_LAYER,),
        answers={"arn": arn("lambda", "layer:{name}:1")},
        defaults={("description",): ""},
    ),
    Kind(
        name="function",
        cloudformation=(_FUNCTION,),
        terraform=(_AWS_FUNCTION, _AWS_RUNTIME, _AWS_RECURSION),
        answers={**_ANSWERS, **_PUBLISHED, "name": "{name}"},
        defaults={
            ("description",): "",
            ("architecture",): "x86_64",
            ("memory_size",): 128,
            ("timeout",): 3,
            ("ephemeral_storage",): 512,
            ("reserved_concurrency",): "none",
            ("tracing",): "PassThrough",
            ("log_format",): "Text",
            ("package_type",): "Zip",
            ("published",): False,
            ("recursive_loop",): "Terminate",
            ("runtime_updates",): "Auto",
            ("snap_start",): "None",
        },
        defaults_when=(
            When(("log_format",), "JSON", {("application_level",): "INFO", ("system_level",): "INFO"}),
        ),
        tolerated=(
            Tolerance(
                "sam",
                "function",
                ("tags", "lambda:createdBy"),
                "SAM",
                None,
                "SAM puts this tag on every function that it expands and cannot be told not to.",
            ),
        ),
    ),
    Kind(
        name="version",
        cloudformation=(_VERSION,),
        terraform=(),
        answers=_PUBLISHED,
        assemble=_say_of_functions,
    ),
    Kind(
        name="alias",
        cloudformation=(_ALIAS,),
        terraform=(_AWS_ALIAS, _PROVISIONED),
        answers=_ANSWERS,
        defaults={("description",): "", ("provisioned_concurrency",): "none"},
        tolerated=(Tolerance("sam", "alias", ("weight", "3"), None, 0.1, _WEIGHTS),),
    ),
)
