"""Tasks: a function that is invoked, a workflow that is started, any other service that is called."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from designer.blueprint.base import Advanced, Bool, Int, Limits, RefersTo
from designer.blueprint.states.base import Asl, Need, Value, Writing, put
from designer.blueprint.states.failing import Fallible, transient
from designer.graph import Attribute, Context, Join, Ref, Text

_CALLBACK = ".waitForTaskToken"


class Task(Fallible):
    """A state that has work done by somebody else."""

    ASL: ClassVar[str] = "Task"

    timeout: Annotated[Int | None, Limits("states.seconds")] = Field(
        None, title="Timeout", description="Seconds after which the state fails with States.Timeout."
    )
    heartbeat: Annotated[Int | None, Limits("states.seconds"), Advanced()] = Field(
        None, title="Heartbeat", description="Seconds within which a worker must say that it is alive."
    )

    @property
    def waits(self) -> bool:
        """Whether it waits until somebody returns its task token."""
        return False

    @abstractmethod
    def integration(self) -> str:
        """What it calls, as in ``arn:aws:states:::sqs:sendMessage``."""

    @abstractmethod
    def given(self, writing: Writing) -> Asl:
        """What the call is given."""

    def resource(self) -> Text:
        """The ARN of what it calls."""
        ending = _CALLBACK if self.waits else ""
        return Join(("arn:", Context.PARTITION, f":states:::{self.integration()}{ending}"))

    def fields(self, writing: Writing) -> Asl:
        """The call, its limits in time, and what becomes of it."""
        given = self.given(writing) or None
        return {
            "Resource": self.resource(),
            **put(**{"Arguments" if writing.jsonata else "Parameters": given}),
            **put(TimeoutSeconds=self.timeout, HeartbeatSeconds=self.heartbeat),
            **self.handling(writing),
            **self.passing(writing),
        }


class Callback(Task):
    """A task that may wait for an answer that comes later, from anybody who has its token."""

    callback: Bool = Field(
        False,
        title="Wait for callback",
        description="On waits until SendTaskSuccess or SendTaskFailure is called with the task token.",
    )

    @property
    def waits(self) -> bool:
        """Whether it waits until somebody returns its task token."""
        return self.callback

    def handed(self, value: Any, writing: Writing) -> Any:  # free JSON with graph values in it
        """What is handed over: ``value``, or all of the input, with the task token where it waits."""
        if value is not None:
            return writing.filled(value)
        if writing.jsonata:
            whole = "{% $states.input %}"
            return {"input": whole, "token": "{% $states.context.Task.Token %}"} if self.callback else whole
        return {"input.$": "$", "token.$": "$$.Task.Token"} if self.callback else None


def member(name: str, value: Any, writing: Writing) -> Asl:  # free JSON with graph values in it
    """A member of what a call is given; without a value, JSONPath's whole input."""
    if value is None and not writing.jsonata:
        return {f"{name}.$": "$"}
    is_path = not writing.jsonata and isinstance(value, str) and value.startswith("$")
    return {f"{name}.$" if is_path else name: value}


class FunctionTask(Callback):
    """Invokes a function and waits for its answer."""

    LABEL: ClassVar[str] = "Function"

    type: Literal["task"] = Field("task", title="Type", description="Function.")
    function: Annotated[str, RefersTo(("functions",))] = Field(
        title="Function", description="Name of the function."
    )
    payload: Value = Field(
        None,
        title="Payload",
        description="Event that the function gets; the state's input when unset.",
    )
    retry_service_errors: Annotated[Bool, Advanced()] = Field(
        True,
        title="Retry Lambda's errors",
        description="Tries again what is Lambda's own fault, throttling included, before it is your error.",
    )

    def integration(self) -> str:
        """Lambda's invocation."""
        return "lambda:invoke"

    def given(self, writing: Writing) -> Asl:
        """The function and its event."""
        arn = invoked(self.function, writing)
        return {"FunctionName": arn, **member("Payload", self.handed(self.payload, writing), writing)}

    def retriers(self) -> Iterator[Asl]:
        """What is Lambda's fault first, since no other retrier may stand behind States.ALL."""
        if self.retry_service_errors:
            yield transient()
        yield from super().retriers()

    def passing(self, writing: Writing) -> Asl:
        """The function's own answer, without what Lambda says around it, unless told otherwise."""
        said = super().passing(writing)
        own = {"Output", "OutputPath", "Assign"} & {*said} or self.result_selector is not None
        if self.callback or self.keep_input or self.result_path is not None or own:
            return said
        if writing.jsonata:
            return {**said, "Output": "{% $states.result.Payload %}"}
        return {**said, "OutputPath": "$.Payload"}

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To invoke the function, or its alias."""
        yield Need("invoke", self.function, invoked(self.function, writing))


def invoked(name: str, writing: Writing) -> Text:
    """The ARN of a function's alias, or of the function."""
    function = writing.blueprint.function(name)
    if function is not None and function.value.alias:
        return Ref(f"alias.{name}", Attribute.ARN)
    return Ref(f"function.{name}", Attribute.ARN)


class Start(Callback):
    """Starts another workflow and goes on, unless it waits for a callback."""

    LABEL: ClassVar[str] = "Workflow"

    type: Literal["start"] = Field("start", title="Type", description="Another workflow.")
    workflow: Annotated[str, RefersTo(("workflows",))] = Field(
        title="Workflow", description="Name of the workflow."
    )
    input: Value = Field(
        None, title="Input", description="Input of its execution; all of the state's input when unset."
    )

    def integration(self) -> str:
        """Step Functions' own start."""
        return "states:startExecution"

    def given(self, writing: Writing) -> Asl:
        """The workflow and its input."""
        arn = writing.blueprint.attribute(self.workflow, Attribute.ARN)
        return {"StateMachineArn": arn, **member("Input", self.handed(self.input, writing), writing)}

    def needs(self, writing: Writing) -> Iterator[Need]:
        """To start the workflow."""
        arn = writing.blueprint.attribute(self.workflow, Attribute.ARN)
        yield Need("start_workflow", self.workflow, arn)


class Service(Callback):
    """Calls any service that Step Functions knows; the workflow's own statements must allow it."""

    LABEL: ClassVar[str] = "Service"

    type: Literal["service"] = Field("service", title="Type", description="Any other service.")
    action: str = Field(
        title="Action", description="Service and action as Step Functions spells them: aws-sdk:s3:getObject."
    )
    arguments: Value = Field(None, title="Arguments", description="What the call is given.")

    def integration(self) -> str:
        """The service and the action."""
        return self.action

    def given(self, writing: Writing) -> Asl:
        """The arguments as they are."""
        found = writing.filled(self.arguments)
        return found if isinstance(found, dict) else put(Input=found)
