"""What resources answer once they are deployed, as their kinds declare it.

Where AWS makes it up, a word in angle brackets that names the resource stands for it.
"""

from __future__ import annotations

from tests.conformance.normal.form import Identity, Place, UnreadableError
from tests.conformance.normal.kinds import by_name


def answer(identity: Identity, question: str, place: Place) -> str:
    """What a resource answers; ``UnreadableError`` if nobody knows."""
    kind = by_name().get(identity.kind)
    known = kind.answers.get(question) if kind else None
    if known is None:
        raise UnreadableError(f"{question} of {identity.kind} {identity.name}")
    return known.format(place=place, name=identity.name)


def named_by(kind: str, question: str, text: object, place: Place) -> str:
    """The name of a resource that is given by name, or by an answer of its that ends in its name."""
    return str(text).removeprefix(answer(Identity(kind, ""), question, place))


def function_name(text: object, place: Place, qualifier: object = None) -> str:
    """``name`` or ``name:alias`` of a function that is given by name or by ARN: both mean the same."""
    name = named_by("function", "arn", text, place)
    return f"{name}:{qualifier}" if qualifier else name
