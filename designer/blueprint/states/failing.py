"""What becomes of a state that fails: it is tried again, or another state takes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from designer import catalog
from designer.blueprint.base import Advanced, Bool, Int, Limits, Part, Path, Texts
from designer.blueprint.states.base import Asl, Flow, Value, Writing, put


class Retry(Part):
    """When and how often a state is tried again."""

    errors: Texts = Field(
        ("States.TaskFailed",),
        title="Errors",
        description="Errors that are tried again, such as States.Timeout; States.ALL stands alone and last.",
    )
    interval: Annotated[Int, Limits("states.retry_interval")] = Field(
        1, title="Interval", description="Seconds before the first retry."
    )
    attempts: Annotated[Int, Limits("states.retry_attempts")] = Field(
        3, title="Attempts", description="Times that it is tried again; 0 never tries these errors again."
    )
    backoff: Annotated[float, Advanced()] = Field(
        2.0,
        title="Backoff",
        description="Factor by which each wait is longer than the last; at least 1.",
    )
    maximum_delay: Annotated[Int | None, Limits("states.retry_delay"), Advanced()] = Field(
        None, title="Longest delay", description="Seconds that a wait grows to at most."
    )
    jitter: Annotated[Literal["FULL", "NONE"], Advanced()] = Field(
        "FULL", title="Jitter", description="FULL spreads retries, so that they do not come all at once."
    )

    def asl(self) -> Asl:
        """The retrier."""
        backoff = int(self.backoff) if self.backoff.is_integer() else self.backoff
        return put(
            ErrorEquals=list(self.errors),
            IntervalSeconds=self.interval,
            MaxAttempts=self.attempts,
            BackoffRate=backoff,
            MaxDelaySeconds=self.maximum_delay,
            JitterStrategy="FULL" if self.jitter == "FULL" else None,
        )


class Catch(Part):
    """Which state takes over when a state has failed for good."""

    errors: Texts = Field(
        ("States.ALL",),
        title="Errors",
        description="Errors to catch; States.ALL stands alone and last.",
    )
    next: str = Field(title="Next", description="State that takes over.")
    result_path: Annotated[str | None, Advanced()] = Field(
        None,
        title="Result path",
        description="JSONPath only: where the error is put into the input; it replaces the input when unset.",
    )
    output: Annotated[Value, Advanced()] = Field(
        None, title="Output", description="JSONata only: what that state gets; the error when unset."
    )
    assign: Annotated[Value, Advanced()] = Field(
        None, title="Assign", description="Variables that later states may use, by name."
    )

    def asl(self, writing: Writing) -> Asl:
        """The catcher."""
        return put(
            ErrorEquals=list(self.errors),
            Assign=writing.filled(self.assign),
            Output=writing.filled(self.output),
            ResultPath=self.result_path,
            Next=self.next,
        )


def transient() -> Asl:
    """The retrier for what is Lambda's own fault, as AWS recommends it."""
    return {
        "ErrorEquals": list(catalog.choices("states.transient_errors").values),
        "IntervalSeconds": catalog.number("states.transient_interval").value,
        "MaxAttempts": catalog.number("states.transient_attempts").value,
        "BackoffRate": catalog.number("states.transient_backoff").value,
        "JitterStrategy": "FULL",
    }


def _fits(errors: Iterable[str], error: str) -> bool:
    """Whether a list of errors speaks of one; what AWS calls TaskFailed is every error but a timeout."""
    named = frozenset(errors)
    failed = "States.TaskFailed" in named and error != "States.Timeout"
    return failed or bool(named & {"States.ALL", error})


class Fallible(Flow):
    """A step that can fail: it is tried again, and other states may take over."""

    result_path: Annotated[str | None, Advanced()] = Field(
        None, title="Result path", description="JSONPath only: where the result is put into the input."
    )
    result_selector: Annotated[Value, Advanced()] = Field(
        None, title="Result selector", description="JSONPath only: what of the result counts."
    )
    keep_input: Annotated[Bool, Advanced()] = Field(
        False, title="Keep input", description="On drops the result: what comes next gets this state's input."
    )
    retry: tuple[Retry, ...] = Field(
        (),
        title="Retry",
        description="Errors that are tried again; the first that fits counts.",
    )
    catch: tuple[Catch, ...] = Field(
        (), title="Catch", description="States that take over when it has failed for good."
    )

    def retriers(self) -> Iterator[Asl]:
        """How it is tried again."""
        yield from (each.asl() for each in self.retry)

    def attempts(self, error: str) -> int:
        """How often it is tried in all when it fails with ``error``."""
        fitting = (each for each in self.retriers() if _fits(each["ErrorEquals"], error))
        retries: int = next((each["MaxAttempts"] for each in fitting), 0)
        return 1 + retries

    def catches(self, error: str) -> bool:
        """Whether another state takes over when it has failed with ``error`` for good."""
        return any(_fits(each.errors, error) for each in self.catch)

    def handling(self, writing: Writing) -> Asl:
        """What becomes of its result, and of a failure."""
        retriers = list(self.retriers())
        catchers = [each.asl(writing) for each in self.catch]
        return {
            **put(ResultSelector=writing.filled(self.result_selector), ResultPath=self.result_path),
            **({"ResultPath": None} if self.keep_input and not writing.jsonata else {}),
            **put(Retry=retriers or None, Catch=catchers or None),
        }

    def passing(self, writing: Writing) -> Asl:
        """How input and output are cut to size, without the result where only the input counts."""
        said = super().passing(writing)
        return {**said, "Output": "{% $states.input %}"} if self.keep_input and writing.jsonata else said

    def successors(self) -> Iterator[tuple[Path, str]]:
        """The next state, and those that take over."""
        yield from super().successors()
        for index, each in enumerate(self.catch):
            yield ("catch", index, "next"), each.next
