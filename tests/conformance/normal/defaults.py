"""What AWS does where nothing is said, from the API references of the services."""

from __future__ import annotations

from tests.conformance.normal.form import Leaf, Path, Settings

_DEFAULTS: dict[str, dict[Path, Leaf]] = {
    "deployment": {},
    "output": {},
    "queue": {
        ("fifo",): False,
        ("visibility_timeout",): 30,
        ("message_retention",): 345600,
        ("delay",): 0,
        ("receive_wait_time",): 0,
        ("maximum_message_size",): 1048576,
        ("content_based_deduplication",): False,
        ("managed_encryption",): True,
    },
    "queue_policy": {},
    "table": {
        ("billing_mode",): "PROVISIONED",
        ("point_in_time_recovery",): False,
        ("deletion_protection",): False,
    },
    "secret": {("description",): ""},
    "log_group": {("retention_days",): "never expires"},
    "role": {("description",): "", ("path",): "/", ("session_duration",): 3600},
    "function": {
        ("description",): "",
        ("architecture",): "x86_64",
        ("memory_size",): 128,
        ("timeout",): 3,
        ("ephemeral_storage",): 512,
        ("reserved_concurrency",): "none",
        ("tracing",): "PassThrough",
        ("log_format",): "Text",
        ("package_type",): "Zip",
        ("published",): False,
    },
    "version": {},
    "alias": {("description",): "", ("provisioned_concurrency",): "none"},
    "event_invoke_config": {("retries",): 2, ("event_age",): 21600},
    "permission": {},
    "schedule": {
        ("description",): "",
        ("group",): "default",
        ("timezone",): "UTC",
        ("state",): "ENABLED",
        ("target", "retries"): 185,
        ("target", "event_age"): 86400,
    },
    "api": {("description",): ""},
    "stage": {("description",): "", ("auto_deploy",): False, ("detailed_metrics",): False},
    "authorizer": {},
    "route": {("authorization",): "NONE", ("api_key_required",): False},
    "integration": {
        ("description",): "",
        ("connection",): "INTERNET",
        ("method",): "POST",
        ("payload",): "1.0",
        ("timeout",): 30000,
    },
    "event_source_mapping": {
        ("batch_size",): 10,
        ("batching_window",): 0,
        ("maximum_concurrency",): "none",
        ("enabled",): True,
    },
}
_FIFO: dict[Path, Leaf] = {("deduplication_scope",): "queue", ("throughput_limit",): "perQueue"}
_JSON_LOGS: dict[Path, Leaf] = {("application_level",): "INFO", ("system_level",): "INFO"}
_CORS: dict[Path, Leaf] = {("cors", "credentials"): False}
_EVERYWHERE: dict[Path, Leaf] = {("on_delete",): "Delete", ("on_replace",): "Delete"}
_NOT_THINGS = ("deployment", "output")


def filled(kind: str, settings: Settings) -> Settings:
    """``settings`` with AWS's own for what they leave out."""
    defaults = dict(_DEFAULTS[kind])
    if kind not in _NOT_THINGS:
        defaults |= _EVERYWHERE
    if settings.get(("fifo",)) is True:
        defaults |= _FIFO
    if settings.get(("log_format",)) == "JSON":
        defaults |= _JSON_LOGS
    if any(setting[0] == "cors" for setting in settings):
        defaults |= _CORS
    return defaults | settings
