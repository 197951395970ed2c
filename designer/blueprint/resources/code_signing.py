"""Code signing configurations: packages of functions run only if somebody known signed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import graph
from designer.blueprint.base import Int, Limits, Node, OneOf, SameInAllStages, Texts
from designer.blueprint.resources.base import Thing
from designer.graph import Attribute, Entry, Output, Ref, Resource

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class CodeSigning(Thing):
    """A code signing configuration, with a signing profile of its own unless existing ones are named."""

    KIND: ClassVar[str] = "code_signing_config"
    LABEL: ClassVar[str] = "Code signing configuration"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ARN,
        "ARN of the {} code signing configuration, which says whose code is deployed.",
    )
    NAME_LENGTH: ClassVar[str | None] = None
    ARN: ClassVar[str] = "lambda.code_signing_config"
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType({"arn": Attribute.ARN})

    untrusted: Annotated[str, OneOf("signing.untrusted")] = Field(
        "Warn",
        title="Untrusted packages",
        description="Enforce: Lambda refuses what nobody known signed. Warn: it runs, and is counted.",
    )
    publishers: Annotated[Texts, SameInAllStages()] = Field(
        (),
        title="Publishers",
        description="ARNs of versions of existing signing profiles; a new profile is made when empty.",
    )
    validity_months: Annotated[Int, Limits("signing.validity")] = Field(
        135, title="Validity", description="Months for which a signature by the new profile is valid."
    )

    def outputs(self, name: str, blueprint: Blueprint) -> Iterator[Output]:
        """The profile that packages are signed by, where there is a new one."""
        del blueprint
        if not self.publishers:
            said = f"{name}_signing_profile_name".replace("-", "_").lower()
            ref = Ref(f"signing_profile.{name}", Attribute.NAME)
            yield Output(
                said, ref, f"Name of the {name} signing profile, which aws signer start-signing-job takes."
            )

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The profile, where none is named, and the configuration."""
        tags = (Entry("Name", blueprint.physical_name(node.name)),)
        if not self.publishers:
            yield graph.signing.SigningProfile(
                id=f"signing_profile.{node.name}",
                label=node.name,
                implied_by=f"code_signing_config.{node.name}",
                validity_months=self.validity_months,
                tags=tags,
            )
        own = Ref(f"signing_profile.{node.name}", Attribute.ARN)
        yield graph.signing.CodeSigningConfig(
            id=f"code_signing_config.{node.name}",
            label=node.name,
            description=self.description or None,
            publishers=self.publishers or (own,),
            untrusted=self.untrusted,
            tags=tags,
        )
