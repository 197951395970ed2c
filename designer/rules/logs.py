"""Rules on logging: what CloudWatch and Lambda would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.wording import listed
from designer.rules.base import LASTING, Finding, Rule, Severity, all_of, set_value
from designer.rules.settings import not_one_of, pick

_RETENTION = (
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"
)
_CONTROLS = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html"


class LogRetentionValid(Rule):
    """Logs are to be kept for a number of days that CloudWatch does not offer.

    The deployment fails; only certain spans can be chosen.
    """

    id = "log-retention-valid"
    severity = Severity.ERROR
    topic = "logs"
    source = _RETENTION
    bad = "{name: shop, functions: {worker: {logging: {retention_days: 45}}}}"
    good = "{name: shop, functions: {worker: {logging: {retention_days: 60}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every retention that is not on the list; the fix keeps logs longer rather than shorter."""
        del today
        known = catalog.choices("logs.retention_days").values
        for function in blueprint.each_function():
            days = function.value.logging.retention_days
            if days not in known:
                at: Path = (*function.path, "logging", "retention_days")
                longer = min((each for each in known if each > days), default=known[-1])
                span = f"{longer} day" if longer == 1 else f"{longer} days"
                fix = set_value(f"Keep logs for {span}", at, longer, safe=False)
                message = f"CloudWatch cannot keep logs for {days} days; {span} is the nearest span."
                yield self.finding(at, message, fix)


class LogFormatValid(Rule):
    """A function logs in a format that does not exist.

    The deployment fails; Lambda writes plain text or JSON.
    """

    id = "log-format-valid"
    severity = Severity.ERROR
    topic = "logs"
    source = _CONTROLS
    bad = "{name: shop, functions: {worker: {logging: {format: json}}}}"
    good = "{name: shop, functions: {worker: {logging: {format: JSON}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every format that is not on the list."""
        del today
        known = catalog.choices("lambda.log_format").values
        for function in blueprint.each_function():
            value = function.value.logging.format
            if value not in known:
                at = (*function.path, "logging", "format")
                yield self.finding(at, not_one_of(value, known), pick(at, value, known))


class LogFormatJson(Rule):
    """A function logs plain text.

    CloudWatch can search JSON by its fields and Lambda can drop what is not severe enough; in text, both
    have to guess.
    """

    id = "log-format-json"
    severity = Severity.INFO
    topic = "logs"
    source = _CONTROLS
    profiles = LASTING
    bad = "{name: shop, functions: {worker: {logging: {format: Text}}}}"
    good = "{name: shop, functions: {worker: {logging: {format: JSON}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose format is text."""
        del today
        for function in blueprint.each_function():
            if function.value.logging.format == "Text":
                at = (*function.path, "logging", "format")
                message = f"{function.name} logs text, which cannot be searched by field; JSON can."
                yield self.finding(at, message, set_value("Log JSON", at, "JSON", safe=False))


_LEVELS = {
    "application_level": "lambda.application_log_level",
    "system_level": "lambda.system_log_level",
}


class LogLevelValid(Rule):
    """A function keeps logs from a level on that does not exist.

    The deployment fails. Levels are in capitals, and Lambda's own logs have fewer of them.
    """

    id = "log-level-valid"
    severity = Severity.ERROR
    topic = "logs"
    source = _CONTROLS
    bad = "{name: shop, functions: {worker: {logging: {application_level: WARNING}}}}"
    good = "{name: shop, functions: {worker: {logging: {application_level: WARN}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every level that is not on its list."""
        del today
        for function in blueprint.each_function():
            for field, choices in _LEVELS.items():
                value = getattr(function.value.logging, field)
                known = catalog.choices(choices).values
                if value is not None and value not in known:
                    at = (*function.path, "logging", field)
                    yield self.finding(at, not_one_of(value, known), pick(at, value, known, "INFO"))


class LogLevelNeedsJson(Rule):
    """A function filters its logs by level although they are plain text.

    The deployment fails: Lambda reads the level from JSON only.
    """

    id = "log-level-needs-json"
    severity = Severity.ERROR
    topic = "logs"
    source = _CONTROLS
    bad = "{name: shop, functions: {worker: {logging: {format: Text, system_level: WARN}}}}"
    good = "{name: shop, functions: {worker: {logging: {format: JSON, system_level: WARN}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with a level and a format that has none."""
        del today
        for function in blueprint.each_function():
            logging, at = function.value.logging, function / "logging"
            levels = [field for field in _LEVELS if getattr(logging, field) is not None]
            if levels and logging.format == "Text":
                names = listed(field.replace("_", " ") for field in levels)
                message = f"The {names} of Text logs cannot be set; levels need the format JSON."
                edits = [Edit((*at, field), UNSET) for field in levels]
                # Dropping the levels keeps every log line as it is; the format is the author's choice.
                yield self.finding((*at, levels[0]), message, all_of("Log every level", edits, safe=False))
