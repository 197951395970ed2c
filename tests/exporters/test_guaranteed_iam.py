"""What no blueprint can break of its permissions: each test fails if build or an exporter stopped.

What is wanted is written here from AWS's guides, not read from the catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.catalog.actions import meant
from designer.graph import Attribute, Context, Join, Ref, Role, Text, walk
from designer.graph.buckets import Bucket
from designer.graph.compute import EventInvokeConfig, Function, Permission
from designer.graph.event_sources import EventSourceMapping
from designer.graph.events import EventRule
from designer.graph.function_urls import FunctionUrl
from designer.graph.http import HttpIntegration, HttpRoute
from designer.graph.keys import EncryptionKey
from designer.graph.load_balancing import TargetGroup
from designer.graph.messaging import Queue, QueuePolicy
from designer.graph.pipes import Pipe
from designer.graph.rest import RestMethod
from designer.graph.rotation import SecretRotation
from designer.graph.subscriptions import IotRule, LogSubscription
from designer.graph.topics import Subscription
from designer.graph.user_pools import UserPool
from designer.graph.websocket import WebSocketIntegration
from designer.graph.workflows import StateMachine, WorkflowSchedule
from tests.conformance import designs
from tests.exporters.deployed import Deployed, admits, allows, deployed, every, everything

POLLED = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "kinesis": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
    ),
    "consumer": ("kinesis:SubscribeToShard",),
    "dynamodb": ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
    "kafka": ("kafka:DescribeClusterV2",),
    "mq": ("mq:DescribeBroker",),
    "rds": ("rds:DescribeDBClusters",),
}
LISTED = {
    "kinesis": "kinesis:ListStreams",
    "dynamodb": "dynamodb:ListStreams",
    "kafka": "kafka:GetBootstrapBrokers",
}
KINDS = {"queue": "sqs", "stream": "kinesis", "stream_consumer": "consumer", "table": "dynamodb"}


def source_of(mapping: EventSourceMapping) -> str | None:
    """The service that a mapping polls; ``None`` where only whoever deploys knows."""
    if isinstance(mapping.source, Ref):
        return KINDS[mapping.source.target.partition(".")[0]]
    return mapping.source.split(":")[2] if isinstance(mapping.source, str) else None


def test_pollers_may_read_their_source() -> None:
    polled = set()
    for found, mapping in every(EventSourceMapping):
        service, role = source_of(mapping), found.role(found.function(mapping.function))
        for action in POLLED.get(service or "", ()):
            assert allows(role, action, mapping.source), (found.name, mapping.id, action)
        if service in LISTED:
            assert allows(role, LISTED[service], "*"), (found.name, mapping.id)
        for access in mapping.access:
            if access.type.endswith(("AUTH", "CERTIFICATE")):
                assert allows(role, "secretsmanager:GetSecretValue", access.uri), (found.name, mapping.id)
        polled.add(service)
    assert polled >= {"sqs", "kinesis", "dynamodb", "kafka", "mq", "rds"}


TARGETS = {
    "queue": ("sqs:SendMessage",),
    "topic": ("sns:Publish",),
    "event_bus": ("events:PutEvents",),
    "function": ("lambda:InvokeFunction",),
    "alias": ("lambda:InvokeFunction",),
    "bucket": ("s3:PutObject", "s3:ListBucket"),
}


def on(action: str, target: Ref) -> Text:
    """What an action on a target is on."""
    return Join((target, "/*")) if action == "s3:PutObject" else target


def failing() -> Iterator[tuple[Deployed, Function, Ref]]:
    """Each place where Lambda puts events that were done or given up, with whose role it does."""
    for found, function in every(Function):
        yield from ((found, function, each) for each in (function.dead_letter,) if isinstance(each, Ref))
    for found, config in every(EventInvokeConfig):
        targets = (config.on_success, config.on_failure)
        yield from (
            (found, found.function(config.function), each) for each in targets if isinstance(each, Ref)
        )
    for found, mapping in every(EventSourceMapping):
        if isinstance(mapping.on_failure, Ref):
            yield found, found.function(mapping.function), mapping.on_failure


def test_functions_may_send_what_failed() -> None:
    kinds = set()
    for found, function, target in failing():
        kind = target.target.partition(".")[0]
        for action in TARGETS[kind]:
            assert allows(found.role(function), action, on(action, target)), (found.name, target)
        kinds.add(kind)
    assert kinds >= {"queue", "topic", "function", "bucket"}


def test_functions_may_write_their_logs() -> None:
    count = 0
    for found, function in every(Function):
        group = function.logging.group
        if isinstance(group, Ref):
            streams = Ref(group.target, Attribute.STREAMS_ARN)
            for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
                assert allows(found.role(function), action, streams), (found.name, function.id)
            count += 1
    assert count > 50


def test_traced_functions_may_send_traces() -> None:
    traced = 0
    for found, function in every(Function):
        if function.tracing == "Active":
            for action in ("xray:PutTraceSegments", "xray:PutTelemetryRecords"):
                assert allows(found.role(function), action, "*"), (found.name, function.id)
            traced += 1
    assert traced > 50


def test_functions_in_networks_may_join_them() -> None:
    wanted = ("Create", "Describe", "Delete")
    inside = 0
    for found, function in every(Function):
        if function.network is not None:
            for action in (f"ec2:{verb}NetworkInterface{'s' * (verb == 'Describe')}" for verb in wanted):
                assert allows(found.role(function), action, "*"), (found.name, function.id, action)
            assert allows(found.role(function), "ec2:DescribeSubnets", "*")
            inside += 1
    assert inside > 3


READING = {
    "sqs:ReceiveMessage",
    "dynamodb:GetItem",
    "s3:GetObject",
    "secretsmanager:GetSecretValue",
    "kinesis:GetRecords",
}
WRITING = {"sqs:SendMessage", "sns:Publish", "s3:PutObject", "kinesis:PutRecord"}


def test_who_uses_what_is_encrypted_may_use_its_key() -> None:
    asked = set()
    for found, role in every(Role):
        for statement in role.statements:
            for target in {each.target for each in walk(statement.resources) if isinstance(each, Ref)}:
                thing = found.one(Ref(target, Attribute.ARN))
                key = getattr(thing, "kms_key", None)
                if not isinstance(key, Ref) or key.target.partition(".")[0] != "key":
                    continue
                for action in {*statement.actions} & READING:
                    assert allows(role, "kms:Decrypt", key), (found.name, role.id, target)
                    asked.add(action)
                for action in {*statement.actions} & WRITING:
                    assert allows(role, "kms:GenerateDataKey", key), (found.name, role.id, target)
                    asked.add(action)
    assert asked & READING
    assert asked & WRITING


def test_services_that_deliver_may_use_the_key() -> None:
    delivered = 0
    for found, policy in every(QueuePolicy):
        queue = found.one(policy.queue)
        key = found.one(queue.kms_key) if isinstance(queue, Queue) else None
        for statement in policy.statements if isinstance(key, EncryptionKey) else ():
            if statement.effect == "Allow" and statement.principal and isinstance(key, EncryptionKey):
                admitted = admits(key.statements, "kms:GenerateDataKey", str(statement.principal.value))
                assert admitted, (found.name, policy.id)
                delivered += 1
    assert delivered


def test_a_role_is_for_one_service_on_behalf_of_this_account() -> None:
    services = set()
    for found, role in every(Role):
        assert re.fullmatch(r"[a-z]+\.amazonaws\.com", role.service), (found.name, role.id)
        services.add(role.service)
        if role.service != "lambda.amazonaws.com":
            # Lambda assumes the roles of functions of its own account only, and says no source.
            accounts = [each for each in role.trust_conditions if each.key == "aws:SourceAccount"]
            assert [each.values for each in accounts] == [(Context.ACCOUNT,)], (found.name, role.id)
    assert services >= {
        "lambda.amazonaws.com",
        "scheduler.amazonaws.com",
        "states.amazonaws.com",
        "pipes.amazonaws.com",
    }


def test_each_function_has_a_role_of_its_own() -> None:
    for found in deployed():
        roles = [each.role for each in found.all(Function) if isinstance(each.role, Ref)]
        assert len(roles) == len(set(roles)), found.name


_MANAGED = (
    r"iam::aws:policy|policy_attachment|ManagedPolicyArns|managed_polic(ies|y_arns)|_managed_policy_name"
)


def test_no_policy_of_aws_is_attached() -> None:
    for piece in everything():
        found = re.search(_MANAGED, piece.text)
        assert found is None, (piece.format, piece.design, found)


def test_what_build_allows_is_named() -> None:
    for found, role in every(Role):
        own = {
            statement.actions
            for function in found.graph.resources
            for statement in _own_statements(found, function)
        }
        for statement in role.statements:
            if statement.effect == "Deny" or statement.actions in own:
                continue
            assert not any("*" in str(action) for action in statement.actions), (found.name, role.id)
            if "*" in statement.resources:
                limited = [
                    action
                    for action in map(str, statement.actions)
                    if not action.startswith("ec2:") and any(each.types for each in meant(action) or ())
                ]
                assert limited == [], (found.name, role.id, limited)


def _own_statements(found: Deployed, resource: object) -> Iterator[object]:
    function = designs.design(found.name).blueprint.functions.get(str(getattr(resource, "label", "")))
    return iter(function.statements if function else ())


PUSHING = (
    "apigateway.amazonaws.com",
    "cognito-idp.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "events.amazonaws.com",
    "iot.amazonaws.com",
    "logs.amazonaws.com",
    "s3.amazonaws.com",
    "secretsmanager.amazonaws.com",
    "sns.amazonaws.com",
)


def allowed_to_invoke(found: Deployed, target: Text, principal: str, source: Text | None = None) -> bool:
    """Whether a permission on exactly that function or alias lets a service invoke it."""
    return any(
        each.function == target
        and each.principal == principal
        and each.action == "lambda:InvokeFunction"
        and (source is None or each.source_arn == source)
        for each in found.all(Permission)
    )


def pushed(found: Deployed) -> Iterator[tuple[Text, str, Text | None]]:
    """What is pushed to functions: the function, the service, and the source where it is known by its ARN."""
    for rule in found.all(EventRule):
        for target in (each for each in walk(rule) if isinstance(each, Ref)):
            if target.target.startswith(("function.", "alias.")):
                yield target, "events.amazonaws.com", Ref(rule.id, Attribute.ARN)
    for subscription in found.all(Subscription):
        if subscription.protocol == "lambda":
            yield subscription.endpoint, "sns.amazonaws.com", subscription.topic
    for integration in found.all(HttpIntegration):
        yield integration.function, "apigateway.amazonaws.com", None
    for socket in found.all(WebSocketIntegration):
        yield socket.function, "apigateway.amazonaws.com", None
    for method in found.all(RestMethod):
        yield method.function, "apigateway.amazonaws.com", None
    for group in found.all(TargetGroup):
        yield group.function, "elasticloadbalancing.amazonaws.com", None
    for logs in found.all(LogSubscription):
        yield logs.destination, "logs.amazonaws.com", None
    for iot in found.all(IotRule):
        yield iot.function, "iot.amazonaws.com", Ref(iot.id, Attribute.ARN)
    for rotation in found.all(SecretRotation):
        yield rotation.function, "secretsmanager.amazonaws.com", rotation.secret
    for bucket in found.all(Bucket):
        for told in bucket.notifications:
            yield told.function, "s3.amazonaws.com", None
    for pool in found.all(UserPool):
        for asked in (each for each in walk(pool) if isinstance(each, Ref)):
            if asked.target.startswith(("function.", "alias.")):
                yield asked, "cognito-idp.amazonaws.com", Ref(pool.id, Attribute.ARN)


def test_whoever_pushes_may_invoke() -> None:
    services = set()
    for found in deployed():
        for target, principal, source in pushed(found):
            assert allowed_to_invoke(found, target, principal, source), (found.name, target, principal)
            services.add(principal)
    assert services == set(PUSHING)


OWNERS = {
    "api": "apigateway.amazonaws.com",
    "bucket": "s3.amazonaws.com",
    "event_rule": "events.amazonaws.com",
    "iot_rule": "iot.amazonaws.com",
    "log_group": "logs.amazonaws.com",
    "secret": "secretsmanager.amazonaws.com",
    "topic": "sns.amazonaws.com",
    "user_pool": "cognito-idp.amazonaws.com",
}


def test_permissions_say_on_whose_behalf() -> None:
    seen = set()
    for found, permission in every(Permission):
        principal = str(permission.principal)
        if not principal.endswith(".amazonaws.com"):
            continue
        assert permission.source_arn is not None, (found.name, permission.id)
        if principal in ("s3.amazonaws.com", "logs.amazonaws.com", "iot.amazonaws.com"):
            assert permission.source_account is not None, (found.name, permission.id)
        for source in (each for each in walk(permission.source_arn) if isinstance(each, Ref)):
            kind = source.target.partition(".")[0]
            owner = OWNERS.get("api" if kind.endswith("_api") else kind)
            assert owner in (None, principal), (found.name, permission.id)
            seen.add(owner)
    assert len(seen) > 6


def test_routes_may_invoke_by_their_own_method_and_path() -> None:
    narrow = 0
    for found, route in every(HttpRoute):
        method, _, path = route.key.partition(" ")
        permission = next(
            each
            for each in found.all(Permission)
            if each.implied_by == route.id or each.id.endswith(route.id.partition(".")[2])
        )
        assert isinstance(permission.source_arn, Join)
        said = "".join(each for each in permission.source_arn.parts if isinstance(each, str))
        if path:
            assert said.endswith(re.sub(r"\{[^}]*\}", "*", path)), (found.name, route.key, said)
            assert f"/{'*' if method == 'ANY' else method}/" in said
            narrow += 1
    assert narrow > 10


def test_queues_let_in_what_is_delivered_to_them() -> None:
    delivered = set()
    for found in deployed():
        policies = {
            each.queue.target: each.statements
            for each in found.all(QueuePolicy)
            if isinstance(each.queue, Ref)
        }
        for target, service, source in _deliveries(found):
            if isinstance(found.one(target), Queue) and isinstance(target, Ref):
                statements = admits(policies[target.target], "sqs:SendMessage", service)
                sources = [
                    value
                    for statement in statements
                    for condition in statement.conditions
                    if (condition.operator, condition.key) == ("ArnEquals", "aws:SourceArn")
                    for value in condition.values
                ]
                assert source in sources, (found.name, target, service)
                assert all(statement.conditions for statement in statements)
                delivered.add(service)
    assert delivered == {"sns.amazonaws.com", "events.amazonaws.com"}


def _deliveries(found: Deployed) -> Iterator[tuple[Text | None, str, Text]]:
    for subscription in found.all(Subscription):
        if subscription.protocol == "sqs":
            yield subscription.endpoint, "sns.amazonaws.com", subscription.topic
        yield subscription.dead_letter, "sns.amazonaws.com", subscription.topic
    for rule in found.all(EventRule):
        queues = (each for each in walk(rule) if isinstance(each, Ref) and each.target.startswith("queue."))
        yield from ((each, "events.amazonaws.com", Ref(rule.id, Attribute.ARN)) for each in queues)


def test_workflows_and_pipes_may_do_what_they_are_to() -> None:
    invoked = 0
    for found, machine in every(StateMachine):
        role = found.one(machine.role)
        assert isinstance(role, Role)
        for target in {each for each in walk(machine.definition) if isinstance(each, Ref)}:
            if target.target.startswith(("function.", "alias.")):
                reached = {
                    resource
                    for each in role.statements
                    if "lambda:InvokeFunction" in each.actions
                    for resource in each.resources
                }
                assert target in set(walk(tuple(reached))), (found.name, machine.id, target)
                invoked += 1
    assert invoked > 5
    for found, pipe in every(Pipe):
        role = found.one(pipe.role)
        assert isinstance(role, Role)
        assert allows(role, "lambda:InvokeFunction", pipe.target), (found.name, pipe.id)
    for found, schedule in every(WorkflowSchedule):
        role = found.one(schedule.role)
        assert isinstance(role, Role)
        assert allows(role, "states:StartExecution", schedule.workflow), (found.name, schedule.id)


def test_urls_may_be_called_and_may_invoke() -> None:
    public = 0
    for found, url in every(FunctionUrl):
        actions = {
            each.action: each.invoked_via_function_url
            for each in found.all(Permission)
            if each.implied_by == url.id and each.principal == "*"
        }
        if url.authorization == "NONE":
            assert actions == {"lambda:InvokeFunctionUrl": None, "lambda:InvokeFunction": True}, (
                found.name,
                url.id,
            )
            public += 1
        else:
            assert actions == {}, (found.name, url.id)
    assert public


def test_policies_are_of_todays_language() -> None:
    for piece in everything():
        versions = re.findall(r"""["']?Version["']?\s*[:=]\s*["']([0-9-]+)["']""", piece.text)
        other = {"2010-09-09", "2016-03-23"}  # of templates, and of the language of IoT rules
        assert set(versions) - other <= {"2012-10-17"}, (piece.format, piece.design)
