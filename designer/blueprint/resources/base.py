"""What every thing that a function touches is: new, or existing and named by its ARN."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from designer import catalog
from designer.blueprint.base import Advanced, Node, Part, RefersTo, SameInAllStages
from designer.blueprint.references import variable
from designer.graph import Attribute, Output, Piece, Ref, Resource, Statement, Text, Variable

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Thing(Part):
    """A resource beside the functions: a queue, a table, a secret."""

    KIND: ClassVar[str]
    """The kind in the graph, in the catalog's access levels and in resource ids."""
    LABEL: ClassVar[str]
    """What people call it."""
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]]
    """What a reference may ask of it."""
    TOLD: ClassVar[str] = "name"
    """The attribute by which clients of AWS ask for it, where it has that."""
    OUTPUT: ClassVar[tuple[Attribute, str] | None]
    """What a deployment tells of a new one, if anything, and how it is described."""
    NAME_LENGTH: ClassVar[str | None]
    """The catalog's limits of its name's length in AWS; ``None`` where AWS makes the name up."""
    ARN: ClassVar[str]
    """The catalog's pattern of its ARN."""
    NAME_IN_ARN: ClassVar[tuple[str, int]] = (":", 5)
    """What splits its ARN, and where, from 0, the name then is."""
    DELIVERY: ClassVar[str | None] = None
    """The catalog's grant by which a service delivers to it; ``None`` where none does."""

    existing: Annotated[str | None, SameInAllStages()] = Field(
        None,
        title="Existing ARN",
        description="ARN of one that exists already, or ${var.name} to be asked for it at deployment; it is "
        "used and neither created nor changed.",
    )
    description: str = Field("", title="Description", description="What it holds, in a sentence.")

    def told(self, name: str, blueprint: Blueprint) -> tuple[str, str] | None:
        """What code needs to use it, if anything: an attribute, and the text that gives it."""
        del blueprint
        return (self.TOLD, f"${{{name}.{self.TOLD}}}") if self.TOLD in self.ATTRIBUTES else None

    def attribute(self, name: str, attribute: Attribute) -> Text:
        """An attribute as the graph says it: a reference, or text for an existing thing."""
        if self.existing is None:
            return Ref(f"{self.KIND}.{name}", attribute)
        given = variable(self.existing)
        if attribute is Attribute.ARN:
            return given or self.existing
        if given is not None:
            return self.given_attribute(given, attribute)
        return self.existing_attribute(self.existing, attribute)

    def given_attribute(self, arn: Variable, attribute: Attribute) -> Text:
        """An attribute of an existing thing whose ARN is said at deployment; the name, cut out of it."""
        del attribute
        return Piece(arn, *self.NAME_IN_ARN)

    def existing_attribute(self, arn: str, attribute: Attribute) -> Text:
        """An attribute of an existing thing, read off its ARN; the name unless a kind knows better."""
        del attribute
        return arn.rsplit(":", 1)[-1].rsplit("/", 1)[-1]

    @property
    def record_retention(self) -> int | None:
        """Seconds after which its stream forgets a record; ``None`` where it has none, or nobody knows."""
        return None

    @property
    def name_ending(self) -> str:
        """What stands behind its name in AWS, such as ``.fifo``."""
        return ""

    @property
    def longest_ending(self) -> str:
        """The same behind the longest of the names that it gives in AWS."""
        return self.name_ending

    def deliveries(self, name: str) -> Iterator[tuple[str, Text]]:
        """The catalog's grants by which a service delivers to it, each with what it is on."""
        if self.DELIVERY is not None:
            yield self.DELIVERY, self.attribute(name, Attribute.ARN)

    def has(self, ending: str) -> bool:
        """Whether there is anything whose ARN is the thing's own with ``ending`` behind it."""
        del ending
        return True

    def delivering(self, name: str, because: str) -> Iterator[Statement]:
        """What a role needs to deliver to it; a bucket is looked for, too."""
        verbs = ("send to", "look for")
        for verb, (grant, arn) in zip(verbs, self.deliveries(name), strict=False):
            yield Statement(
                sid=f"{verb} {name}",
                actions=catalog.grant(grant).actions,
                resources=(arn,),
                because=because,
            )

    def answers(self) -> bool:
        """Whether what ``OUTPUT`` names is of use to anybody."""
        return True

    def outputs(self, name: str, blueprint: Blueprint) -> Iterator[Output]:
        """What a deployment tells of a new one beside ``OUTPUT``."""
        del name, blueprint
        yield from ()

    def statements(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Statement]:
        """What a new one's resource policy says of its own accord."""
        del node, blueprint
        yield from ()

    def policy(self, name: str, statements: tuple[Statement, ...]) -> Resource | None:
        """The one resource policy of a new one; ``None`` where the kind has no such policy."""
        del name, statements
        return None

    def elsewhere(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[tuple[str, Statement]]:
        """What it needs said in the resource policies of other things, each by the thing's name."""
        del node, blueprint
        yield from ()

    @abstractmethod
    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The resources that a new one is made of."""


class Encrypted(Thing):
    """A thing that can be encrypted with a key of one's own."""

    OWN_KEYS_ONLY: ClassVar[bool] = False
    """Whether its service refuses keys that AWS manages."""

    kms_key: Annotated[str | None, RefersTo(("keys",)), Advanced()] = Field(
        None,
        title="KMS key",
        description="Name of the key that it is encrypted with; AWS's own keys without one.",
    )

    def key_arn(self, blueprint: Blueprint) -> Text | None:
        """The ARN of its key."""
        return blueprint.attribute(self.kms_key, Attribute.ARN) if self.kms_key else None
