"""File systems that the design makes: where they are, who reaches them, and what a function may do there."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.exporters import exporter
from designer.graph import Attribute, Ref, Role, Statement
from designer.graph.compute import Function
from designer.graph.file_systems import MountTarget
from designer.graph.networks import SecurityGroup
from tests.rules.judging import design, found, places

INSIDE = """
  name: shop
  functions:
    worker: {{network: {{name: inside}}, file_system: {{name: files, {}}}}}
    other: {{network: {{name: inside}}}}
  networks: {{inside: {{zones: [a, b]}}}}
  file_systems: {{files: {}}}
"""
GIVEN = "arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0"


def mounting(text: str) -> Statement:
    role = build_graph(design(text)).resource("role.worker")
    assert isinstance(role, Role)
    return next(each for each in role.statements if each.sid == "MountFiles")


def test_a_function_waits_for_a_mount_target_in_each_subnet() -> None:
    graph = build_graph(design(INSIDE.format("", "{}")))
    function, other = graph.resource("function.worker"), graph.resource("function.other")
    assert isinstance(function, Function)
    assert isinstance(other, Function)
    assert function.after == ("mount_target.files.a", "mount_target.files.b")
    assert other.after == ()
    target = graph.resource("mount_target.files.a")
    assert isinstance(target, MountTarget)
    assert target.subnet == Ref("subnet.inside.a", Attribute.ID)


def test_every_format_waits_for_them() -> None:
    graph = build_graph(design(INSIDE.format("", "{}")))
    code = {
        name: "".join(each.text for each in exporter(name).export(graph).files)
        for name in ("terraform", "sam", "cdk-python")
    }
    assert "    aws_efs_mount_target.files_b,\n  ]" in code["terraform"]
    assert "      - FilesBMountTarget\n" in code["sam"]
    assert "worker_function.node.add_dependency(" in code["cdk-python"]


def test_only_the_functions_reach_it_and_they_may_ask() -> None:
    graph = build_graph(design(INSIDE.format("", "{}")))
    files, functions = graph.resource("security_group.files.files"), graph.resource("security_group.inside")
    assert isinstance(files, SecurityGroup)
    assert isinstance(functions, SecurityGroup)
    assert [(each.port, each.group) for each in files.ingress] == [
        (2049, Ref("security_group.inside", Attribute.ID))
    ]
    assert [each.port for each in functions.egress] == [443, 2049]


def test_a_network_without_files_has_no_way_to_them() -> None:
    graph = build_graph(design("{name: a, functions: {f: {network: {name: n}}}, networks: {n: {}}}"))
    functions = graph.resource("security_group.n")
    assert isinstance(functions, SecurityGroup)
    assert [each.port for each in functions.egress] == [443]


@pytest.mark.parametrize(("mount", "writes"), [("", True), ("read_only: true", False)])
def test_a_function_may_mount_its_own_access_point_only(mount: str, writes: bool) -> None:
    statement = mounting(INSIDE.format(mount, "{}"))
    assert statement.resources == (Ref("file_system.files", Attribute.ARN),)
    assert statement.conditions[0].values == (Ref("access_point.files", Attribute.ARN),)
    assert ("elasticfilesystem:ClientWrite" in statement.actions) is writes


def test_an_existing_one_is_its_access_point() -> None:
    text = INSIDE.format("", f"{{existing: '{GIVEN}'}}")
    statement = mounting(text)
    assert statement.resources == ("arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/*",)
    assert statement.conditions[0].values == (GIVEN,)
    assert build_graph(design(text)).resource("file_system.files") is None


def test_one_that_is_said_at_deployment_is_of_the_account() -> None:
    (resource,) = mounting(INSIDE.format("", "{existing: '${var.files_arn}'}")).resources
    assert not isinstance(resource, str | Ref)


def test_existing_subnets_have_the_functions_own_groups() -> None:
    network = "{subnets: {a: subnet-0a1b2c3d}, security_groups: {own: sg-0a1b2c3d}}"
    text = f"""
      name: a
      functions: {{f: {{network: {network}, file_system: {{name: files}}}}}}
      file_systems: {{files: {{}}}}
    """
    graph = build_graph(design(text))
    target = graph.resource("mount_target.files.a")
    assert isinstance(target, MountTarget)
    assert (target.subnet, target.security_groups) == ("subnet-0a1b2c3d", ("sg-0a1b2c3d",))
    assert graph.resource("security_group.files.files") is None


def test_a_mount_names_one_thing() -> None:
    text = "{name: a, functions: {f: {network: {name: n}, file_system: {path: /mnt/a}}}, networks: {n: {}}}"
    assert places(text, "file-system-named") == ["functions.f.file_system"]
    assert not found(INSIDE.format("", "{}"), "file-system-named")
