"""How large the policy of a role is, and which boundary its fellows have."""

from __future__ import annotations

import json

import pytest

from designer import catalog
from designer.rules.iam_roles import policy_size
from tests.rules.judging import design, found

ARN = "arn:aws:ssm:us-east-1:123456789012:parameter/shop"
ABOUT = 6
"""Characters by which a list's brackets and commas may be off."""


def size(text: str) -> int:
    blueprint = design(text)
    return policy_size(next(iter(blueprint.each_function())), blueprint)


@pytest.mark.parametrize("sid", ["", "ReadsWhatTheShopIsToldToShow"])
def test_a_statement_has_the_size_of_its_json(sid: str) -> None:
    conditions = {"StringEquals": {"aws:SourceAccount": ["123456789012", "210987654321"]}}
    told = {
        "actions": ["ssm:GetParameter", "ssm:GetParameters"],
        "resources": [ARN],
        "conditions": conditions,
    }
    statement = {**told, **({"sid": sid} if sid else {})}
    spelled = {
        **({"Sid": sid} if sid else {}),
        "Effect": "Allow",
        "Action": told["actions"],
        "Resource": [ARN],
        "Condition": conditions,
    }
    real = len(json.dumps(spelled, separators=(",", ":")))
    wanted = size(json.dumps({"name": "shop", "functions": {"f": {"statements": [statement]}}}))
    assert real - 16 <= wanted <= real  # the condition's own name and braces are left out


@pytest.mark.parametrize(
    ("things", "target", "arn"),
    [
        ("queues: {jobs: {}}", "jobs", "arn:aws:sqs:us-east-1:123456789012:shop-dev-jobs"),
        ("buckets: {jobs: {}}", "jobs", "arn:aws:s3:::shop-dev-jobs"),
        (
            "queues: {jobs: {existing: 'arn:aws:sqs:eu-central-1:123456789012:their-very-own-jobs'}}",
            "jobs",
            "arn:aws:sqs:eu-central-1:123456789012:their-very-own-jobs",
        ),
    ],
)
def test_a_scope_has_the_size_of_its_json_in_the_shortest_stage(things: str, target: str, arn: str) -> None:
    kind, level = ("bucket", "read") if "bucket" in things else ("queue", "send")
    access = catalog.access_levels(kind)[level]
    scopes = f"{{gone: read, {target}: {level}}}"
    text = f"""
      name: shop
      stages: {{production: {{}}, dev: {{}}}}
      functions: {{f: {{scopes: {scopes}}}}}
      {things}
    """
    spelled = {
        "Sid": f"{level}{target}",
        "Effect": "Allow",
        "Action": list(access.actions),
        "Resource": [f"{arn}{ending}" for ending in access.resources],
    }
    real = len(json.dumps(spelled, separators=(",", ":")))
    assert real - ABOUT <= size(text) <= real + ABOUT


def test_the_boundary_that_most_have_is_proposed() -> None:
    one, other = ("arn:aws:iam::123456789012:policy/one", "arn:aws:iam::123456789012:policy/other")
    text = f"""
      name: shop
      functions:
        a: {{role: {{permissions_boundary: '{one}'}}}}
        b: {{role: {{permissions_boundary: '{other}'}}}}
        c: {{role: {{permissions_boundary: '{other}'}}}}
        d: {{role: {{path: /shop/}}}}
        e: {{}}
        f: {{role: {{existing: 'arn:aws:iam::123456789012:role/old'}}}}
    """
    plain, none = found(text, "iam-permissions-boundary")
    assert [(each.path, each.value) for each in (plain.fix.edits if plain.fix else ())] == [
        (("functions", "d", "role", "permissions_boundary"), other)
    ]
    assert [(each.path, each.value) for each in (none.fix.edits if none.fix else ())] == [
        (("functions", "e", "role"), {"permissions_boundary": other})
    ]
    assert "3 of 6 functions" in plain.message
    assert not (plain.fix and plain.fix.safe)


def test_every_role_of_the_designs_own_is_weighed() -> None:
    large = json.dumps(
        [{"actions": ["ssm:GetParameter"], "resources": [f"{ARN}/{n:060}" for n in range(120)]}]
    )
    role = "role: {existing: 'arn:aws:iam::123456789012:role/old'}"
    functions = f"{{a: {{{role}, statements: {large}}}, b: {{}}, c: {{statements: {large}}}}}"
    text = f"{{name: shop, functions: {functions}}}"
    (finding,) = found(text, "iam-policy-size")
    assert finding.path == ("functions", "c", "statements")
