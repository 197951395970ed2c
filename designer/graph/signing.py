"""Code signing: who signs packages, and whose packages a function runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from designer.graph.resource import Resource
from designer.graph.values import Entry, Text, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningProfile(Resource):
    """A profile of AWS Signer for packages of Lambda; a signature is valid for ``validity_months``."""

    KIND: ClassVar[str] = "signing_profile"

    validity_months: Whole
    tags: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeSigningConfig(Resource):
    """Whose signatures are good, and what becomes of other packages: ``Warn`` or ``Enforce``."""

    KIND: ClassVar[str] = "code_signing_config"

    description: Text | None
    publishers: tuple[Text, ...]
    """ARNs of versions of signing profiles."""
    untrusted: Text
    tags: tuple[Entry, ...] = ()
