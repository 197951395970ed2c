"""Settings that few functions have, as shapes.

SAM prints them as the function's own, CDK sets them on the L1 resource behind the construct, Terraform
has arguments, blocks or resources for them.
"""

from __future__ import annotations

from designer.exporters.shapes import Leaf, Made, Shape, block, group, made, shape
from designer.graph import Attribute, Ref
from designer.graph.compute import Capacity, Function, Image

_ON_VERSIONS = "PublishedVersions"
_PER_TENANT = "PER_TENANT"


def properties(function: Function) -> Shape:
    """CloudFormation's properties."""
    mount, durable, updates = function.file_system, function.durable, function.runtime_updates
    return shape(
        "Function",
        KmsKeyArn=function.environment_key,
        FileSystemConfigs=(shape("FileSystemConfig", Arn=mount.access_point, LocalMountPath=mount.path),)
        if mount
        else None,
        CodeSigningConfigArn=function.code_signing,
        SnapStart=shape("SnapStart", ApplyOn=_ON_VERSIONS) if function.snap_start else None,
        RuntimeManagementConfig=shape(
            "RuntimeManagementConfig", UpdateRuntimeOn=updates.mode, RuntimeVersionArn=updates.version
        )
        if updates
        else None,
        RecursiveLoop=function.recursive_loop,
        DurableConfig=shape(
            "DurableConfig",
            ExecutionTimeout=durable.execution_timeout,
            RetentionPeriodInDays=durable.retention_days,
        )
        if durable
        else None,
        TenancyConfig=shape("TenancyConfig", TenantIsolationMode=_PER_TENANT)
        if function.tenant_isolation
        else None,
    )


def capacity(settings: Capacity) -> Leaf:
    """CloudFormation's property for instances of one's own."""
    return shape(
        "CapacityProviderConfig",
        LambdaManagedInstancesCapacityProviderConfig=shape(
            "LambdaManagedInstancesCapacityProviderConfig",
            CapacityProviderArn=settings.provider,
            ExecutionEnvironmentMemoryGiBPerVCpu=settings.memory_per_vcpu,
            PerExecutionEnvironmentMaxConcurrency=settings.concurrency,
        ),
    )


def sam_capacity(settings: Capacity) -> Leaf:
    """The same as SAM's function says it."""
    return shape(
        "CapacityProviderConfig",
        Arn=settings.provider,
        ExecutionEnvironmentMemoryGiBPerVCpu=settings.memory_per_vcpu,
        PerExecutionEnvironmentMaxConcurrency=settings.concurrency,
    )


def arguments(function: Function) -> Shape:
    """Terraform's arguments."""
    return group(kms_key_arn=function.environment_key, code_signing_config_arn=function.code_signing)


def blocks(function: Function) -> tuple[Shape, ...]:
    """Terraform's inner blocks."""
    mount, durable, instances = function.file_system, function.durable, function.capacity
    found = (
        _started(function.image) if function.image else None,
        block("file_system_config", arn=mount.access_point, local_mount_path=mount.path) if mount else None,
        block("snap_start", apply_on=_ON_VERSIONS) if function.snap_start else None,
        block(
            "durable_config",
            execution_timeout=durable.execution_timeout,
            retention_period=durable.retention_days,
        )
        if durable
        else None,
        block("tenancy_config", tenant_isolation_mode=_PER_TENANT) if function.tenant_isolation else None,
        _instances(instances) if instances else None,
    )
    return tuple(each for each in found if each)


def _started(image: Image) -> Shape:
    return block(
        "image_config",
        command=image.command,
        entry_point=image.entry_point,
        working_directory=image.working_directory,
    )


def _instances(settings: Capacity) -> Shape:
    inner = block(
        "lambda_managed_instances_capacity_provider_config",
        capacity_provider_arn=settings.provider,
        execution_environment_memory_gib_per_vcpu=settings.memory_per_vcpu,
        per_execution_environment_max_concurrency=settings.concurrency,
    )
    return block("capacity_provider_config", inner=inner)


def beside(function: Function) -> tuple[Made, ...]:
    """Terraform's resources beside the function."""
    name, updates = Ref(function.id, Attribute.NAME), function.runtime_updates
    runtime = made(
        "aws_lambda_runtime_management_config",
        group(
            function_name=name,
            update_runtime_on=updates.mode if updates else None,
            runtime_version_arn=updates.version if updates else None,
        ),
    )
    recursion = made(
        "aws_lambda_function_recursion_config",
        group(function_name=name, recursive_loop=function.recursive_loop),
    )
    return (*((runtime,) if updates else ()), *((recursion,) if function.recursive_loop else ()))
