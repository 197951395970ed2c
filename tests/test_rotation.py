"""Secrets that functions renew: what the function may do, and how often an auditor wants it."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.graph import Attribute, Context, Ref, Role
from designer.graph.compute import Permission
from designer.graph.rotation import SecretRotation
from tests.rules.judging import design, found

TEXT = """
  name: shop
  profile: regulated
  functions: {{f: {{triggers: {{t: {{type: secret_rotation, secret: s, days: {}}}}}}}}}
  secrets: {{s: {{kms_key: k}}}}
  keys: {{k: {{}}}}
"""


def test_the_function_may_renew_its_secret_and_use_its_key() -> None:
    resources = {each.id: each for each in build_graph(design(TEXT.format(30))).resources}
    rotation, permission, role = (
        resources[each] for each in ("secret_rotation.f.t", "permission.f.t", "role.f")
    )
    assert isinstance(rotation, SecretRotation)
    assert isinstance(permission, Permission)
    assert isinstance(role, Role)
    assert rotation.after == ("permission.f.t",)
    assert permission.source_arn == rotation.secret == Ref("secret.s", Attribute.ARN)
    assert permission.source_account is Context.ACCOUNT
    allowed = {each.sid: each.actions for each in role.statements}
    assert "secretsmanager:PutSecretValue" in allowed["RotateS"]
    assert allowed["UseK"] == ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")


@pytest.mark.parametrize(("days", "findings"), [(90, 0), (91, 1)])
def test_auditors_want_it_every_three_months(days: int, findings: int) -> None:
    assert len(found(TEXT.format(days), "secret-rotation")) == findings
