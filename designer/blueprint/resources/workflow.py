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

from designer import catalog
from designer.blueprint.base import (
    Advanced,
    AsText,
    Bool,
    FrozenDict,
    Int,
    KeysReferTo,
    Limits,
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
from designer.blueprint.resources.base import Thing
from designer.blueprint.scopes import scopes
from designer.blueprint.scopes import statements as scope_statements
from designer.blueprint.statements import unique_sids, verbatim
from designer.blueprint.states import AnyState
from designer.blueprint.states.base import Inner, Need, State, Value, Writing, put
from designer.blueprint.states.nested import beginning, machine
from designer.blueprint.states.tasks import FunctionTask
from designer.graph import Attribute, Condition, Context, Join, LogGroup, Ref, Resource, Role, Statement
from designer.graph.documents import document
from designer.graph.workflows import StateMachine, WorkflowSchedule

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint

_OWN_ACCOUNT = (Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),)


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


class Workflow(Thing):
    """A state machine with a role, a log group and, if wanted, a schedule of its own."""

    KIND: ClassVar[str] = "state_machine"
    LABEL: ClassVar[str] = "Workflow"
    OUTPUT: ClassVar[tuple[Attribute, str] | None] = (Attribute.ARN, "Workflow {}.")
    # Its role has the same name, and a role's may be shorter than a workflow's.
    NAME_LENGTH: ClassVar[str | None] = "iam.role_name_length"
    ARN: ClassVar[str] = "states.arn"
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
    timeout: Annotated[Int | None, Limits("states.seconds"), SameInAllStages()] = Field(
        None, title="Timeout", description="Seconds after which an execution fails with States.Timeout."
    )
    start_at: Annotated[str | None, SameInAllStages(), Advanced()] = Field(
        None, title="Start at", description="First state; the one written first when unset."
    )
    states: Annotated[Named[AnyState], SameInAllStages(), AsText()] = Field(
        default_factory=FrozenDict, title="States", description="States by name."
    )
    definition: Annotated[Value, SameInAllStages(), AsText(), Advanced()] = Field(
        None,
        title="Definition",
        description="A definition of your own in Amazon States Language, instead of states. ${worker.arn} in "
        "its texts is a reference; scopes must allow what it does.",
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

    @field_serializer("scopes")
    def _short_scopes(self, scopes: Mapping[str, tuple[str, ...]]) -> dict[str, str | list[str]]:
        return {name: levels[0] if len(levels) == 1 else list(levels) for name, levels in scopes.items()}

    @property
    def longest_ending(self) -> str:
        """What stands behind its name in the longest name that it gives."""
        return "-schedule" if self.schedule else ""

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
        group = Ref(f"log_group.{name}", Attribute.STREAMS_ARN)
        if self.logging:
            yield LogGroup(
                id=f"log_group.{name}",
                label=name,
                because=f"What executions of {name} do.",
                # The resource policy of log deliveries has room for few groups that are not under this name.
                name=Join((f"/aws/vendedlogs/states/{blueprint.name}-", Context.STAGE, f"-{name}")),
                retention_days=self.logging.retention_days,
            )
        yield self._role(name, blueprint)
        yield StateMachine(
            id=f"state_machine.{name}",
            label=name,
            because=self.description,
            name=blueprint.physical_name(name),
            type=self.type.upper(),
            role=Ref(f"role.{name}", Attribute.ARN),
            definition=document(self._definition(blueprint)),
            log_destination=group if self.logging else None,
            log_level=self.logging.level if self.logging else None,
            log_data=self.logging.execution_data if self.logging else False,
            tracing=self.tracing,
        )
        if self.schedule:
            yield from _scheduled(name, self.schedule, blueprint)

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

    def _role(self, name: str, blueprint: Blueprint) -> Role:
        node = Node(("workflows", name), self)
        scoped = (*scope_statements(node, blueprint), *key_access(self._keys(node, blueprint), blueprint))
        statements = [
            *self._needed(blueprint),
            *scoped,
            *self._own_grants(),
            *map(verbatim, self.role_statements),
        ]
        return Role(
            id=f"role.{name}",
            label=name,
            because=f"What the workflow {name} may do.",
            name=blueprint.physical_name(name),
            service="states.amazonaws.com",
            trust_conditions=_OWN_ACCOUNT,
            statements=unique_sids(statements),
        )

    def _needed(self, blueprint: Blueprint) -> Iterator[Statement]:
        """A statement for each thing that states use, with the states that do."""
        users: dict[Need, list[str]] = {}
        writing = self.writing(blueprint)
        for name, state in every_state(self.states):
            for need in state.needs(writing):
                users.setdefault(need, []).append(name)
        for need, names in users.items():
            said = "State" if len(names) == 1 else "States"
            yield Statement(
                sid=f"{need.grant.replace('_', ' ')} {need.target}",
                actions=catalog.grant(need.grant).actions,
                resources=(need.arn,),
                because=f"{said} {' and '.join(names)}.",
            )

    def _keys(self, node: Node[Workflow], blueprint: Blueprint) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What the states and scopes do to things, and what KMS is asked for then."""
        for _, state in every_state(self.states):
            for need in state.needs(self.writing(blueprint)):
                yield need.target, catalog.grant(need.grant).key
        for scope in scopes(node, blueprint):
            if scope.access is not None:
                yield scope.target, scope.access.key

    def _own_grants(self) -> Iterator[Statement]:
        """To write its logs and its traces."""
        if self.logging:
            yield _everywhere("deliver logs", "deliver_workflow_logs", "It logs its executions.")
        if self.tracing:
            yield _everywhere("send traces", "trace_workflow", "Tracing is on.")


def _everywhere(sid: str, grant: str, because: str) -> Statement:
    found = catalog.grant(grant)
    return Statement(
        sid=sid, actions=found.actions, resources=("*",), because=f"{because} {found.reason or ''}".strip()
    )


def every_state(states: Mapping[str, State]) -> Iterator[tuple[str, State]]:
    """Every state with its name, those inside others included."""
    for name, state in states.items():
        yield name, state
        for inner in state.inside():
            yield from every_state(inner.states)


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
        trust_conditions=_OWN_ACCOUNT,
        statements=tuple(_starting(name, schedule, blueprint)),
    )
    yield WorkflowSchedule(
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
        input=document(Writing(blueprint, jsonata=False).filled(schedule.input)),
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
