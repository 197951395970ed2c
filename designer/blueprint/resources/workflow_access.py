"""What a workflow may do: its role, and who is let at the key that it is encrypted with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.encryption import key_access
from designer.blueprint.scopes import scopes, with_suffix
from designer.blueprint.scopes import statements as scope_statements
from designer.blueprint.statements import unique_sids, verbatim
from designer.blueprint.states.base import Need, every_state
from designer.blueprint.states.nested import Map
from designer.graph import Condition, Context, Join, Principal, Role, Statement, Text

if TYPE_CHECKING:
    from designer.blueprint.document import Blueprint
    from designer.blueprint.resources.workflow import Workflow

OWN_ACCOUNT = (Condition("StringEquals", "aws:SourceAccount", (Context.ACCOUNT,)),)
"""Only what this account owns may use a role."""

_LOGS = Condition(
    "StringEquals",
    "kms:EncryptionContext:SourceArn",
    (Join(("arn:", Context.PARTITION, ":logs:", Context.REGION, ":", Context.ACCOUNT, ":*")),),
)
"""What the delivery of logs is encrypted under: the account's logs, with a star of their own."""


def workflow_role(name: str, workflow: Workflow, blueprint: Blueprint) -> Role:
    """The role that a workflow assumes."""
    node = Node(("workflows", name), workflow)
    scoped = (*scope_statements(node, blueprint), *key_access(_keys(node, blueprint), blueprint))
    statements = [
        *_needed(workflow, blueprint),
        *_map_runs(name, workflow, blueprint),
        *scoped,
        *_own_grants(workflow),
        *_own_key(node, blueprint),
        *map(verbatim, workflow.role_statements),
    ]
    return Role(
        id=f"role.{name}",
        label=name,
        because=f"What the workflow {name} may do.",
        name=blueprint.physical_name(name),
        service="states.amazonaws.com",
        trust_conditions=OWN_ACCOUNT,
        statements=unique_sids(statements),
    )


def _needed(workflow: Workflow, blueprint: Blueprint) -> Iterator[Statement]:
    """A statement for each thing that states use, with the states that do."""
    users: dict[Need, list[str]] = {}
    writing = workflow.writing(blueprint)
    for name, state in every_state(workflow.states):
        for need in state.needs(writing):
            users.setdefault(need, []).append(name)
    for need, names in users.items():
        states = "state" if len(names) == 1 else "states"
        yield Statement(
            sid=f"{need.grant.replace('_', ' ')} {need.target}",
            actions=catalog.grant(need.grant).actions,
            resources=(need.arn,),
            because=f"Called by the {states} {' and '.join(names)}.",
        )


def _map_runs(name: str, workflow: Workflow, blueprint: Blueprint) -> Iterator[Statement]:
    """To start executions of itself, to follow and stop them, and to go on with those that failed."""
    maps = [
        each for each, state in every_state(workflow.states) if isinstance(state, Map) and state.distributed
    ]
    if not maps:
        return
    because = f"Distributed maps start executions of the workflow itself: {', '.join(maps)}."
    for sid, grant, arn in (
        ("start map runs", "start_workflow", _arn(name, blueprint)),
        ("follow map runs", "follow_map_runs", _arn(name, blueprint, "execution", ":*")),
        ("redrive map runs", "redrive_map_runs", _arn(name, blueprint, "execution", "/*:*")),
    ):
        actions = catalog.grant(grant).actions
        yield Statement(sid=sid, actions=actions, resources=(arn,), because=because)


def _keys(node: Node[Workflow], blueprint: Blueprint) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the states and scopes do to things, and what KMS is asked for then."""
    for _, state in every_state(node.value.states):
        for need in state.needs(node.value.writing(blueprint)):
            yield need.target, catalog.grant(need.grant).key
    for scope in scopes(node, blueprint):
        if scope.access is not None:
            yield scope.target, scope.access.key


def _own_grants(workflow: Workflow) -> Iterator[Statement]:
    """To write its logs and its traces."""
    if workflow.logging:
        yield _everywhere("deliver logs", "deliver_workflow_logs", "It logs its executions.")
    if workflow.tracing:
        yield _everywhere("send traces", "trace_workflow", "Tracing is on.")


def _everywhere(sid: str, grant: str, because: str) -> Statement:
    found = catalog.grant(grant)
    return Statement(
        sid=sid, actions=found.actions, resources=("*",), because=f"{because} {found.reason or ''}".strip()
    )


def _own_key(node: Node[Workflow], blueprint: Blueprint) -> Iterator[Statement]:
    """To read its definition and to keep what executions do under its key, and under no other's name."""
    key = node.value.key_arn(blueprint)
    if key is None:
        return
    own = Condition(
        "StringEquals", "kms:EncryptionContext:aws:states:stateMachineArn", (_arn(node.name, blueprint),)
    )
    yield Statement(
        sid="encrypt executions",
        actions=catalog.grant("encrypt_workflow").actions,
        resources=(key,),
        conditions=(own,),
        because="Its definition and its executions are encrypted.",
    )
    if node.value.logging:
        yield Statement(
            sid="encrypt logs",
            actions=catalog.grant("encrypt_workflow_logs").actions,
            resources=(key,),
            conditions=(_LOGS,),
            because="What it logs is encrypted on its way.",
        )


def log_delivery(workflow: Workflow) -> Iterator[tuple[str, Statement]]:
    """What its key has to let: logs are decrypted where they are delivered."""
    if workflow.kms_key is not None and workflow.logging:
        yield (
            workflow.kms_key,
            Statement(
                principal=Principal("Service", "delivery.logs.amazonaws.com"),
                actions=catalog.grant("read_encrypted").actions,
                resources=("*",),
                conditions=(_LOGS,),
                because="What workflows log is decrypted when it is delivered.",
            ),
        )


def _arn(name: str, blueprint: Blueprint, kind: str = "stateMachine", ending: str = "") -> Text:
    """The ARN of the workflow, or of its executions, by name: the workflow itself waits for its role."""
    place = ("arn:", Context.PARTITION, ":states:", Context.REGION, ":", Context.ACCOUNT)
    return with_suffix(Join((*place, f":{kind}:", *blueprint.physical_name(name).parts)), ending)
