"""States that decide, wait, pass on or end; none of them does any work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from designer.blueprint.base import Advanced, Int, Limits, Part, Path, freeze
from designer.blueprint.states.base import Asl, Flow, State, Value, Writing, expression, put


def _mapping(value: object) -> object:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError("a test such as {Variable: $.total, NumericGreaterThan: 100}")
    return value


Test = Annotated[Mapping[str, Any] | None, BeforeValidator(_mapping), AfterValidator(freeze)]
"""A data test as in the States Language."""


class Branching(Part):
    """One way on, and when it is taken."""

    when: str | None = Field(
        None, title="When", description="JSONata: condition, such as $states.input.total > 100."
    )
    test: Test = Field(
        None,
        title="Test",
        description="JSONPath: test of the States Language, such as {Variable: $.total, IsPresent: true}.",
    )
    next: str = Field(title="Next", description="State that follows when it holds.")

    def asl(self) -> Asl:
        """The rule."""
        condition = None if self.when is None else expression(self.when)
        return {**put(Condition=condition), **(self.test or {}), "Next": self.next}


class Choice(State):
    """Goes on where the first rule holds."""

    LABEL: ClassVar[str] = "Choice"
    ASL: ClassVar[str] = "Choice"

    type: Literal["choice"] = Field("choice", title="Type", description="Choice between states.")
    rules: tuple[Branching, ...] = Field(
        (),
        title="Rules",
        description="Conditions in the order of trial, each with its next state.",
    )
    otherwise: str | None = Field(
        None,
        title="Otherwise",
        description="State that follows when no rule holds; else it fails.",
    )

    def fields(self, writing: Writing) -> Asl:
        """The rules."""
        del writing
        return put(Choices=[each.asl() for each in self.rules], Default=self.otherwise)

    def successors(self) -> Iterator[tuple[Path, str]]:
        """Every rule's state, then the one for all else."""
        for index, each in enumerate(self.rules):
            yield ("rules", index, "next"), each.next
        if self.otherwise is not None:
            yield ("otherwise",), self.otherwise


class Wait(Flow):
    """Waits for a while, or until a time."""

    LABEL: ClassVar[str] = "Wait"
    ASL: ClassVar[str] = "Wait"

    type: Literal["wait"] = Field("wait", title="Type", description="Wait.")
    seconds: Annotated[Int | None, Limits("states.wait")] = Field(
        None, title="Seconds", description="Seconds to wait."
    )
    until: str | None = Field(None, title="Until", description="Time, such as 2027-01-01T03:00:00Z.")
    seconds_from: str | None = Field(
        None, title="Seconds from", description="Expression or path that gives the seconds."
    )
    until_from: str | None = Field(
        None, title="Until from", description="Expression or path that gives the time."
    )

    def fields(self, writing: Writing) -> Asl:
        """How long."""
        if writing.jsonata:
            counted = expression(self.seconds_from) if self.seconds_from else self.seconds
            dated = expression(self.until_from) if self.until_from else self.until
            return {**put(Seconds=counted, Timestamp=dated), **self.passing(writing)}
        times = put(
            Seconds=self.seconds,
            Timestamp=self.until,
            SecondsPath=self.seconds_from,
            TimestampPath=self.until_from,
        )
        return {**times, **self.passing(writing)}


class Pass(Flow):
    """Passes its input on, changed or not."""

    LABEL: ClassVar[str] = "Pass"
    ASL: ClassVar[str] = "Pass"

    type: Literal["pass"] = Field("pass", title="Type", description="Pass on.")
    result: Value = Field(None, title="Result", description="JSONPath only: fixed result.")
    result_path: Annotated[str | None, Advanced()] = Field(
        None, title="Result path", description="JSONPath only: where the result is put into the input."
    )

    def fields(self, writing: Writing) -> Asl:
        """What is passed on."""
        said = put(Result=writing.filled(self.result), ResultPath=self.result_path)
        return {**self.passing(writing), **said}


class Succeed(State):
    """Ends the workflow well."""

    LABEL: ClassVar[str] = "Succeed"
    ASL: ClassVar[str] = "Succeed"
    FINAL: ClassVar[bool] = True

    type: Literal["succeed"] = Field("succeed", title="Type", description="End, well.")
    output: Value = Field(None, title="Output", description="JSONata only: what the workflow returns.")

    def fields(self, writing: Writing) -> Asl:
        """What is returned."""
        return put(Output=writing.filled(self.output))


class Fail(State):
    """Ends the workflow with an error."""

    LABEL: ClassVar[str] = "Fail"
    ASL: ClassVar[str] = "Fail"
    FINAL: ClassVar[bool] = True

    type: Literal["fail"] = Field("fail", title="Type", description="End, with an error.")
    error: str | None = Field(None, title="Error", description="Name of the error, such as OrderRefused.")
    cause: str | None = Field(None, title="Cause", description="Sentence for people.")

    def fields(self, writing: Writing) -> Asl:
        """The error."""
        del writing
        return put(Error=self.error, Cause=self.cause)
