"""Rules on data that would be kept for longer than anybody wants it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.triggers.types import WEBSOCKET
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value

if TYPE_CHECKING:
    from designer.blueprint.resources.table import Table

_TTL = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html"
_EXPIRING = re.compile(r"(?i)(^|_)(ttl|expir(y|es|ation|e_.*)|lifetime)(_|$)")
_ATTRIBUTE = "expires_at"


class TableTtlDeclared(Rule):
    """A function is told when items expire, and its table never deletes any.

    DynamoDB deletes by an attribute only once the table says which one it is.
    """

    id = "table-ttl-declared"
    severity = Severity.INFO
    topic = "table"
    source = _TTL
    profiles = LASTING
    bad = """
      name: shop
      functions:
        worker:
          environment: {SESSIONS: "${sessions.name}", TTL_SECONDS: "3600"}
          scopes: {sessions: write}
      tables: {sessions: {}}
    """
    good = bad.replace("sessions: {}}", "sessions: {ttl_attribute: expires_at}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every table of a function with such a variable, if none that it writes deletes anything."""
        del today
        seen: set[str] = set()
        for function in blueprint.each_function():
            said = next(filter(_EXPIRING.search, function.value.environment), None)
            for table in _kept_for_ever(function, blueprint) if said else ():
                if table.name not in seen:
                    seen.add(table.name)
                    message = (
                        f"{said} of {function.name} speaks of expiry, but {table.name} keeps items for ever."
                    )
                    yield _with_ttl(self, table, message)


class WebsocketLimits(Rule):
    """A table remembers connections of a WebSocket API for ever.

    API Gateway closes a connection after two hours at most, and not each one says goodbye. Without an
    expiry messages are sent to more and more clients that are gone.
    """

    id = "websocket-limits"
    severity = Severity.INFO
    topic = "api"
    source = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html"
    profiles = LASTING
    bad = """
      name: chat
      functions:
        join:
          environment: {CLIENTS: "${clients.name}"}
          triggers: {ws: {type: websocket, api: rooms, routes: [$connect, $disconnect], authorization: iam}}
          scopes: {clients: write}
      websocket_apis: {rooms: {throttling: {rate: 10, burst: 20}}}
      tables: {clients: {}}
    """
    good = bad.replace("clients: {}}", "clients: {ttl_attribute: expires_at}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every table of a function that is told of new connections, if none that it writes expires any."""
        del today
        for function, trigger in blueprint.each_trigger(WEBSOCKET):
            for table in _kept_for_ever(function, blueprint) if trigger.value.connects else ():
                longest = catalog.number("websocket_api.connection")
                message = f"{table.name} keeps for ever what lasts {longest.value} {longest.unit} at most."
                yield _with_ttl(self, table, message)


def _kept_for_ever(function: Node[Function], blueprint: Blueprint) -> tuple[Node[Table], ...]:
    """The new tables that a function writes, if items expire in none of all that it writes."""
    tables = [
        Node(("tables", name), blueprint.tables[name])
        for name, levels in function.value.scopes.items()
        if "write" in levels and name in blueprint.tables
    ]
    if any(table.value.ttl_attribute is not None or table.value.existing is not None for table in tables):
        return ()
    return tuple(tables)


def _with_ttl(rule: Rule, table: Node[Table], message: str) -> Finding:
    at = table / "ttl_attribute"
    fix = set_value(f"Delete by the attribute {_ATTRIBUTE}", at, _ATTRIBUTE, safe=False)
    return rule.finding(at, message, fix)
