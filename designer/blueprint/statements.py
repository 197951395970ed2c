"""Statements of a role: those of the user's own, and the identifiers of all."""

from __future__ import annotations

from dataclasses import replace

from designer.blueprint.function import PolicyStatement
from designer.graph import Condition, Statement


def verbatim(statement: PolicyStatement) -> Statement:
    """A statement of the user's own, word for word."""
    return Statement(
        sid=statement.sid,
        effect=statement.effect,
        actions=statement.actions,
        resources=statement.resources,
        conditions=tuple(
            Condition(operator, key, values)
            for operator, keys in statement.conditions.items()
            for key, values in keys.items()
        ),
        because=statement.reason,
    )


def unique_sids(statements: list[Statement]) -> tuple[Statement, ...]:
    """Sids as IAM wants them: letters and digits, each once in a policy."""
    taken: set[str] = set()
    result = []
    for statement in statements:
        sid = base = _sid(statement.sid) if statement.sid else None
        number = 2
        while sid is not None and sid in taken:
            sid, number = f"{base}{number}", number + 1
        taken.add(sid or "")
        result.append(replace(statement, sid=sid))
    return tuple(result)


def _sid(text: str) -> str:
    """``read payment-key`` as ``ReadPaymentKey``; a Sid that is one already stays as it is."""
    if text.isascii() and text.isalnum() and not text.islower():
        return text
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in text).split()
    return "".join(word[0].upper() + word[1:] for word in words) or "Statement"
