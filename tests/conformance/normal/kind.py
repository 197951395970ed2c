"""What a kind of resource is: everything that parity has to know about it, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.conformance.normal.comparison import Tolerance
from tests.conformance.normal.exemption import Unnoticed
from tests.conformance.normal.form import Identity, Json, Leaf, Path, Place, Settings
from tests.conformance.normal.identification import Identification
from tests.conformance.normal.values import Reader, read_all

Piece: TypeAlias = tuple[Identity, Settings]
Expansion: TypeAlias = Callable[[Identity, dict[str, Json], Place], Iterable[Piece]]
"""Makes pieces of everything that one resource says besides its name."""
Assembly: TypeAlias = Callable[[list[Identity], dict[Identity, Settings]], None]
"""Is given the resources of one kind, and all, and may say them of others instead."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How CloudFormation or Terraform says a kind: one type, whose resources may be a part of a whole.

    ``asked`` are the attributes that others may refer to, each with the kind's own word for it; in
    CloudFormation ``Ref`` is one of them, in Terraform each gets a symbol when plans are made. There,
    ``looks`` says how such a symbol must look where the provider is strict (``eu-west-1_{}``),
    ``told_back`` which further arguments are answers, or nothing that means anything, and ``has_id``
    whether the type has an ``id`` at all, as most have. Settings stand ``under`` words, which may name
    what is said (``("target", "{target_id}")``). Where ``imports`` names a property that is said, its
    function reads the whole resource: it is a document that makes others. What is ``unnoticed`` must be
    so in some design, once a design has a resource of the type.
    """

    type: str
    identification: Identification
    says: Mapping[str, Reader]
    asked: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)
    told_back: frozenset[str] = frozenset()
    has_id: bool = True
    under: Path = ()
    imports: tuple[str, Expansion] | None = None
    unnoticed: tuple[Unnoticed, ...] = ()
    updates: Mapping[str, Reader] = field(default_factory=dict)
    """What CloudFormation may say of how it is updated (``UpdatePolicy``)."""

    def pieces(self, identity: Identity, said: dict[str, Json], place: Place) -> Iterator[Piece]:
        """What a resource says, its references resolved."""
        if self.imports and self.imports[0] in said:
            yield from self.imports[1](identity, self.identification.rest(said), place)
            return
        head = tuple(word.format(**said) for word in self.under)
        settings = read_all(self.says, self.identification.rest(said))
        yield identity, {(*head, *path): value for path, value in settings}


@dataclass(frozen=True, slots=True)
class When:
    """Defaults of a resource that has a setting: of that value, or (``None``) any, at or below it."""

    setting: Path
    value: Leaf | None
    defaults: Mapping[Path, Leaf]

    def holds(self, settings: Settings) -> bool:
        """Whether these settings have it."""
        if self.value is not None:
            return settings.get(self.setting) == self.value
        return any(each[: len(self.setting)] == self.setting for each in settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of resource, its main type first in either tuple.

    ``answers`` are format strings by question; their fields are ``place`` and ``name``. ``defaults`` are
    what AWS does where nothing is said, from the services' API references.
    """

    name: str
    cloudformation: tuple[Spelling, ...]
    terraform: tuple[Spelling, ...]
    answers: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[Path, Leaf] = field(default_factory=dict)
    defaults_when: tuple[When, ...] = ()
    assemble: Assembly | None = None
    tolerated: tuple[Tolerance, ...] = ()

    def filled(self, settings: Settings) -> Settings:
        """``settings`` with AWS's own for what they leave out."""
        found: Settings = {("on_delete",): "Delete", ("on_replace",): "Delete", **self.defaults}
        for each in self.defaults_when:
            if each.holds(settings):
                found.update(each.defaults)
        return found | settings


def arn(service: str, rest: str = "{name}") -> str:
    """The answer that is an ARN in the place of deployment."""
    return f"arn:{{place.partition}}:{service}:{{place.region}}:{{place.account}}:{rest}"
