"""Secrets that a function renews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Ref, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class SecretRotation(Resource):
    """When Secrets Manager has a function renew a secret; not at once, for it may have no value yet."""

    KIND: ClassVar[str] = "secret_rotation"

    secret: Text
    """The secret's ARN."""
    function: Ref
    """ARN of the function or the alias that renews it."""
    days: Whole
