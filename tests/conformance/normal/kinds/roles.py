"""IAM roles with the policies inside them."""

from __future__ import annotations

from typing import Any

from tests.conformance.normal.exemption import argument
from tests.conformance.normal.identification import composed, named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.policies import document
from tests.conformance.normal.values import Found, entries, fixed, pairs, text, whole


def _policies(value: Any) -> Found:
    for policy in value:
        yield from document("policy", policy["PolicyName"])(policy["PolicyDocument"])


_CLOUDFORMATION = Spelling(
    "AWS::IAM::Role",
    named("RoleName"),
    {
        "Description": text("description"),
        "Path": text("path"),
        "PermissionsBoundary": text("boundary"),
        "MaxSessionDuration": whole("session_duration"),
        "AssumeRolePolicyDocument": document("trust"),
        "Policies": _policies,
        "Tags": pairs("tags"),
    },
    asked={"Ref": "name", "Arn": "arn"},
)

_TERRAFORM = Spelling(
    "aws_iam_role",
    named("name"),
    {
        "force_detach_policies": fixed(expected=False),
        "description": text("description"),
        "path": text("path"),
        "permissions_boundary": text("boundary"),
        "max_session_duration": whole("session_duration"),
        "assume_role_policy": document("trust"),
        "tags": entries("tags"),
    },
    asked={"arn": "arn", "id": "name"},
    unnoticed=(
        argument("force_detach_policies", False),
        argument("max_session_duration", 3600),
        argument("path", "/"),
    ),
)

_POLICY = Spelling(
    "aws_iam_role_policy",
    composed(lambda said, _: str(said["role"]), "role", "name"),
    {"policy": document()},
    under=("policy", "{name}"),
)

KINDS = (
    Kind(
        name="role",
        cloudformation=(_CLOUDFORMATION,),
        terraform=(_TERRAFORM, _POLICY),
        answers={"arn": "arn:{place.partition}:iam::{place.account}:role/{name}", "name": "{name}"},
        defaults={("description",): "", ("path",): "/", ("session_duration",): 3600},
    ),
)
