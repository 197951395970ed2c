"""Rules on requests that reach functions although API Gateway could refuse them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.rest_api import RestApiTrigger
from designer.rules.base import AUDITED, Finding, Rule, Severity

_CONTROLS = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
)


def _example(trigger: str) -> str:
    return f"""
      name: shop
      profile: regulated
      functions:
        orders:
          memory_size: 256
          timeout: 10
          triggers: {{http: {{type: rest_api, api: front, authorization: iam, {trigger}}}}}
      rest_apis: {{front: {{throttling: {{rate: 10, burst: 20}}, access_logs: {{retention_days: 365}}}}}}
    """


class ApiRequestUnchecked(Rule):
    """API Gateway hands on requests that lack what they must have.

    Each bad request is an invocation that is paid for, and the function is the only guard against it.
    """

    id = "api-request-unchecked"
    severity = Severity.INFO
    topic = "api"
    source = _CONTROLS
    profiles = AUDITED
    bad = _example("routes: POST /orders")
    good = _example("routes: POST /orders, body: {type: object, required: [id]}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every trigger whose routes take a body and that says nothing of it; what all it takes is open."""
        del today
        for _, trigger in blueprint.each_trigger(RestApiTrigger):
            value = trigger.value
            taking = [route for route in value.routes if route.upper().startswith(_WITH_BODY)]
            if taking and value.body is None and not value.required:
                message = f"{taking[0]} takes any body; a JSON Schema has bad ones refused."
                yield self.finding(trigger / "body", message)


_WITH_BODY = ("POST ", "PUT ", "PATCH ")
