"""Triggers by type; a trigger's module is imported when a design uses it.

To add a trigger: write its module with one class, and add its line here.
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
from designer.blueprint.triggers.base import Trigger

TRIGGERS: Mapping[str, tuple[str, str]] = {
    "sqs": ("designer.blueprint.triggers.sqs", "SqsTrigger"),
    "http_api": ("designer.blueprint.triggers.http_api", "HttpApiTrigger"),
    "websocket": ("designer.blueprint.triggers.websocket", "WebSocketTrigger"),
    "rest_api": ("designer.blueprint.triggers.rest_api", "RestApiTrigger"),
    "schedule": ("designer.blueprint.triggers.schedule", "ScheduleTrigger"),
    "iot": ("designer.blueprint.triggers.iot", "IotTrigger"),
    "logs": ("designer.blueprint.triggers.logs", "LogsTrigger"),
    "secret_rotation": ("designer.blueprint.triggers.secret_rotation", "SecretRotationTrigger"),
    "custom_resource": ("designer.blueprint.triggers.custom_resource", "CustomResourceTrigger"),
    "s3": ("designer.blueprint.triggers.s3", "S3Trigger"),
    "cognito": ("designer.blueprint.triggers.cognito", "CognitoTrigger"),
    "alb": ("designer.blueprint.triggers.alb", "AlbTrigger"),
    "appsync": ("designer.blueprint.triggers.appsync", "AppSyncTrigger"),
    "direct": ("designer.blueprint.triggers.direct", "DirectTrigger"),
    "alexa": ("designer.blueprint.triggers.alexa", "AlexaTrigger"),
    "function_url": ("designer.blueprint.triggers.function_url", "FunctionUrlTrigger"),
    "dynamodb_stream": ("designer.blueprint.triggers.dynamodb_stream", "DynamoDbStreamTrigger"),
    "kinesis": ("designer.blueprint.triggers.kinesis", "KinesisTrigger"),
    "pipe": ("designer.blueprint.triggers.pipe", "PipeTrigger"),
    "eventbridge": ("designer.blueprint.triggers.eventbridge", "EventBridgeTrigger"),
    "msk": ("designer.blueprint.triggers.kafka", "MskTrigger"),
    "kafka": ("designer.blueprint.triggers.kafka", "SelfManagedKafkaTrigger"),
    "mq": ("designer.blueprint.triggers.mq", "MqTrigger"),
    "documentdb": ("designer.blueprint.triggers.documentdb", "DocumentDbTrigger"),
    "sns": ("designer.blueprint.triggers.sns", "SnsTrigger"),
}
"""Trigger type to the module and class that hold it."""


def trigger_class(name: str) -> type[Trigger]:
    """The class of a trigger type; ``KeyError`` when there is none."""
    module, kind = TRIGGERS[name]
    found: type[Trigger] = getattr(import_module(module), kind)
    return found


def _error(kind: str, message: str, at: tuple[str, ...], value: object) -> ValidationError:
    detail = InitErrorDetails(type=PydanticCustomError(kind, message), loc=at, input=value)
    return ValidationError.from_exception_data("Trigger", [detail])


def _validate(value: object) -> Trigger:
    if isinstance(value, Trigger):
        return value
    if not isinstance(value, Mapping):
        raise PydanticCustomError("trigger", "a mapping with the trigger's type and settings")
    name = value.get("type")
    if name is None:
        raise _error("missing", "Field required", ("type",), value)
    if not isinstance(name, str) or name not in TRIGGERS:
        near = get_close_matches(str(name), TRIGGERS, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        known = ", ".join(TRIGGERS)
        raise _error(
            "trigger_type", f"one of the trigger types {known}, not {shown(name)}{hint}", ("type",), name
        )
    return trigger_class(name).model_validate(value)


class _ByType:
    """Pydantic's view of ``AnyTrigger``: chosen by ``type``, one error for one mistake."""

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
            "oneOf": [
                _required_type(handler(trigger_class(name).__pydantic_core_schema__)) for name in TRIGGERS
            ]
        }


def _required_type(schema: JsonSchemaValue) -> JsonSchemaValue:
    return {**schema, "required": ["type", *schema.get("required", ())]}


AnyTrigger = Annotated[SerializeAsAny[Trigger], _ByType]
"""A trigger of any type."""
