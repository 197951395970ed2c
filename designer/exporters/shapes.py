"""What a kind of resource says, in no format's syntax: trees of settings whose leaves are graph values.

A family of kinds (a module of ``designer.exporters.kinds``) says of each of its kinds which settings
CloudFormation and Terraform have for it. SAM and CDK both spell the CloudFormation side: SAM as YAML,
CDK as the L1 construct. A leaf is ``None`` (nothing is printed), a value of the graph, a tuple of
leaves, a ``Shape`` or one of the documents below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeAlias, TypeGuard, TypeVar

from designer.exporters.hcl import Node
from designer.graph import TEXTS, Attribute, Context, Resource, Statement, Text, Value

R = TypeVar("R", bound=Resource)

ALWAYS: Value = True
"""The condition of a shape that is there in every stage."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Settings by name. ``kind`` is CloudFormation's name of the property type, or Terraform's of a block.

    It is there only where ``when`` has a value: a stage may leave a setting unset that the others need.
    An empty one is left out unless it is ``kept``.
    """

    kind: str
    fields: tuple[tuple[str, Leaf], ...]
    when: Value | None = ALWAYS
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Json:
    """Free JSON: mappings, lists, scalars and graph values."""

    value: Any


@dataclass(frozen=True, slots=True)
class JsonText:
    """JSON that the format wants as text: mappings, lists, scalars and graph values."""

    value: Any


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A JSON object of texts that the service wants as one line; nothing in it is a graph value."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A text of several lines, such as a schema, to be read as such; how it ends means nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file of the export, with values in it where it says ``${name}``.

    ``path`` is relative to the export. SAM uploads the file that a property names; CDK reads it into the
    property ``inline`` instead; both then have CloudFormation fill in the values, Terraform does itself.
    """

    path: str
    inline: str
    entries: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """An IAM policy document; ``said`` is what the reader was told of the whole already."""

    statements: tuple[Statement, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Settings by names of the user's own."""

    entries: tuple[tuple[str, Leaf], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another of the blocks that Terraform has for the resource ``of`` that id, or an attribute of it."""

    of: str
    type: str
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A digest of all blocks that Terraform has for the resources of these ids."""

    of: tuple[str, ...]


_OfTerraform: TypeAlias = "Beside | Snapshot | Node"
_Document: TypeAlias = "Json | JsonText | JsonLine | Lines | FileText | Policy"

Leaf: TypeAlias = "Value | Shape | _Document | Named | _OfTerraform | tuple[Leaf, ...] | None"
"""``Beside``, ``Snapshot`` and ``Node``, an expression, are Terraform's own and stand on that side only."""


def is_text(leaf: Leaf) -> TypeGuard[Text]:
    """Whether ``leaf`` is a text, known now or at deployment."""
    return isinstance(leaf, TEXTS)


def is_block(leaf: Leaf) -> TypeGuard[Shape | tuple[Shape, ...]]:
    """Whether ``leaf`` is an inner block of Terraform's, or several."""
    return isinstance(leaf, Shape) or (
        isinstance(leaf, tuple) and any(isinstance(each, Shape) for each in leaf)
    )


def shape(kind: str, *, when: Value | None = ALWAYS, kept: bool = False, **fields: Leaf) -> Shape:
    """The settings that are set; ``kind`` as in ``Shape``."""
    return Shape(kind, _set(fields.items()), when, kept)


def block(kind: str, *, when: Value | None = ALWAYS, **fields: Leaf) -> Shape:
    """An inner block of Terraform's; a tuple of them is a block for each."""
    return Shape(kind, _set(fields.items()), when)


def group(**fields: Leaf) -> Shape:
    """A paragraph of Terraform arguments."""
    return Shape("", _set(fields.items()))


def _set(fields: Iterable[tuple[str, Leaf]]) -> tuple[tuple[str, Leaf], ...]:
    return tuple((name, leaf) for name, leaf in fields if leaf is not None and leaf != ())


@dataclass(frozen=True, slots=True)
class Got:
    """What a CloudFormation resource answers: ``Ref``, or the name of an attribute (Fn::GetAtt)."""

    name: str


Answer: TypeAlias = "Got | tuple[str | Context | Got, ...]"
"""How to ask for an attribute: one answer, or a text made of answers."""


def own_arn(service: str, *form: str | Got) -> Answer:
    """An ARN in the account and region that are deployed to, where CloudFormation has no attribute for it."""
    return ("arn:", Context.PARTITION, f":{service}:", Context.REGION, ":", Context.ACCOUNT, ":", *form)


REF = Got("Ref")


@dataclass(frozen=True, slots=True)
class CloudFormation(Generic[R]):
    """A kind in CloudFormation: its type, its properties, what it answers.

    ``tags`` says how the type takes them, where the kind has any: as pairs, as a map, or (``None``) not.
    """

    type: str
    properties: Callable[[R], Shape]
    answers: Mapping[Attribute, Answer] = field(default_factory=lambda: MappingProxyType({}))
    tags: Literal["pairs", "map"] | None = "pairs"
    tags_property: str = "Tags"


@dataclass(frozen=True, slots=True)
class Made:
    """One resource block of Terraform's; its body is paragraphs (``group``) and inner blocks.

    The block that ``waits`` says what the resource comes after; the first one where none does.
    """

    type: str
    body: tuple[Shape | tuple[Shape, ...] | None, ...]
    waits: bool = False
    suffix: str = ""
    """What its label ends in, where a resource has several blocks of one type."""


def made(type_: str, *body: Shape | tuple[Shape, ...] | None, waits: bool = False, suffix: str = "") -> Made:
    """A resource block."""
    return Made(type_, body, waits, suffix)


@dataclass(frozen=True, slots=True)
class Terraform(Generic[R]):
    """A kind in Terraform: its type, its blocks, its attributes, the file that it lies in.

    The first block is the resource that others refer to, and carries the tags where there are any; the
    others belong to it. What is implied by a function lies in the function's file, whatever ``file``.
    Where the blocks are ``ordered`` they themselves refer to what the resource comes after.
    """

    type: str
    blocks: Callable[[R], tuple[Made, ...]]
    file: str
    attributes: Mapping[Attribute, str] = field(default_factory=lambda: MappingProxyType({}))
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """How one kind is spelt; ``suffix`` ends its identifiers where that is not the kind's own name."""

    of: type[R]
    cloudformation: CloudFormation[R]
    terraform: Terraform[R]
    suffix: str | None = None
