"""Rules on those who wait for a function: it answers in time, and with a second to spare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.types import ALEXA
from designer.capacity.waiting import by_authorizers, by_balancers, by_gateways, by_graphql, by_workflows
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value

_LIMITS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
_HEADROOM = 2
"""Seconds that a function has for itself, when a fix shortens what it waits for."""


def _served(timeout: int) -> str:
    return f"""
name: shop
functions:
  items: {{timeout: {timeout}, triggers: {{http: {{type: http_api, api: front, routes: [GET /items]}}}}}}
apis: {{front: {{throttling: {{rate: 20, burst: 40}}}}}}
"""


def _admitting(timeout: int) -> str:
    return f"""
name: shop
functions:
  admit: {{timeout: {timeout}}}
  items:
    timeout: 10
    triggers: {{http: {{type: http_api, api: front, routes: [GET /items], authorization: own}}}}
apis:
  front: {{throttling: {{rate: 20, burst: 40}}, authorizers: {{own: {{type: function, function: admit}}}}}}
"""


def _speaking(timeout: int) -> str:
    skill = "{type: alexa, skill: amzn1.ask.skill.01234567-89ab-cdef-0123-456789abcdef}"
    return f"{{name: shop, functions: {{tell: {{timeout: {timeout}, triggers: {{skill: {skill}}}}}}}}}"


def _starting(timeout: int) -> str:
    return f"""
name: shop
functions:
  intake: {{timeout: 30, scopes: {{fulfil: start_sync}}}}
workflows:
  fulfil: {{type: express, timeout: {timeout}, states: {{done: {{type: succeed}}}}}}
"""


class ApiTimeoutNoHeadroom(Rule):
    """A function may work exactly as long as its caller waits.

    Who is cut off and who answers is then a race, and a slow request ends as an error of the API that says
    nothing. With a second to spare the function's own error reaches the caller and the logs.
    """

    id = "api-timeout-no-headroom"
    severity = Severity.WARNING
    topic = "api"
    source = _LIMITS
    profiles = LASTING
    bad = _served(30)
    good = _served(29)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function behind an API or a load balancer whose timeout is theirs, once."""
        del today
        seen = set()
        for each in (*by_gateways(blueprint), *by_graphql(blueprint), *by_balancers(blueprint)):
            name, timeout = each.function.name, each.function.value.timeout
            if timeout == each.seconds > 1 and name not in seen:
                seen.add(name)
                at = blueprint.origin(name, "timeout")
                own, wanted = (*each.function.path, "timeout"), timeout - 1
                message = f"{timeout} s, and {each.who} waits for {each.seconds} s; leave it a second."
                yield self.finding(at, message, set_value(f"Lower to {wanted} s", own, wanted, safe=False))


class AuthorizerTimeout(Rule):
    """A function that says who may come in works longer than the API waits for it.

    The API turns the caller away with an error, while the function runs and bills on.
    """

    id = "authorizer-timeout"
    severity = Severity.WARNING
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
    profiles = LASTING
    bad = _admitting(11)
    good = _admitting(10)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every authorizer of an HTTP API with a longer timeout, once."""
        del today
        seen = set()
        for each in by_authorizers(blueprint):
            name, timeout = each.function.name, each.function.value.timeout
            if timeout > each.seconds and name not in seen:
                seen.add(name)
                at = (*each.function.path, "timeout")
                message = f"{timeout:,} s, but {each.who} waits {each.seconds} s for who may come in."
                fix = set_value(f"Lower to {each.seconds} s", at, each.seconds, safe=False)
                yield self.finding(blueprint.origin(name, "timeout"), message, fix)


class AlexaTimeout(Rule):
    """A function works longer than Alexa waits for it.

    The user hears that the skill does not answer, or that a device does not, while the function runs and
    bills on.
    """

    id = "alexa-timeout"
    severity = Severity.WARNING
    topic = "api"
    source = "https://developer.amazon.com/en-US/docs/alexa/smarthome/troubleshooting-guide.html"
    bad = _speaking(15)
    good = _speaking(8)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function of a skill with a longer timeout, once."""
        del today
        waits, seen = catalog.number("callers.alexa_timeout"), set()
        for function, _ in blueprint.each_trigger(ALEXA):
            timeout = function.value.timeout
            if timeout > waits.value and function.name not in seen:
                seen.add(function.name)
                message = f"{timeout:,} s, but Alexa waits {waits.value} s."
                own = (*function.path, "timeout")
                fix = set_value(f"Lower to {waits.value} s", own, waits.value, safe=False)
                yield self.finding(blueprint.origin(function.name, "timeout"), message, fix)


class WorkflowSyncTimeout(Rule):
    """A function waits for a workflow that may take longer than itself.

    The function is stopped while the workflow goes on: the work is done and paid, and its answer lost.
    """

    id = "workflow-sync-timeout"
    severity = Severity.WARNING
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html"
    profiles = LASTING
    bad = _starting(30)
    good = _starting(29)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every workflow that is waited for and whose timeout is not below the function's."""
        del today
        for each in by_workflows(blueprint):
            allowed = each.function.value.timeout
            if each.seconds >= allowed:
                at, wanted = ("workflows", each.workflow, "timeout"), allowed - _HEADROOM
                message = (
                    f"{each.workflow} may take {each.seconds:,} s, but {each.function.name} waits for it "
                    f"and is stopped after {allowed:,} s."
                )
                fix = set_value(f"Stop it after {wanted} s", at, wanted, safe=False) if wanted > 0 else None
                yield self.finding(at, message, fix)
