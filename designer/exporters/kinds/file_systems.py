"""File systems, where they are reached, and the folders that functions see."""

from __future__ import annotations

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute, Ref
from designer.graph.file_systems import AccessPoint, FileSystem, MountTarget

_FILE = "file_systems.tf"


def _file_system(files: FileSystem) -> Shape:
    return shape(
        "FileSystem",
        Encrypted=True,
        KmsKeyId=files.kms_key,
        ThroughputMode=files.throughput,
        BackupPolicy=shape("BackupPolicy", Status=files.backups),
    )


def _file_system_blocks(files: FileSystem) -> tuple[Made, ...]:
    settings = group(encrypted=True, kms_key_id=files.kms_key, throughput_mode=files.throughput)
    backups = made(
        "aws_efs_backup_policy",
        group(file_system_id=Ref(files.id, Attribute.ID)),
        block("backup_policy", status=files.backups),
    )
    return made("aws_efs_file_system", settings), backups


def _target(target: MountTarget) -> Shape:
    return shape(
        "MountTarget",
        FileSystemId=target.file_system,
        SubnetId=target.subnet,
        SecurityGroups=target.security_groups,
    )


def _target_block(target: MountTarget) -> tuple[Made, ...]:
    settings = group(
        file_system_id=target.file_system, subnet_id=target.subnet, security_groups=target.security_groups
    )
    return (made("aws_efs_mount_target", settings),)


def _point(point: AccessPoint) -> Shape:
    owner = shape(
        "CreationInfo",
        OwnerUid=str(point.user),
        OwnerGid=str(point.group),
        Permissions=point.permissions,
    )
    return shape(
        "AccessPoint",
        FileSystemId=point.file_system,
        PosixUser=shape("PosixUser", Uid=str(point.user), Gid=str(point.group)),
        RootDirectory=shape("RootDirectory", Path=point.path, CreationInfo=owner),
    )


def _point_block(point: AccessPoint) -> tuple[Made, ...]:
    user = block("posix_user", uid=point.user, gid=point.group)
    owner = block("creation_info", owner_uid=point.user, owner_gid=point.group, permissions=point.permissions)
    root = block("root_directory", path=point.path, created=owner)
    return (made("aws_efs_access_point", group(file_system_id=point.file_system), user, root),)


KINDS = (
    Kind(
        FileSystem,
        CloudFormation(
            "AWS::EFS::FileSystem",
            _file_system,
            {Attribute.ID: REF, Attribute.ARN: Got("Arn")},
            tags_property="FileSystemTags",
        ),
        Terraform(
            "aws_efs_file_system",
            _file_system_blocks,
            _FILE,
            {Attribute.ID: "id", Attribute.ARN: "arn"},
        ),
    ),
    Kind(
        MountTarget,
        CloudFormation("AWS::EFS::MountTarget", _target, {Attribute.ID: REF}, tags=None),
        Terraform("aws_efs_mount_target", _target_block, _FILE, {Attribute.ID: "id"}),
    ),
    Kind(
        AccessPoint,
        CloudFormation(
            "AWS::EFS::AccessPoint",
            _point,
            {Attribute.ID: REF, Attribute.ARN: Got("Arn")},
            tags_property="AccessPointTags",
        ),
        Terraform("aws_efs_access_point", _point_block, _FILE, {Attribute.ID: "id", Attribute.ARN: "arn"}),
    ),
)
"""How file systems are spelt."""
