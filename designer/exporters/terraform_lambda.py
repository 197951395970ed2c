"""Functions in Terraform, and what belongs to one: its alias, and what may invoke it and how."""

from __future__ import annotations

from hashlib import sha256

from designer.exporters.hcl import (
    Argument,
    Block,
    Expression,
    List,
    Object,
    Reference,
    arguments,
    flat,
    template,
)
from designer.exporters.terraform_blocks import Blocks, inner
from designer.exporters.terraform_values import LOCAL, may_be_unset
from designer.graph.compute import Alias, EventInvokeConfig, Function, Permission, Share
from designer.graph.layers import Layer

PROVISIONED_CONCURRENCY = "aws_lambda_provisioned_concurrency_config"
PERMISSIONS_FIRST = "The role needs its permissions before the function runs or anything polls for it."
LONGEST_STATEMENT_ID = 100
"""The provider refuses a longer one."""


def function(made: Function, to: Blocks, more: tuple[tuple[Argument, ...] | Block, ...] = ()) -> Block:
    """The function, with what ``more`` few have; each change is published where an alias wants it."""
    return to.resource(
        made,
        arguments(
            function_name=to.of(made.name),
            description=to.of(made.description),
            role=to.of(made.role),
        ),
        _code(made, to),
        arguments(
            memory_size=to.of(made.memory_size),
            timeout=to.of(made.timeout),
            reserved_concurrent_executions=to.of(made.reserved_concurrency),
        ),
        *_settings(made, to),
        *more,
        to.values.tags(made.tags),
        to.after(made) if made.after else to.permissions_first(made.role, PERMISSIONS_FIRST),
    )


def layer(made: Layer, to: Blocks) -> Block:
    """The layer; changed content makes a new version and deletes the one before."""
    return to.resource(
        made,
        arguments(
            layer_name=to.of(made.name), description=to.of(made.description), license_info=to.of(made.license)
        ),
        arguments(
            filename=package_file("layers/", made.package),
            source_code_hash=LOCAL.attribute("layer_hashes").attribute(made.package),
            compatible_runtimes=to.listed(made.runtimes),
            compatible_architectures=to.listed(made.architectures),
        ),
    )


def alias(made: Alias, to: Blocks) -> tuple[Block, ...]:
    """The alias, and the environments that are kept ready for it."""
    version = to.graph.resource(made.function.target)
    published = to.values.address(version).attribute("version") if isinstance(version, Function) else None
    block = to.resource(
        made,
        arguments(
            name=made.name,
            function_name=to.of(made.function),
            function_version=published or to.of(made.function),
        ),
        _routing(made.share, to) if made.share else None,
        _MOVED if made.shift else None,
    )
    return (block, *_provisioned(made, to))


_MOVED = Block(
    "lifecycle",
    (),
    (
        (
            Argument(
                "ignore_changes",
                List((Reference("function_version"), Reference("routing_config"))),
                "CodeDeploy moves the alias; see the output that starts a deployment.",
            ),
        ),
    ),
)


def _routing(share: Share, to: Blocks) -> Block:
    """The weight of an older version."""
    version, weight = to.of(share.version), to.of(share.weight)
    known = Object((Argument(version, weight),)) if isinstance(version, str) else None
    weights = known or Reference(f"{{ ({flat(version)}) = {flat(weight)} }}")
    return Block("routing_config", (), (arguments(additional_version_weights=weights),))


def event_invoke_config(made: EventInvokeConfig, to: Blocks) -> Block:
    """What becomes of asynchronous invocations."""
    destinations = (
        to.optional("on_success", "destination", made.on_success),
        to.optional("on_failure", "destination", made.on_failure),
    )
    settings = arguments(
        maximum_retry_attempts=to.of(made.maximum_retries),
        maximum_event_age_in_seconds=to.of(made.maximum_event_age),
    )
    return to.resource(
        made,
        (*to.invoked(made.function), *settings),
        Block("destination_config", (), destinations) if any(destinations) else None,
    )


def permission(made: Permission, to: Blocks) -> Block:
    """The statement in the function's policy that lets somebody invoke it."""
    by_whom = arguments(
        principal=to.of(made.principal),
        principal_org_id=to.of(made.principal_organization),
        source_arn=to.of(made.source_arn),
        source_account=to.of(made.source_account),
        event_source_token=to.of(made.event_source_token),
        function_url_auth_type=made.function_url_auth_type,
        invoked_via_function_url=made.invoked_via_function_url,
    )
    named = arguments(statement_id=_statement_id(to.values.label(made)), action=made.action)
    return to.resource(made, (*named, *to.invoked(made.function), *by_whom))


def package_file(folder: str, package: Expression) -> Expression:
    """Where the built package lies, in ``folder`` of what is built."""
    return template(Reference("path.module"), f"/build/{folder}", package, ".zip")


def _code(made: Function, to: Blocks) -> tuple[Argument, ...]:
    publish = (made.id in to.aliased) or None
    architectures = List((to.of(made.architecture),))
    if made.image is not None:
        uri = to.of(made.image.whole)
        return arguments(package_type="Image", image_uri=uri, architectures=architectures, publish=publish)
    return arguments(
        filename=package_file("", made.package),
        source_code_hash=LOCAL.attribute("package_hashes").attribute(made.package),
        handler=to.of(made.handler),
        runtime=to.of(made.runtime),
        architectures=architectures,
        layers=to.listed(made.layers),
        publish=publish,
    )


def _settings(made: Function, to: Blocks) -> tuple[Block | None, ...]:
    logging, network = made.logging, made.network
    return (
        inner("environment", variables=to.values.entries(made.environment) if made.environment else None),
        to.optional("ephemeral_storage", "size", made.ephemeral_storage),
        inner(
            "vpc_config",
            subnet_ids=List(tuple(map(to.of, network.subnets))),
            security_group_ids=List(tuple(map(to.of, network.security_groups))),
        )
        if network
        else None,
        to.optional("dead_letter_config", "target_arn", made.dead_letter),
        inner(
            "logging_config",
            log_group=to.of(logging.group),
            log_format=to.of(logging.format),
            application_log_level=to.of(logging.application_level),
            system_log_level=to.of(logging.system_level),
        ),
        inner("tracing_config", mode=to.of(made.tracing)),
    )


def _provisioned(made: Alias, to: Blocks) -> tuple[Block, ...]:
    """No stage may ask for 0 environments, so one that wants none has no such resource."""
    if made.provisioned_concurrency is None:
        return ()
    executions = to.of(made.provisioned_concurrency)
    some = (
        Reference(f"{flat(executions)} == null ? 0 : 1")
        if may_be_unset(made.provisioned_concurrency)
        else None
    )
    body = arguments(
        function_name=to.of(made.function),
        qualifier=to.values.address(made).attribute("name"),
        provisioned_concurrent_executions=executions,
    )
    labels = (PROVISIONED_CONCURRENCY, to.values.label(made))
    return (Block("resource", labels, (arguments(count=some), body)),)


def _statement_id(label: str) -> str:
    """``label`` with hyphens; where it is too long, a digest tells it from others that begin like it."""
    name = label.replace("_", "-")
    if len(name) <= LONGEST_STATEMENT_ID:
        return name
    digest = sha256(label.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_STATEMENT_ID - len(digest) - 1]}-{digest}"
