"""Container images' repositories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.iam import Statement
from designer.graph.resource import Resource
from designer.graph.values import Entry, Switch, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository(Resource):
    """An ECR repository; images beyond ``keep_images`` are deleted, oldest first."""

    KIND: ClassVar[str] = "repository"

    name: Text
    scan_on_push: Switch = True
    tag_mutability: str = "IMMUTABLE"
    """``IMMUTABLE`` or ``MUTABLE``."""
    keep_images: Whole | None = None
    statements: tuple[Statement, ...] = ()
    """Its resource policy, whose statements name no resource."""
    tags: tuple[Entry, ...] = ()
