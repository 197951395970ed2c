"""Types of triggers, to ask a design for without importing their classes: it may have none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeGuard, TypeVar

from designer.blueprint.triggers.base import Trigger

if TYPE_CHECKING:
    from designer.blueprint.triggers.alb import AlbTrigger
    from designer.blueprint.triggers.alexa import AlexaTrigger
    from designer.blueprint.triggers.appsync import AppSyncTrigger
    from designer.blueprint.triggers.eventbridge import EventBridgeTrigger
    from designer.blueprint.triggers.http_api import HttpApiTrigger
    from designer.blueprint.triggers.iot import IotTrigger
    from designer.blueprint.triggers.kinesis import KinesisTrigger
    from designer.blueprint.triggers.logs import LogsTrigger
    from designer.blueprint.triggers.pipe import PipeTrigger
    from designer.blueprint.triggers.rest_api import RestApiTrigger
    from designer.blueprint.triggers.s3 import S3Trigger
    from designer.blueprint.triggers.schedule import ScheduleTrigger
    from designer.blueprint.triggers.secret_rotation import SecretRotationTrigger
    from designer.blueprint.triggers.sns import SnsTrigger
    from designer.blueprint.triggers.sqs import SqsTrigger
    from designer.blueprint.triggers.websocket import WebSocketTrigger

T = TypeVar("T", bound=Trigger)


@dataclass(frozen=True, slots=True)
class TriggerType(Generic[T]):
    """The type that triggers of one class have in a blueprint."""

    name: str

    def holds(self, trigger: Trigger | None) -> TypeGuard[T]:
        """Whether there is a trigger, and it is of this type."""
        return trigger is not None and trigger.type == self.name


ALB: TriggerType[AlbTrigger] = TriggerType("alb")
ALEXA: TriggerType[AlexaTrigger] = TriggerType("alexa")
APPSYNC: TriggerType[AppSyncTrigger] = TriggerType("appsync")
EVENTBRIDGE: TriggerType[EventBridgeTrigger] = TriggerType("eventbridge")
HTTP_API: TriggerType[HttpApiTrigger] = TriggerType("http_api")
IOT: TriggerType[IotTrigger] = TriggerType("iot")
KINESIS: TriggerType[KinesisTrigger] = TriggerType("kinesis")
LOGS: TriggerType[LogsTrigger] = TriggerType("logs")
PIPE: TriggerType[PipeTrigger] = TriggerType("pipe")
REST_API: TriggerType[RestApiTrigger] = TriggerType("rest_api")
S3: TriggerType[S3Trigger] = TriggerType("s3")
SCHEDULE: TriggerType[ScheduleTrigger] = TriggerType("schedule")
SECRET_ROTATION: TriggerType[SecretRotationTrigger] = TriggerType("secret_rotation")
SNS: TriggerType[SnsTrigger] = TriggerType("sns")
SQS: TriggerType[SqsTrigger] = TriggerType("sqs")
WEBSOCKET: TriggerType[WebSocketTrigger] = TriggerType("websocket")
