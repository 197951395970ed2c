"""KMS keys, which have no name but their alias's, and aliases."""

from __future__ import annotations

from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.form import Identity, Leaf, Settings, UnreadableError
from tests.conformance.normal.identification import UNNAMED, named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.policies import document
from tests.conformance.normal.structures import tags
from tests.conformance.normal.values import fixed, flag, text, whole

_KEY = Spelling(
    "AWS::KMS::Key",
    UNNAMED,
    {
        "Description": text("description"),
        "EnableKeyRotation": flag("rotation"),
        "RotationPeriodInDays": whole("rotation_period"),
        "PendingWindowInDays": whole("deletion_window"),
        "MultiRegion": flag("multi_region"),
        "KeyPolicy": document("policy"),
        "Tags": tags(),
    },
    asked={"Ref": "id", "Arn": "arn", "KeyId": "id"},
    # Said where another stage says something else.
    unnoticed=(property_("PendingWindowInDays", 30, CDK),),
)

_AWS_KEY = Spelling(
    "aws_kms_key",
    UNNAMED,
    {
        "description": text("description"),
        "enable_key_rotation": flag("rotation"),
        "rotation_period_in_days": whole("rotation_period"),
        "deletion_window_in_days": whole("deletion_window"),
        "multi_region": flag("multi_region"),
        "policy": document("policy"),
        "tags": tags(),
        # What a plan says of a key that is used as any other is.
        "bypass_policy_lockout_safety_check": fixed(expected=False),
        "customer_master_key_spec": fixed("SYMMETRIC_DEFAULT"),
        "is_enabled": fixed(expected=True),
        "key_usage": fixed("ENCRYPT_DECRYPT"),
    },
    asked={"arn": "arn", "key_id": "id", "id": "id"},
    unnoticed=(
        argument("deletion_window_in_days", 30),
        argument("bypass_policy_lockout_safety_check", False),
        argument("customer_master_key_spec", "SYMMETRIC_DEFAULT"),
        argument("is_enabled", True),
        argument("key_usage", "ENCRYPT_DECRYPT"),
    ),
)

_ALIAS = Spelling("AWS::KMS::Alias", named("AliasName"), {"TargetKeyId": text("key")}, asked={"Ref": "name"})

_AWS_ALIAS = Spelling(
    "aws_kms_alias", named("name"), {"target_key_id": text("key")}, asked={"name": "name", "arn": "arn"}
)

_ID = "<id of key {}>"


def _call_by_alias(aliases: list[Identity], resources: dict[Identity, Settings]) -> None:
    """Each format labels a key as it likes; its alias is its name wherever it is asked for."""
    for alias in aliases:
        label = str(resources[alias].get(("key",))).removeprefix(_ID.format("")[:-1]).removesuffix(">")
        old, new = f" of key {label}>", f" of key {alias.name}>"
        if Identity("key", label) not in resources:
            raise UnreadableError(f"{alias.name} is the alias of {label}, which is no key")
        renamed = {
            Identity(
                each.kind, alias.name if each == Identity("key", label) else each.name.replace(old, new)
            ): {
                tuple(word.replace(old, new) for word in path): _replaced(value, old, new)
                for path, value in settings.items()
            }
            for each, settings in resources.items()
        }
        resources.clear()
        resources.update(renamed)


def _replaced(value: Leaf, old: str, new: str) -> Leaf:
    return value.replace(old, new) if isinstance(value, str) else value


KINDS = (
    Kind(
        name="key",
        cloudformation=(_KEY,),
        terraform=(_AWS_KEY,),
        answers={"arn": "<arn of key {name}>", "id": _ID.format("{name}")},
        defaults={
            ("description",): "",
            ("rotation",): False,
            ("rotation_period",): 365,
            ("deletion_window",): 30,
            ("multi_region",): False,
        },
    ),
    Kind(
        name="key_alias",
        cloudformation=(_ALIAS,),
        terraform=(_AWS_ALIAS,),
        answers={"name": "{name}", "arn": "<arn of key alias {name}>"},
        assemble=_call_by_alias,
    ),
)
