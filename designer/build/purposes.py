"""What each variable is for, in a sentence for whoever has to say its value at deployment."""

from __future__ import annotations

from collections.abc import Iterator

from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.references import references, variable
from designer.blueprint.referring import each_use, field_at
from designer.blueprint.variables import each_text
from designer.blueprint.wording import listed
from designer.graph import Purpose

_NAMES = frozenset({"Cognito", "Kinesis"})
"""Words that labels begin with and that keep their capital."""

_MOST = 3
"""Places that a sentence names before it only counts them."""


def purposes(blueprint: Blueprint) -> tuple[Purpose, ...]:
    """Of every variable of ``blueprint`` a sentence on the places that its value goes to."""
    places: dict[str, dict[Path, str]] = {}
    for path, text in each_text(blueprint):
        at = path[2:] if path[0] == "stages" else path
        for name in _named(text):
            places.setdefault(name, {}).setdefault(at, text)
    return tuple(
        Purpose(name, _sentence(_phrases(said, blueprint)), any(path[-1] == "existing" for path in said))
        for name, said in places.items()
    )


def _named(text: str) -> Iterator[str]:
    """The variables that a text speaks of."""
    found = (variable(each.written) for each in references(text))
    yield from (each.name for each in found if each is not None)


def _phrases(places: dict[Path, str], blueprint: Blueprint) -> list[str]:
    """What the value is at each place; the environment variables of one function are one phrase."""
    phrases: list[str] = []
    environments: dict[str, list[str]] = {}
    for path, text in places.items():
        match path:
            case (str(), str(name), "existing"):
                phrases.append(_existing(name, blueprint))
            case ("functions", str(name), "environment", str(key)):
                part = "" if variable(text) is not None else " (in part)"
                environments.setdefault(name, []).append(f"{key}{part}")
            case _:
                phrases.append(_setting(path, blueprint))
    return [*phrases, *(_environment(name, keys) for name, keys in environments.items())]


def _existing(name: str, blueprint: Blueprint) -> str:
    """The ARN of a thing, and the functions that use the thing."""
    thing = blueprint.thing(name)
    label = thing.value.LABEL if thing is not None else "resource"
    uses = (use.path for use in each_use(blueprint) if use.name == name)
    users = dict.fromkeys(str(at[1]) for at in uses if at[0] == "functions")
    used = f", used by {listed(list(users))}" if users else ""
    return f"ARN of the existing {_within(label)} {name}{used}"


def _environment(function: str, keys: list[str]) -> str:
    plural = "s" if len(keys) > 1 else ""
    return f"Value of {function}'s environment variable{plural} {listed(keys)}"


def _setting(path: Path, blueprint: Blueprint) -> str:
    """Any other setting by its title, and whose it is."""
    field = field_at(blueprint, path)
    title = field.title if field is not None and field.title else str(path[-1])
    owner = " ".join(str(each) for each in path[1:-1] if isinstance(each, str))
    return f"{title} of {owner}" if owner else title


def _sentence(phrases: list[str]) -> str:
    more = len(phrases) - _MOST
    named = phrases if more < 2 else [*phrases[:_MOST], f"{more} more places"]
    return f"{'; '.join([named[0], *map(_within, named[1:])])}."


def _within(phrase: str) -> str:
    """``phrase`` within a sentence: ``Secret`` without its capital, ``SQS queue`` and names as they are."""
    first = phrase.partition(" ")[0]
    plain = first[:1].isupper() and first[1:].islower() and first not in _NAMES
    return phrase[:1].lower() + phrase[1:] if plain else phrase
