"""SAM's events of topics and of EventBridge rules, where they expand to just what the graph has.

An event of type ``SNS`` makes one AWS::SNS::Subscription, one of type ``EventBridgeRule`` one
AWS::Events::Rule with one target; their settings pass through. Either makes one AWS::Lambda::Permission
for that topic or rule. SAM puts no tags on the rule, and wants to see the queue that a rule's dead-letter
configuration names: otherwise the resources are spelt.
"""

from __future__ import annotations

import json
from functools import singledispatch

from designer.exporters.kinds.events import dead_letters, retried, transformed
from designer.exporters.shapes import Json, JsonText, Shape, shape
from designer.graph import Attribute, Parameter, Ref, Resource, ResourceGraph, Text
from designer.graph.compute import Permission
from designer.graph.documents import nested
from designer.graph.events import EventRule
from designer.graph.topics import Subscription


def permission(resource: Resource, graph: ResourceGraph) -> Permission | None:
    """The permission that SAM makes beside ``resource``, if the graph has just that and SAM may say both."""
    wanted = _wanted(resource, graph)
    for each in graph.implied_by(resource.id) if wanted else ():
        if isinstance(each, Permission) and wanted == _said(each):
            return each
    return None


def _said(each: Permission) -> tuple[object, ...]:
    limits = (
        each.source_account,
        each.principal_organization,
        each.event_source_token,
        each.function_url_auth_type,
        each.invoked_via_function_url,
    )
    # What has any further limit equals nothing that SAM makes.
    is_plain = each.action == "lambda:InvokeFunction" and limits == (None,) * len(limits)
    return (each.function, each.principal, each.source_arn) if is_plain else ()


@singledispatch
def _wanted(resource: object, graph: ResourceGraph) -> tuple[object, ...]:  # noqa: ARG001 - see above
    """Function, principal and source of the permission that SAM makes; nothing where it cannot fold."""
    return ()


@_wanted.register
def _(subscription: Subscription, graph: ResourceGraph) -> tuple[object, ...]:  # noqa: ARG001
    said = subscription.protocol == "lambda" and subscription.raw is None
    return (subscription.endpoint, "sns.amazonaws.com", subscription.topic) if said else ()


@_wanted.register
def _(rule: EventRule, graph: ResourceGraph) -> tuple[object, ...]:
    said = not graph.tags and not rule.tags and not isinstance(rule.dead_letter, Parameter)
    return (rule.target, "events.amazonaws.com", Ref(rule.id, Attribute.ARN)) if said else ()


def invoked(resource: Subscription | EventRule) -> Text:
    """The ARN of what ``resource`` invokes."""
    return resource.endpoint if isinstance(resource, Subscription) else resource.target


def hears(subscription: Subscription) -> Shape:
    """The properties of an event of type ``SNS``."""
    dead_letter = subscription.dead_letter
    return shape(
        "SNS",
        Topic=subscription.topic,
        FilterPolicyScope=subscription.filter_scope,
        FilterPolicy=Json(json.loads(subscription.filter)) if subscription.filter else None,
        RedrivePolicy=Json({"deadLetterTargetArn": dead_letter}) if dead_letter else None,
    )


def matches(rule: EventRule) -> Shape:
    """The properties of an event of type ``EventBridgeRule``."""
    return shape(
        "EventBridgeRule",
        RuleName=rule.name,
        EventBusName=rule.bus,
        Pattern=Json(nested(rule.pattern)),
        State=rule.state,
        Target=shape("Target", Id=rule.target_id),
        Input=JsonText(json.loads(rule.input)) if rule.input else None,
        InputPath=rule.input_path,
        InputTransformer=transformed(rule.transformer),
        RetryPolicy=retried(rule),
        DeadLetterConfig=dead_letters(rule),
    )
