"""What CDK calls in Python what CloudFormation calls otherwise."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

from designer.exporters.base import distinct, pascal_case
from designer.graph import Join, Text

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def member(name: str) -> str:
    """A property or an attribute: ``KmsMasterKeyId`` is ``kms_master_key_id``."""
    # An abbreviation in the plural is one word, and so is a unit.
    whole = name.replace(".", "").replace("ARNs", "Arns").replace("GiB", "Gib")
    snake = _HUMP.sub("_", whole).lower()
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def layer_ids(owner: str, arns: Iterable[Text]) -> tuple[str, ...]:
    """What the existing layers of a function are called beside it: by the names in their ARNs, if known."""
    names = (f"{owner}{_layer_name(arn)}Layer" for arn in arns)
    return tuple(distinct((str(index), name) for index, name in enumerate(names)).values())


def _layer_name(arn: Text) -> str:
    """The name in ``arn:aws:lambda:eu-west-1:444455556666:layer:shared-tools:7``."""
    last = arn.parts[-1] if isinstance(arn, Join) else arn
    _, _, name = last.partition(":layer:") if isinstance(last, str) else ("", "", "")
    return pascal_case(name.partition(":")[0]) if name else ""


def module(type_: str) -> str:
    """The module that holds a CloudFormation type: ``AWS::SNS::Topic`` is in ``aws_sns``."""
    return f"aws_{type_.split('::')[1].lower()}"


def alias(type_: str) -> str:
    """What a stack calls that module."""
    name = type_.split("::")[1].lower()
    return f"{name}_" if keyword.iskeyword(name) else name


def construct(type_: str) -> str:
    """The L1 construct of a CloudFormation type: ``sns.CfnTopic``."""
    return f"{alias(type_)}.Cfn{type_.split('::')[2]}"
