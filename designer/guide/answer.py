"""What an answer is, and the numbers that recommended answers start from."""

from __future__ import annotations

from dataclasses import dataclass

from designer import catalog
from designer.blueprint.base import Edit

MEMORY, TIMEOUT, COPIES = 512, 30, 10
"""The recommended start: MB, seconds, concurrent executions."""

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its title, what follows from it, and the edits that make the design say it.

    ``removal`` takes it back, where several answers may be chosen together.
    """

    title: str
    consequence: str
    edits: tuple[Edit, ...]
    removal: tuple[Edit, ...] = ()


def hidden(timeout: int) -> int:
    """The visibility timeout that a queue needs for a consumer's timeout, both in seconds."""
    needed = catalog.number("sqs.visibility_factor").value * timeout
    return catalog.limits("sqs.visibility_timeout").clamp(needed)


def receives() -> int:
    """The recommended number of attempts before a message goes to a dead-letter queue."""
    return catalog.number("sqs.recommended_receive_count").value


def kept() -> int:
    """The longest time that a queue keeps what nobody has looked at, in seconds."""
    return catalog.limits("sqs.message_retention").maximum
