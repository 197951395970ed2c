"""Workflows of Step Functions: states that call functions and services, one after the other.

A function that is a task is invoked by the workflow and needs no trigger: the workflow waits for its
answer, so a failure is the state's. It is tried again as the state's ``retry`` says, then a ``catch``
takes over; without one, the whole execution fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, field_serializer

from designer import catalog, graph
from designer.blueprint.base import (
    Advanced,
    AsText,
    Bool,
    Free,
    FrozenDict,
    Int,
    KeysReferTo,
    Limits,
    Matches,
    Named,
    Node,
    OneOf,
    Part,
    RefersTo,
    SameInAllStages,
    Texts,
)
from designer.blueprint.collections import COLLECTIONS
from designer.blueprint.encryption import key_access
from designer.blueprint.function import PolicyStatement
from designer.blueprint.resources.base import Encrypted, Thing
from designer.blueprint.resources.workflow_access import OWN_ACCOUNT, log_delivery, workflow_role
from designer.blueprint.states import AnyState
from designer.blueprint.states.base import Inner, State, Value, Writing, put
from designer.blueprint.states.nested import beginning, machine
from designer.blueprint.states.tasks import FunctionTask
from designer.blueprint.texts import text
from designer.graph import Attribute, Context, Entry, Join, Ref, Resource, Role, Statement

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint


class Logging(Part):
    """What a workflow logs of its executions, and for how long."""

    level: Annotated[str, OneOf("states.log_level")] = Field(
        "ALL", title="Log level", description="ALL logs every step; ERROR and FATAL only what fails."
    )
    execution_data: Bool = Field(
        False,
        title="Log data",
        description="On also logs what states are given and return, personal data included.",
    )
    retention_days: Annotated[Int, OneOf("logs.retention_days")] = Field(
        30, title="Log retention", description="Days after which CloudWatch deletes log events."
    )


class Schedule(Part):
    """When a workflow starts by itself."""

    expression: str = Field(
        title="Schedule", description="rate(5 minutes), cron(0 3 * * ? *) or at(2027-01-01T03:00:00)."
    )
    timezone: str | None = Field(
        None, title="Time zone", description="Of cron and at, such as Europe/Berlin; UTC when unset."
    )
    flexible_window: Annotated[Int | None, Limits("scheduler.flexible_window"), SameInAllStages()] = Field(
        None, title="Flexible window", description="Minutes within which it may start; unset is on time."
    )
    dead_letter: Annotated[str | None, RefersTo(("queues",))] = Field(
        None, title="Dead-letter queue", description="Queue (standard) for starts that were refused."
    )
    input: Annotated[Value, SameInAllStages()] = Field(
        None, title="Input", description="Input of each execution."
    )
    enabled: Annotated[Bool, Advanced()] = Field(
        True, title="Enabled", description="Off keeps the schedule and starts nothing."
    )


class Workflow(Encrypted):
    """A state machine with a role, a log group and, if wanted, a schedule of its own."""

    KIND: ClassVar[str] = "state_machine"
    LABEL: ClassVar[str] = "Workflow"
    TOLD: ClassVar[str] = "arn"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (
        Attribute.ARN,
        "ARN of the {} workflow, for starting executions and following them.",
    )
    # Its role has the same name, and a role's may be shorter than a workflow's.
    NAME_LENGTH: ClassVar[str | None] = "iam.role_name_length"
    ARN: ClassVar[str] = "states.arn"
    OWN_KEYS_ONLY: ClassVar[bool] = True
    ATTRIBUTES: ClassVar[Mapping[str, Attribute]] = MappingProxyType(
        {"arn": Attribute.ARN, "name": Attribute.NAME}
    )

    type: Annotated[Literal["standard", "express"], SameInAllStages()] = Field(
        "standard",
        title="Type",
        description="standard runs up to a year, each step exactly once; express up to five minutes, "
        "cheaply, and maybe more than once.",
    )
    query_language: Annotated[Literal["JSONata", "JSONPath"], SameInAllStages()] = Field(
        "JSONata", title="Query language", description="Language of expressions: JSONata, or JSONPath."
    )
    timeout: Annotated[Int | None, Limits("states.seconds"), SameInAllStages(but_numbers=True)] = Field(
        None, title="Timeout", description="Seconds after which an execution fails with States.Timeout."
    )
    start_at: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None, title="Start at", description="First state; the one written first when unset."
    )
    states: Annotated[Named[AnyState], SameInAllStages(but_numbers=True), AsText()] = Field(
        default_factory=FrozenDict,
        title="States",
        description="States by name; of them, stages may change whole numbers such as timeouts.",
    )
    definition: Annotated[Value, SameInAllStages(), AsText(), Advanced()] = Field(
        None,
        title="Definition",
        description="A definition of your own in Amazon States Language, instead of states. ${worker.arn} in "
        "its texts is a reference; scopes must allow what it does.",
    )
    definition_file: Annotated[
        str | None, Matches("states.definition_file"), SameInAllStages(), Advanced()
    ] = Field(
        None,
        title="Definition file",
        description="A file beside the blueprint with a definition of your own, such as approve.asl.json, "
        "instead of states; exports hold a copy. Scopes must allow what it does.",
    )
    substitutions: Annotated[Named[str], Free(), SameInAllStages(), Advanced()] = Field(
        default_factory=FrozenDict,
        title="Substitutions",
        description="What ${worker} in the file stands for, by name, such as worker: ${worker.arn}.",
    )
    scopes: Annotated[
        Named[Texts], KeysReferTo((*COLLECTIONS, "functions")), SameInAllStages(), Advanced()
    ] = Field(
        default_factory=FrozenDict,
        title="Scopes",
        description="What a definition of your own may touch, beyond what states need: worker: invoke.",
    )
    role_statements: Annotated[tuple[PolicyStatement, ...], SameInAllStages(), Advanced()] = Field(
        (), title="IAM statements", description="IAM statements of your own for its role."
    )
    logging: Logging | None = Field(
        default_factory=lambda: Logging(), title="Logging", description="Its own log group."
    )
    tracing: Annotated[Bool, SameInAllStages()] = Field(
        True, title="Tracing", description="Executions are traced with X-Ray."
    )
    schedule: Schedule | None = Field(None, title="Schedule", description="Times at which it starts.")
    key_reuse: Annotated[Int | None, Limits("states.key_reuse"), Advanced()] = Field(
        None,
        title="Key reuse",
        description="Seconds that a data key of its KMS key is used again; fewer cost more calls of KMS. "
        "300 when unset.",
    )

    @field_serializer("scopes")
    def _short_scopes(self, scopes: Mapping[str, tuple[str, ...]]) -> dict[str, str | list[str]]:
        return {name: levels[0] if len(levels) == 1 else list(levels) for name, levels in scopes.items()}

    @property
    def longest_ending(self) -> str:
        """What stands behind its name in the longest name that it gives."""
        return "-schedule" if self.schedule else ""

    @property
    def is_given(self) -> bool:
        """Whether it has a definition of the user's own, here or in a file."""
        return self.definition is not None or self.definition_file is not None

    def file(self, name: str) -> str | None:
        """Where an export holds the copy of its definition file."""
        return f"workflows/{name}.asl.json" if self.definition_file else None

    @property
    def whole(self) -> Inner:
        """Its own states, as a machine."""
        return Inner((), beginning(self.start_at, self.states), self.states)

    def each_task(self) -> Iterator[tuple[str, FunctionTask, tuple[State, ...]]]:
        """Every state that invokes a function, with its name and the states that it is inside of."""
        return _tasks(self.states, ())

    def resources(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[Resource]:
        """The log group, the role, the workflow and its schedule."""
        name = node.name
        if self.logging:
            yield graph.compute.LogGroup(
                id=f"log_group.{name}",
                label=name,
                because=f"What executions of {name} do.",
                # The resource policy of log deliveries has room for few groups that are not under this name.
                name=Join((f"/aws/vendedlogs/states/{blueprint.name}-", Context.STAGE, f"-{name}")),
                retention_days=self.logging.retention_days,
            )
        yield workflow_role(name, self, blueprint)
        yield self._machine(name, blueprint)
        if self.schedule:
            yield from _scheduled(name, self.schedule, blueprint)

    def _machine(self, name: str, blueprint: Blueprint) -> graph.workflows.StateMachine:
        file, logging = self.file(name), self.logging
        given = self.substitutions if file else {}
        return graph.workflows.StateMachine(
            id=f"state_machine.{name}",
            label=name,
            because=self.description if file or self.definition else "",  # otherwise the definition says it
            name=blueprint.physical_name(name),
            type=self.type.upper(),
            role=Ref(f"role.{name}", Attribute.ARN),
            definition=None if file else graph.documents.document(self._definition(blueprint)),
            file=file,
            substitutions=tuple(Entry(key, text(value, blueprint)) for key, value in given.items()),
            log_destination=Ref(f"log_group.{name}", Attribute.STREAMS_ARN) if logging else None,
            log_level=logging.level if logging else None,
            log_data=logging.execution_data if logging else False,
            tracing=self.tracing,
            kms_key=self.key_arn(blueprint),
            key_reuse=self.key_reuse if self.kms_key else None,
        )

    def elsewhere(self, node: Node[Thing], blueprint: Blueprint) -> Iterator[tuple[str, Statement]]:
        """What its key has to let CloudWatch Logs do."""
        del node, blueprint
        yield from log_delivery(self) if self.existing is None else ()

    def writing(self, blueprint: Blueprint) -> Writing:
        """What its states must know to be written down."""
        return Writing(blueprint, self.query_language == "JSONata")

    def _definition(self, blueprint: Blueprint) -> Any:  # free JSON with graph values in it
        writing = self.writing(blueprint)
        if self.definition is not None:
            return writing.filled(self.definition)
        return {
            **put(
                Comment=self.description or None,
                QueryLanguage="JSONata" if writing.jsonata else None,
                TimeoutSeconds=self.timeout,
            ),
            **machine(self.start_at, self.states, writing),
        }


def _tasks(
    states: Mapping[str, State], outer: tuple[State, ...]
) -> Iterator[tuple[str, FunctionTask, tuple[State, ...]]]:
    for name, state in states.items():
        if isinstance(state, FunctionTask):
            yield name, state, outer
        for inner in state.inside():
            yield from _tasks(inner.states, (*outer, state))


def _scheduled(name: str, schedule: Schedule, blueprint: Blueprint) -> Iterator[Resource]:
    workflow, label = Ref(f"state_machine.{name}", Attribute.ARN), f"{name}-schedule"
    dead_letter = blueprint.attribute(schedule.dead_letter, Attribute.ARN) if schedule.dead_letter else None
    yield Role(
        id=f"role.{name}.schedule",
        label=label,
        because=f"What the scheduler may do for {name}.",
        name=blueprint.physical_name(label),
        service="scheduler.amazonaws.com",
        trust_conditions=OWN_ACCOUNT,
        statements=tuple(_starting(name, schedule, blueprint)),
    )
    yield graph.workflows.WorkflowSchedule(
        id=f"workflow_schedule.{name}",
        label=label,
        implied_by=f"state_machine.{name}",
        name=blueprint.physical_name(label),
        workflow=workflow,
        role=Ref(f"role.{name}.schedule", Attribute.ARN),
        expression=schedule.expression,
        timezone=schedule.timezone,
        flexible_window=schedule.flexible_window,
        dead_letter=dead_letter,
        input=graph.documents.document(Writing(blueprint, jsonata=False).filled(schedule.input)),
        state="ENABLED" if schedule.enabled else "DISABLED",
    )


def _starting(name: str, schedule: Schedule, blueprint: Blueprint) -> Iterator[Statement]:
    yield Statement(
        sid="Start",
        actions=catalog.grant("start_workflow").actions,
        resources=(Ref(f"state_machine.{name}", Attribute.ARN),),
        because=f"The schedule starts {name}.",
    )
    if schedule.dead_letter is not None:
        send = catalog.grant("send_to_queue")
        yield Statement(
            sid="SendToDeadLetterQueue",
            actions=send.actions,
            resources=(blueprint.attribute(schedule.dead_letter, Attribute.ARN),),
            because="Starts that were refused.",
        )
        for each in key_access([(schedule.dead_letter, send.key)], blueprint):
            yield replace(each, sid="UseKey")
