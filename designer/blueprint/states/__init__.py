"""States of workflows by type; a state's module is imported when a design uses it.

To add a state: write its class, and add its line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, SerializeAsAny, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from designer.blueprint.problems import shown
from designer.blueprint.states.base import State

STATES: Mapping[str, tuple[str, str]] = {
    "task": ("tasks", "FunctionTask"),
    "publish": ("messages", "Publish"),
    "send": ("messages", "Send"),
    "get_item": ("items", "GetItem"),
    "put_item": ("items", "PutItem"),
    "update_item": ("items", "UpdateItem"),
    "delete_item": ("items", "DeleteItem"),
    "put_events": ("messages", "PutEvents"),
    "start": ("tasks", "Start"),
    "service": ("tasks", "Service"),
    "parallel": ("nested", "Parallel"),
    "map": ("nested", "Map"),
    "choice": ("control", "Choice"),
    "wait": ("control", "Wait"),
    "pass": ("control", "Pass"),
    "succeed": ("control", "Succeed"),
    "fail": ("control", "Fail"),
}
"""State type to the module and class that hold it."""


def state_class(name: str) -> type[State]:
    """The class of a state type; ``KeyError`` when there is none."""
    module, kind = STATES[name]
    found: type[State] = getattr(import_module(f"{__name__}.{module}"), kind)
    return found


def _error(kind: str, message: str, at: tuple[str, ...], value: object) -> ValidationError:
    detail = InitErrorDetails(type=PydanticCustomError(kind, message), loc=at, input=value)
    return ValidationError.from_exception_data("State", [detail])


def _validate(value: object) -> State:
    if isinstance(value, State):
        return value
    if not isinstance(value, Mapping):
        raise PydanticCustomError("state", "a mapping with the state's type and settings")
    name = value.get("type")
    if name is None:
        raise _error("missing", "Field required", ("type",), value)
    if not isinstance(name, str) or name not in STATES:
        near = get_close_matches(str(name), STATES, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        known = ", ".join(STATES)
        raise _error(
            "state_type", f"one of the state types {known}, not {shown(name)}{hint}", ("type",), name
        )
    return state_class(name).model_validate(value)


class _ByType:
    """Pydantic's view of a state: chosen by ``type``, one error for one mistake."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:  # pydantic's
        return core_schema.no_info_plain_validator_function(_validate)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "oneOf": [_required_type(handler(state_class(name).__pydantic_core_schema__)) for name in STATES]
        }


class _Within(_ByType):
    """The same inside a state; a schema that held itself would have no end."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "object", "properties": {"type": _TYPE}, "required": ["type"]}


def _required_type(schema: JsonSchemaValue) -> JsonSchemaValue:
    return {**schema, "required": ["type", *schema.get("required", ())]}


_TYPE: JsonSchemaValue = {
    "title": "Type",
    "description": "What the state does; its settings follow from it.",
    "enum": list(STATES),
}

AnyState = Annotated[SerializeAsAny[State], _ByType]
"""A state of any type."""

InnerState = Annotated[SerializeAsAny[State], _Within]
"""A state of any type inside another one."""
