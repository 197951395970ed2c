"""What every part of a blueprint is: a frozen value, addressed by a path, changed by edits.

A blueprint is never changed in place. ``apply`` takes an edit and returns a new blueprint that
shares everything else with the old one, so that undo is a list of old values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Final, Generic, NoReturn, Self, TypeAlias, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    Strict,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails

from designer import catalog
from designer.blueprint.problems import explain

Path: TypeAlias = tuple[str | int, ...]
K = TypeVar("K")
V = TypeVar("V")
P = TypeVar("P", bound="Part")
T = TypeVar("T")


class FrozenDict(dict[K, V]):
    """A mapping that nobody changes; a frozen model with a plain dict would not be frozen."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a blueprint is changed by edits only")

    __setitem__ = __delitem__ = update = pop = popitem = clear = setdefault = __ior__ = _refuse

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return FrozenDict, (dict(self),)


def freeze(value: Any) -> Any:  # any nesting of plain YAML data
    """Plain data with every mapping and list made immutable."""
    if isinstance(value, Mapping):
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    return tuple(freeze(item) for item in value) if isinstance(value, (list, tuple)) else value


Named: TypeAlias = Annotated[Mapping[str, V], AfterValidator(FrozenDict)]
"""An immutable mapping from names to parts or scalars."""


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]
"""A list of texts; a single text may stand alone."""

Int: TypeAlias = Annotated[int, Strict()]
Bool: TypeAlias = Annotated[bool, Strict()]


@dataclass(frozen=True, slots=True)
class Limits:
    """Field metadata: the catalog's range for a number (its unit included)."""

    key: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        limits = catalog.limits(self.key)
        return _completed(handler(core), {"minimum": limits.minimum, "maximum": limits.maximum})


@dataclass(frozen=True, slots=True)
class OneOf:
    """Field metadata: the catalog's list of values, or ``runtimes``."""

    key: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return _completed(handler(core), {"examples": list(self.values())})

    def values(self) -> tuple[str | int, ...]:
        """The values that may be chosen, in the catalog's order."""
        if self.key != "runtimes":
            return catalog.choices(self.key).values
        return tuple(name for name, runtime in catalog.runtimes().items() if not runtime.preview)


def _completed(schema: JsonSchemaValue, hints: dict[str, Any]) -> JsonSchemaValue:
    """A JSON Schema with what editors need to complete and check, also inside ``X | None``."""
    if "anyOf" not in schema:
        return {**schema, **hints}
    return {
        **schema,
        "anyOf": [each if each.get("type") == "null" else {**each, **hints} for each in schema["anyOf"]],
    }


@dataclass(frozen=True, slots=True)
class Matches:
    """Field metadata: the catalog's form of a text."""

    key: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return _completed(handler(core), {"pattern": f"^({catalog.pattern(self.key).regex})$"})


@dataclass(frozen=True, slots=True)
class RefersTo:
    """Field metadata: the value is the name of a thing in one of these collections."""

    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeysReferTo:
    """Field metadata: the keys of the mapping are names of things in one of these collections."""

    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advanced:
    """Field metadata: seldom needed; forms show it last."""


@dataclass(frozen=True, slots=True)
class SameInAllStages:
    """Field metadata: it decides what is deployed, so no stage may change it.

    ``but_numbers``: save whole numbers above 0 that the design says, such as seconds.
    """

    but_numbers: bool = False


@dataclass(frozen=True, slots=True)
class AsText:
    """Field metadata: parts by name that have no place of their own in a tree; forms show them as text."""


@dataclass(frozen=True, slots=True)
class SeveralLines:
    """Field metadata: a text of several lines, such as a schema."""


@dataclass(frozen=True, slots=True)
class Free:
    """Field metadata: free JSON; each of its texts may hold references."""


class Part(BaseModel):
    """A frozen piece of a blueprint; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def own(self) -> dict[str, Any]:
        """The fields that were written, unset ones left out, as they are (parts stay parts)."""
        return {
            name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set
        }

    @cached_property
    def _answers(self) -> dict[object, Any]:  # each question's own type
        return {}

    def once(self, question: Callable[[Self], T]) -> T:
        """``question(self)``, asked once and kept: what never changes never answers differently."""
        answers = self._answers
        if question not in answers:
            answers[question] = question(self)
        answer: T = answers[question]
        return answer


def metadata(field: FieldInfo, kind: type[T]) -> T | None:
    """The metadata of that kind on a field, also inside ``X | None``."""
    for each in _all_metadata(field.metadata, field.annotation):
        if isinstance(each, kind):
            return each
    return None


def _all_metadata(own: Iterable[object], annotation: Any) -> Iterator[object]:  # any type expression
    yield from own
    for argument in getattr(annotation, "__args__", ()):
        yield from getattr(argument, "__metadata__", ())


@dataclass(frozen=True, slots=True)
class Node(Generic[T]):
    """A part together with where it is; ``node / "timeout"`` is the path of its field."""

    path: Path
    value: T

    @property
    def name(self) -> str:
        """The last step of the path: what the user called it."""
        return str(self.path[-1])

    def __truediv__(self, key: str | int) -> Path:
        return (*self.path, key)


class _Unset:
    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset()
"""The value of an edit that removes what is at its path."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Set what is at ``path`` to ``value`` (plain data or a part), or remove it with ``UNSET``."""

    path: Path
    value: Any  # whatever the field takes; the part it belongs to validates it


class EditError(ValueError):
    """An edit that would make the blueprint unreadable: ``path`` and a sentence that says why."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


def dotted(path: Path) -> str:
    """A path as people read it: ``functions.worker.timeout``."""
    return ".".join(str(step) for step in path)


def apply(root: P, edits: Iterable[Edit]) -> P:
    """``root`` with the edits applied in order.

    Raises ``EditError`` when a path leads nowhere or a value has the wrong shape; ``root`` is as it was.
    """
    for edit in edits:
        if not edit.path:
            raise EditError((), "An edit needs a path.")
        root = _in_part(root, edit, 0)
    return root


def same(one: Part, other: Part) -> bool:
    """Whether two parts mean the same and are written alike: to say a default is not to leave it out."""
    if one is other:
        return True
    return one == other and _written(one) == _written(other)


def _written(part: Part) -> dict[str, Any]:  # plain data, as in a file
    return part.model_dump(mode="json", exclude_unset=True)


def _in_part(part: P, edit: Edit, depth: int) -> P:
    field = str(edit.path[depth])
    if field not in type(part).model_fields:
        raise EditError(edit.path, f"{dotted(edit.path[: depth + 1])} is not a setting.")
    if depth + 1 == len(edit.path):
        return _validated(part, field, edit.value, edit)
    child = getattr(part, field)
    if isinstance(child, Part):
        return _copied(part, field, _in_part(child, edit, depth + 1))
    changed, sound = _in_data(child, edit, depth + 1)
    return _copied(part, field, changed) if sound else _validated(part, field, changed, edit)


def _in_data(data: Any, edit: Edit, depth: int) -> tuple[Any, bool]:  # a mapping or a tuple of anything
    """``data`` with the edit made below it, and whether that needs no validation."""
    key, last = edit.path[depth], depth + 1 == len(edit.path)
    child = _child(data, key, edit, last)
    if last:
        return _with(data, key, edit.value), False
    if isinstance(child, Part):
        return _with(data, key, _in_part(child, edit, depth + 1)), True
    changed, sound = _in_data(child, edit, depth + 1)
    return _with(data, key, changed), sound


def _child(data: Any, key: str | int, edit: Edit, last: bool) -> Any:  # see _in_data
    if isinstance(data, Mapping):
        if key in data or (last and edit.value is not UNSET):
            return data.get(key)
    elif isinstance(data, tuple) and isinstance(key, int):
        if key < len(data):
            return data[key]
        if last and key == len(data) and edit.value is not UNSET:
            return None
    raise EditError(edit.path, f"There is no {dotted(edit.path)}.")


def _with(data: Any, key: Any, value: Any) -> Any:  # see _in_data
    if isinstance(data, Mapping):
        if value is UNSET:
            return FrozenDict({name: item for name, item in data.items() if name != key})
        return FrozenDict({**data, key: value})
    if value is UNSET:
        return data[:key] + data[key + 1 :]
    return (*data[:key], value, *data[key + 1 :])


def _copied(part: P, field: str, value: object) -> P:
    """A copy with one field replaced and nothing validated (``model_copy`` would keep cached answers)."""
    kind = type(part)
    values = {name: getattr(part, name) for name in kind.model_fields}
    copy = kind.model_construct(part.model_fields_set | {field}, **{**values, field: value})
    return cast(P, copy)  # pydantic's plugin for mypy forgets which class constructs


def _validated(part: P, field: str, value: object, edit: Edit) -> P:
    kind: type[P] = type(part)
    own = {**part.own(), field: value}
    if value is UNSET:
        del own[field]
    ordered = {name: own[name] for name in [*part.own(), field] if name in own}
    try:
        return kind.model_validate(ordered)
    except ValidationError as error:
        raise EditError(
            edit.path, _sentence(error.errors(include_url=False)[0], kind, edit.path, ordered)
        ) from None


def _sentence(error: ErrorDetails, kind: type[Part], path: Path, value: Any) -> str:  # a part as plain data
    """What is wrong with a value, and where in it: a value may be as large as all states of a workflow."""
    from designer.blueprint.owners import owner

    loc = tuple(step for step in error["loc"] if step != "[key]")
    said = next(n for n in range(len(loc), -1, -1) if path[len(path) - n :] == loc[:n])
    place = f"{dotted(loc[said:-1])}: " if loc[said:-1] else ""
    return place + explain({**error, "loc": loc}, owner(kind, loc, value))


def each_part(part: Part, path: Path = ()) -> Iterator[Node[Part]]:
    """Every part of a blueprint with its path, outermost first."""
    yield Node(path, part)
    for name in type(part).model_fields:
        yield from _parts_in(getattr(part, name), (*path, name))


def _parts_in(value: object, path: Path) -> Iterator[Node[Part]]:
    if isinstance(value, Part):
        yield from each_part(value, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _parts_in(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _parts_in(item, (*path, index))
