"""The code that is generated for a queue does what the queue's settings promise."""

from __future__ import annotations

import json
import sys
import types
from typing import Any

import pytest

from designer import gallery
from designer.blueprint.base import Edit, apply
from designer.project.handlers import handlers

ORDERS = gallery.document("order-worker").blueprint


class Table:
    """What the handler writes to."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []

    def put_item(self, Item: dict[str, Any]) -> None:  # noqa: N803 - boto3's name
        if Item.get("poison"):
            raise ValueError("poison")
        self.items.append(Item)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    """A table that the generated code finds through boto3."""
    made = Table()
    resource = types.SimpleNamespace(Table=lambda _: made)
    monkeypatch.setitem(sys.modules, "boto3", types.SimpleNamespace(resource=lambda _: resource))  # type: ignore[arg-type]
    monkeypatch.setenv("HISTORY_TABLE", "orders")
    return made


def handler(edits: list[Edit]) -> Any:
    """The generated handler of the order worker after some edits."""
    code = handlers(apply(ORDERS, edits))[0]
    scope: dict[str, Any] = {"__name__": "app"}
    exec(compile(code.files[0].text, "app.py", "exec"), scope)  # noqa: S102 - our own generated code
    return scope["handler"]


def batch(*bodies: object) -> dict[str, Any]:
    return {"Records": [{"messageId": str(n), "body": json.dumps(body)} for n, body in enumerate(bodies)]}


def test_only_the_messages_that_failed_come_back(table: Table) -> None:
    result = handler([])(batch({"id": 1}, {"poison": True}, {"id": 3}), None)

    assert result == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert [item["id"] for item in table.items] == [1, 3]


def test_a_fifo_queue_keeps_its_order_behind_a_failure(table: Table) -> None:
    result = handler([Edit(("queues", "orders", "fifo"), True)])(
        batch({"id": 1}, {"poison": True}, {"id": 3}), None
    )

    assert result == {"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]}
    assert [item["id"] for item in table.items] == [1]


@pytest.mark.usefixtures("table")
def test_without_partial_responses_the_whole_batch_fails() -> None:
    plain = handler([Edit(("functions", "worker", "triggers", "orders", "partial_batch_response"), False)])

    with pytest.raises(ValueError, match="poison"):
        plain(batch({"id": 1}, {"poison": True}), None)


def test_code_that_is_not_written_yet_loses_no_message(table: Table) -> None:
    unwritten = handler([Edit(("functions", "worker", "scopes"), {})])

    assert unwritten(batch({"id": 1}), None) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert not table.items


def test_numbers_arrive_as_dynamodb_takes_them(table: Table) -> None:
    handler([])(batch({"price": 9.95}), None)

    assert str(table.items[0]["price"]) == "9.95"
