"""What few functions have: how their code runs, what they mount, and what that needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function as FunctionPart
from designer.blueprint.triggers.base import Consumer
from designer.graph import Attribute, Condition, Context, Join, Ref, Statement, Text
from designer.graph.compute import Capacity, Durable, FileMount, Function, Image, RuntimeUpdates

if TYPE_CHECKING:
    from designer.blueprint.settings.access import FileMount as FileMountPart
    from designer.blueprint.settings.image import Image as ImagePart
    from designer.blueprint.settings.running import Capacity as CapacityPart


def with_settings(made: Function, function: FunctionPart, blueprint: Blueprint) -> Function:
    """``made`` with the settings that few functions have."""
    updates, mount, durable, capacity = (
        function.runtime_updates,
        function.file_system,
        function.durable,
        function.capacity,
    )
    return replace(
        made,
        image=_image(function.image, blueprint) if function.image else None,
        handler=None if function.image else made.handler,
        runtime=None if function.image else made.runtime,
        layers=() if function.image else made.layers,
        environment_key=_key(function.environment_key, blueprint),
        snap_start=function.snap_start,
        recursive_loop=function.recursive_loop,
        code_signing=_named(function.code_signing, blueprint),
        tenant_isolation=function.tenant_isolation,
        runtime_updates=RuntimeUpdates(updates.mode, updates.version) if updates else None,
        file_system=FileMount(_access_point(mount, blueprint), mount.path) if mount else None,
        after=_targets(mount.name, blueprint) if mount and mount.name else (),
        durable=Durable(durable.execution_timeout, durable.retention_days) if durable else None,
        capacity=_capacity(capacity, blueprint) if capacity else None,
    )


def _image(image: ImagePart, blueprint: Blueprint) -> Image:
    """The image; one that is named twice is the existing one, and a rule says so."""
    settings = (image.command, image.entry_point, image.working_directory)
    if image.uri is None and image.repository is not None:
        name = image.repository
        arn, own, uri = (blueprint.attribute(name, each) for each in _OF_REPOSITORY)
        return Image(arn, own, uri, image.tag, False, *settings)
    uri, at, tag = (image.uri or "").partition("@")
    if not at:
        uri, _, tag = uri.rpartition(":")
    host, _, name = uri.partition("/")
    labels = host.split(".")  # of what is no such address, which a rule reports, whatever there is
    account, region = labels[0], labels[min(3, len(labels) - 1)]
    arn = f"arn:aws:ecr:{region}:{account}:repository/{name}"
    return Image(arn, name, uri, tag, bool(at), *settings)


_OF_REPOSITORY = (Attribute.ARN, Attribute.NAME, Attribute.URL)


def _key(name: str | None, blueprint: Blueprint) -> Text | None:
    return blueprint.attribute(name, Attribute.ARN) if name else None


def _named(named: str | None, blueprint: Blueprint) -> Text | None:
    """The ARN of a thing of the design; what is an ARN stays what it is."""
    if named is None or named.startswith("arn:"):
        return named
    return blueprint.attribute(named, Attribute.ARN)


def _capacity(capacity: CapacityPart, blueprint: Blueprint) -> Capacity:
    provider = _named(capacity.provider, blueprint) or ""
    return Capacity(provider, capacity.memory_per_vcpu, capacity.concurrency)


def layer(named: str, function: FunctionPart, blueprint: Blueprint) -> Text:
    """The ARN of a layer of the design, for one function; what is an ARN stays what it is."""
    found = blueprint.layers.get(named)
    if found is not None:
        return found.for_function(named, function)
    return named if named.startswith("arn:") else blueprint.attribute(named, Attribute.ARN)


def grants(consumer: Consumer) -> Iterator[Statement]:
    """What these settings need of the function's role."""
    function = consumer.function.value
    key = _key(function.environment_key, consumer.blueprint)
    if key is not None:
        yield Statement(
            sid="decrypt environment",
            actions=catalog.grant("decrypt_environment").actions,
            resources=(key,),
            because="Its environment variables are encrypted with this key.",
        )
    if function.file_system:
        yield _files(function.file_system, consumer.blueprint)
    if function.durable:
        yield _executions(consumer)


def _access_point(mount: FileMountPart, blueprint: Blueprint) -> Text:
    """The ARN of what is mounted; of what is named twice the existing one, and a rule says so."""
    if mount.access_point is not None or mount.name is None:
        return mount.access_point or ""
    return blueprint.attribute(mount.name, Attribute.ARN)


def _files(mount: FileMountPart, blueprint: Blueprint) -> Statement:
    """Permissions on a file system are on the whole of it; the condition narrows them to the access point."""
    write = () if mount.read_only else catalog.grant("write_files").actions
    point = _access_point(mount, blueprint)
    if isinstance(point, str):
        files: Text = f"{point.rpartition(':')[0]}:file-system/*"
    elif isinstance(point, Ref):
        files = Ref(f"file_system.{mount.name}", Attribute.ARN)
    else:  # said at deployment
        owner = ("arn:", Context.PARTITION, ":elasticfilesystem:", Context.REGION, ":", Context.ACCOUNT)
        files = Join((*owner, ":file-system/*"))
    return Statement(
        sid="mount files",
        actions=(*catalog.grant("mount_files").actions, *write),
        resources=(files,),
        conditions=(Condition("ArnEquals", "elasticfilesystem:AccessPointArn", (point,)),),
        because="The file system that it mounts, through its access point only.",
    )


def _executions(consumer: Consumer) -> Statement:
    """Named by what the function will be called: it cannot be there before its role."""
    name = consumer.blueprint.physical_name(consumer.name)
    owner = ("arn:", Context.PARTITION, ":lambda:", Context.REGION, ":", Context.ACCOUNT, ":function:")
    return Statement(
        sid="resume executions",
        actions=catalog.grant("resume_executions").actions,
        resources=(Join((*owner, *name.parts, ":*/durable-execution/*/*")),),
        because="Its own durable executions.",
    )


def _targets(name: str, blueprint: Blueprint) -> tuple[str, ...]:
    from designer.blueprint.resources.file_system import targets  # what most designs do without

    return targets(name, blueprint)
