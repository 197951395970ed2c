"""EFS: file systems, where they are reached, and the folders of them that functions see.

CloudFormation says of a file system itself whether it is backed up, Terraform beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.normal.answers import named_by
from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.form import Place
from tests.conformance.normal.identification import about, composed, tagged
from tests.conformance.normal.kind import Kind, Spelling, arn
from tests.conformance.normal.values import block, entries, flag, members, nested, pairs, text, whole

_TARGET = "{FileSystemId} in {SubnetId}"


def _by_id(said: Mapping[str, Any], place: Place) -> str:
    name = named_by("file_system", "id", said["file_system_id"], place)
    return name.removeprefix("<id of file system ").removesuffix(">")


_FILES = Spelling(
    "AWS::EFS::FileSystem",
    tagged("FileSystemTags"),
    {
        "Encrypted": flag("encrypted"),
        "KmsKeyId": text("key"),
        "ThroughputMode": text("throughput"),
        "BackupPolicy": nested({"Status": text("backups")}),
        "FileSystemTags": pairs("tags"),
    },
    asked={"Ref": "id", "Arn": "arn"},
    unnoticed=(property_("ThroughputMode", "bursting", CDK),),
)

_AWS_FILES = Spelling(
    "aws_efs_file_system",
    tagged("tags"),
    {
        "encrypted": flag("encrypted"),
        "kms_key_id": text("key"),
        "throughput_mode": text("throughput"),
        "tags": entries("tags"),
    },
    asked={"id": "id", "arn": "arn"},
    unnoticed=(argument("throughput_mode", "bursting"),),
)

_AWS_BACKUPS = Spelling(
    "aws_efs_backup_policy",
    composed(_by_id, "file_system_id"),
    {"backup_policy": block({"status": text("backups")})},
)

_REACHED = Spelling(
    "AWS::EFS::MountTarget", about(_TARGET), {"SecurityGroups": members("group")}, asked={"Ref": "id"}
)

_AWS_REACHED = Spelling(
    "aws_efs_mount_target",
    about("{file_system_id} in {subnet_id}"),
    {"security_groups": members("group")},
    asked={"id": "id"},
)

_POINT = Spelling(
    "AWS::EFS::AccessPoint",
    tagged("AccessPointTags"),
    {
        "FileSystemId": text("files"),
        "PosixUser": nested({"Uid": whole("user"), "Gid": whole("group")}),
        "RootDirectory": nested(
            {
                "Path": text("path"),
                "CreationInfo": nested(
                    {"OwnerUid": whole("owner"), "OwnerGid": whole("owners"), "Permissions": text("mode")}
                ),
            }
        ),
        "AccessPointTags": pairs("tags"),
    },
    asked={"Ref": "id", "Arn": "arn"},
)

_AWS_POINT = Spelling(
    "aws_efs_access_point",
    tagged("tags"),
    {
        "file_system_id": text("files"),
        "posix_user": block({"uid": whole("user"), "gid": whole("group")}),
        "root_directory": block(
            {
                "path": text("path"),
                "creation_info": block(
                    {"owner_uid": whole("owner"), "owner_gid": whole("owners"), "permissions": text("mode")}
                ),
            }
        ),
        "tags": entries("tags"),
    },
    asked={"id": "id", "arn": "arn"},
)

KINDS = (
    Kind(
        name="file_system",
        cloudformation=(_FILES,),
        terraform=(_AWS_FILES, _AWS_BACKUPS),
        answers={"id": "<id of file system {name}>", "arn": arn("elasticfilesystem", "file-system/{name}")},
        defaults={("throughput",): "bursting"},
    ),
    Kind(
        name="mount_target",
        cloudformation=(_REACHED,),
        terraform=(_AWS_REACHED,),
        answers={"id": "<id of mount target {name}>"},
    ),
    Kind(
        name="access_point",
        cloudformation=(_POINT,),
        terraform=(_AWS_POINT,),
        answers={"id": "<id of access point {name}>", "arn": arn("elasticfilesystem", "access-point/{name}")},
    ),
)
