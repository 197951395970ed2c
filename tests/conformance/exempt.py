"""The changes that parity need not notice, format by format, as the kinds declare them."""

from __future__ import annotations

from tests.conformance.normal import exemption
from tests.conformance.normal.exemption import Exemption
from tests.conformance.normal.kinds import by_type


def _said_in(format_name: str) -> tuple[Exemption, ...]:
    return tuple(
        each.of(type_)
        for type_, (_, spelling) in sorted(by_type().items())
        for each in spelling.unnoticed
        if format_name in each.formats
    )


SAM = _said_in(exemption.SAM)
CDK = _said_in(exemption.CDK)
TERRAFORM = _said_in(exemption.TERRAFORM)
