"""The guided design: questions whose answers are edits, asked in an order that teaches.

A guide leads through the design of one function and what belongs to it. Its state is the blueprint
itself: an answer is chosen when its edits would change nothing. So a step can be left and entered in
any order, undone, and mixed with edits from elsewhere, and any front can ask the questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from designer.blueprint.base import Edit, EditError, Part, Path, apply
from designer.blueprint.document import Blueprint
from designer.blueprint.file import new_document
from designer.guide.answer import Answer
from designer.guide.answers import concurrency, memory, observe, scopes
from designer.guide.surroundings import Surroundings, around
from designer.guide.triggers import failures, proposed, recommended, trigger
from designer.rules.base import Finding
from designer.rules.review import review
from designer.session import Session

START = proposed("queue")
"""The name that a new design proposes for itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question. ``several`` when any number of its answers may be chosen together."""

    title: str
    question: str
    why: str
    answers: Callable[[Blueprint, Surroundings], tuple[Answer, ...]]
    settings: tuple[tuple[str, ...], ...]
    """The settings for fine tuning, as paths; ``$function`` and the like stand for the design's names."""
    several: bool = False


STEPS: tuple[Step, ...] = (
    Step(
        "Trigger",
        "What invokes the function?",
        "A queue between producer and function absorbs bursts and keeps work while the function fails.",
        trigger,
        (
            ("functions", "$function", "runtime"),
            ("functions", "$function", "triggers", "$trigger", "batch_size"),
            ("functions", "$function", "triggers", "$trigger", "routes"),
            ("functions", "$function", "triggers", "$trigger", "authorization"),
            ("functions", "$function", "triggers", "$trigger", "expression"),
            ("functions", "$function", "triggers", "$trigger", "timezone"),
            ("functions", "$function", "triggers", "$trigger", "pattern"),
            ("functions", "$function", "triggers", "$trigger", "events"),
            ("functions", "$function", "triggers", "$trigger", "prefix"),
            ("functions", "$function", "triggers", "$trigger", "filter"),
            ("queues", "$queue", "existing"),
        ),
    ),
    Step(
        "Memory and timeout",
        "How much work is one invocation?",
        "CPU grows with memory, so more memory can be faster and no dearer. The timeout bounds what a "
        "hung call costs; a queue hides a message for a multiple of it.",
        memory,
        (
            ("functions", "$function", "memory_size"),
            ("functions", "$function", "timeout"),
            ("queues", "$queue", "visibility_timeout"),
        ),
    ),
    Step(
        "Concurrency",
        "How many copies may run at once?",
        "Without a bound a burst starts as many copies as the account allows, and whatever they call "
        "gets all of it at once.",
        concurrency,
        (
            ("functions", "$function", "triggers", "$trigger", "maximum_concurrency"),
            ("functions", "$function", "concurrency", "reserved"),
        ),
    ),
    Step(
        "Failures and DLQ",
        "What happens to an event that keeps failing?",
        "A queue and a stream bring a bad event back until it expires, an asynchronous caller a few "
        "times, an API never; every attempt is a paid invocation.",
        failures,
        (
            ("queues", "$queue", "dead_letter", "max_receive_count"),
            ("queues", "$dead_letter", "message_retention"),
            ("functions", "$function", "triggers", "$trigger", "partial_batch_response"),
            ("functions", "$function", "triggers", "$trigger", "maximum_retries"),
            ("functions", "$function", "asynchronous", "maximum_retries"),
        ),
    ),
    Step(
        "IAM scopes",
        "What else does the function touch?",
        "Each answer adds named actions on one ARN to the function's own role; nothing else is allowed. "
        "What the trigger, logs and traces need is granted already.",
        scopes,
        (("functions", "$function", "scopes"),),
        several=True,
    ),
    Step(
        "Observe",
        "What will you see when it misbehaves?",
        "Structured logs can be searched by field and level; traces show where the time goes.",
        observe,
        (
            ("functions", "$function", "logging", "retention_days"),
            ("functions", "$function", "logging", "format"),
            ("functions", "$function", "tracing"),
        ),
    ),
)
"""The questions, in order; the review of the whole design follows them."""

REVIEW_SETTINGS: tuple[Path, ...] = (("name",), ("description",), ("region",))
"""What the review at the end asks: the name last, when it is clear what is named."""


class Guide:
    """The questions about one function of a session's design."""

    def __init__(self, session: Session, function: str) -> None:
        self.session = session
        self.function = function

    @classmethod
    def new(cls, today: date | None = None, name: str = START) -> Guide:
        """A guide through a new design, which starts with every recommended answer."""
        blueprint = Blueprint.model_validate({"blueprint": 1, "name": name, "functions": {}})
        here = around(blueprint, "worker")
        blueprint = apply(blueprint, recommended(blueprint, here))
        return cls(Session(new_document(blueprint), today), here.function)

    @classmethod
    def add(cls, session: Session, function: str) -> Guide:
        """A guide through one more function of an open design, added with every recommended answer."""
        here = around(session.blueprint, function)
        session.apply(recommended(session.blueprint, here), f"Add {function}")
        return cls(session, function)

    @property
    def here(self) -> Surroundings:
        """What the function and the things around it are called."""
        return around(self.session.blueprint, self.function)

    def answers(self, step: Step) -> tuple[Answer, ...]:
        """The answers to a step's question, for the design as it stands."""
        return step.answers(self.session.blueprint, self.here)

    def is_chosen(self, answer: Answer) -> bool:
        """Whether the design already says what the answer says."""
        design = self.session.blueprint
        return _applied(design, answer.edits) == design

    def choose(self, step: Step, answer: Answer) -> None:
        """Make the answer's edits; where several may be chosen, a chosen one is taken back.

        Raises ``EditError`` when it does not fit the design.
        """
        taken_back = step.several and self.is_chosen(answer)
        self.session.apply(answer.removal if taken_back else answer.edits, f"{step.title}: {answer.title}")

    def outlook(self, answer: Answer) -> tuple[Finding, ...]:
        """The findings that choosing the answer would add."""
        changed = _applied(self.session.blueprint, answer.edits)
        if changed is None:
            return ()
        known = {(each.rule, each.path) for each in self.session.review.findings}
        found = review(changed, self.session.today).findings
        return tuple(each for each in found if (each.rule, each.path) not in known)

    def said(self, step: Step) -> str:
        """The answer as it stands, in a few words."""
        chosen = [each.title for each in self.answers(step) if self.is_chosen(each)]
        return ", ".join(chosen) if chosen else ("nothing more" if step.several else "your own values")

    def settings(self, step: Step) -> tuple[Path, ...]:
        """The paths of the step's settings; those of things that the design does not have are left out."""
        here = self.here
        known: Mapping[str, str | None] = {
            "$function": here.function,
            "$trigger": here.trigger,
            "$queue": here.queue,
            "$dead_letter": here.dead_letter,
        }
        paths = (tuple(known.get(part, part) for part in path) for path in step.settings)
        return tuple(path for path in map(_complete, paths) if path and _exists(self.session.blueprint, path))


def picture(design: Blueprint, function: str) -> tuple[str, ...]:
    """A function and what is around it, drawn in a few lines."""
    part, here = design.functions.get(function), around(design, function)
    if part is None:
        return ()
    size = f"λ {function}  {part.memory_size:,} MB · {part.timeout} s"
    source = here.queue or (here.source[-1] if here.source else here.trigger)
    rows = [f"{here.part.LABEL} {source} ──▶ {size}" if here.part else size]
    redrive = design.queues[here.queue].dead_letter if here.queue else None
    if redrive is not None:
        rows.append(f"  └─ after {redrive.max_receive_count} attempts ──▶ {redrive.queue}")
    elif here.dead_letter:
        rows.append(f"  └─ undelivered ──▶ {here.dead_letter}")
    if here.failed:
        rows.append(f"  failed for good ──▶ {here.failed}")
    return (*rows, *(f"  may {', '.join(levels)} ──▶ {name}" for name, levels in part.scopes.items()))


def _complete(path: tuple[str | None, ...]) -> Path | None:
    complete = tuple(part for part in path if part is not None)
    return complete if len(complete) == len(path) else None


def _exists(blueprint: Blueprint, path: Path) -> bool:
    current: object = blueprint
    for step in path[:-1]:
        current = current.get(step) if isinstance(current, Mapping) else getattr(current, str(step), None)
    if not isinstance(current, Part) or path[-1] not in type(current).model_fields:
        return False
    if path[0] != "queues":
        return True
    # An existing queue is used as it is: of its settings only the ARN is ours to say.
    queue = blueprint.queues[str(path[1])]
    return (path[-1] == "existing") == (queue.existing is not None)


def _applied(blueprint: Blueprint, edits: tuple[Edit, ...]) -> Blueprint | None:
    try:
        return apply(blueprint, edits)
    except EditError:
        return None
