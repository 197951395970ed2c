"""One thing to watch: which metric, of what, and from when on it is an alarm."""

from __future__ import annotations

from dataclasses import dataclass

from designer import catalog
from designer.blueprint.alarms import Alarms
from designer.graph import Entry, Text
from designer.graph.monitoring import Alarm, Figure

SUM, MOST, MEAN, SLOWEST = "Sum", "Maximum", "Average", "p99"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A metric with its threshold; ``lasting`` where one bad period is none yet."""

    owner: str
    """The name of what is watched."""
    word: str
    """What stands behind it in the alarm's name."""
    namespace: str
    metric: str
    dimensions: tuple[tuple[str, Text], ...]
    statistic: str
    threshold: Figure
    says: str
    """Why it is an alarm, with the number and where it comes from."""
    setting: str | None = None
    """The setting that the threshold is, where it is the same for many."""
    above: bool = False
    """Whether the threshold itself is still fine."""
    lasting: bool = False
    often: bool = False
    """Whether it is looked at each minute: what is there for a moment only must not be missed."""


_QUIET = "notBreaching"
"""What nobody uses sends no data, and that is fine."""


def alarm(measure: Measure, settings: Alarms, name: Text, topic: Text) -> Alarm:
    """The alarm on a measure."""
    is_percentile = measure.statistic == SLOWEST
    lasting = catalog.number("cloudwatch.lasting_periods").value
    return Alarm(
        id=f"alarm.{measure.owner}.{measure.word}",
        label=f"{measure.owner}-{measure.word}",
        name=name,
        description=measure.says,
        namespace=measure.namespace,
        metric=measure.metric,
        dimensions=tuple(Entry(key, value) for key, value in measure.dimensions),
        statistic=None if is_percentile else measure.statistic,
        percentile=SLOWEST if is_percentile else None,
        period=catalog.number("cloudwatch.watched_period").value if measure.often else settings.period,
        evaluation_periods=lasting if measure.lasting else 1,
        threshold=measure.threshold,
        comparison="GreaterThanThreshold" if measure.above else "GreaterThanOrEqualToThreshold",
        missing_data=_QUIET,
        actions=(topic,),
        recovery_actions=(topic,) if settings.recovery else (),
        enabled=settings.enabled,
        shared=(("enabled", "alarms enabled"), *_common(measure)),
    )


def _common(measure: Measure) -> tuple[tuple[str, str], ...]:
    return (("threshold", f"alarms {measure.setting}"),) if measure.setting else ()
