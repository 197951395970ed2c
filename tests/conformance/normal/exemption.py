"""Changes that parity need not notice, each with the reason.

A mutation that is not noticed and not exempt fails the suite, and so does an exemption that no mutation
needs any more. Kinds declare their own (``tests.conformance.normal.kind``).
"""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT = "Says what happens anyway; dropping it changes nothing."
SAM, CDK, TERRAFORM = "sam", "cdk-python", "terraform"


@dataclass(frozen=True, slots=True)
class Exemption:
    """What may be dropped unnoticed: a place, what is there (as ``repr`` shows it), and why.

    The place is a resource's type and the path in it, ``#`` being any index.
    """

    site: tuple[str, ...]
    value: str
    reason: str = DEFAULT

    @property
    def equivalent(self) -> bool:
        """Whether the change is none: what is deployed is the same."""
        return self.reason == DEFAULT


@dataclass(frozen=True, slots=True)
class Unnoticed:
    """The same as a kind says it: formats that say it, the path in the resource, what is there, why."""

    formats: tuple[str, ...]
    path: tuple[str, ...]
    value: object
    reason: str = DEFAULT

    def of(self, type_: str) -> Exemption:
        """For a resource's type."""
        return Exemption((type_, *self.path), repr(self.value), self.reason)


def property_(path: str, value: object, *formats: str, reason: str = DEFAULT) -> Unnoticed:
    """A CloudFormation property (``Tags/#/Key``) that SAM and CDK, or one of them, say for nothing."""
    return Unnoticed(formats or (SAM, CDK), ("Properties", *path.split("/")), value, reason)


def argument(path: str, value: object, *, reason: str = DEFAULT) -> Unnoticed:
    """A Terraform argument (``tracing_config/#/mode``) that plans say for nothing."""
    return Unnoticed((TERRAFORM,), tuple(path.split("/")), value, reason)


def deletion() -> tuple[Unnoticed, ...]:
    """CDK says that what is deleted is deleted."""
    return tuple(Unnoticed((CDK,), (word,), "Delete") for word in ("DeletionPolicy", "UpdateReplacePolicy"))
