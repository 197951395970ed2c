"""Schedules: the grammar of times, zones, and what cannot be delivered."""

from __future__ import annotations

from datetime import date

import pytest

from designer.blueprint.base import apply
from designer.rules.review import fixed, review
from tests.rules.judging import TODAY, design, found, places


def scheduled(settings: str, function: str = "", queues: str = "") -> str:
    trigger = f"{{type: schedule, {settings}}}"
    return f"{{name: a, functions: {{f: {{triggers: {{t: {trigger}}}{function}}}}}, queues: {{{queues}}}}}"


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minute)",
        "rate(2 minutes)",
        "rate(1 day)",
        "rate(90 days)",
        "cron(0 3 * * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(*/5 8-17 ? * MON-FRI *)",
        "cron(0,30 0 1 JAN,jul ? 2027-2030)",
        "cron(0 0 L * ? *)",
        "cron(0 0 LW * ? *)",
        "cron(0 0 15W * ? *)",
        "cron(0 0 ? * 2#1 *)",
        "cron(0 0 ? * 6L *)",
        "cron(0 0 ? * FRIL *)",
        "cron(59 23 31 12 ? 2199)",
        "cron(0  3  *  *  ?  *)",
        "at(2028-02-29T12:00:00)",
    ],
)
def test_expression_is_fine(expression: str):
    assert not found(scheduled(f"expression: '{expression}'"), "schedule-expression-valid")


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("", "none of"),
        ("0 3 * * *", "none of"),
        ("Rate(1 day)", "none of"),
        ("rate(1 days)", "write rate(1 day)."),
        ("rate(2 day)", "write rate(2 days)."),
        ("rate(0 minutes)", "at least 1"),
        ("rate(30 seconds)", "minutes, hours, days"),
        ("rate(1.5 hours)", "whole number"),
        ("rate(five minutes)", "whole number"),
        ("rate(99999999999999999999 days)", "whole number"),
        ("cron(0 3 * * ?)", "5 fields"),
        ("cron(0 3 * * ? * *)", "7 fields"),
        ("cron(0 3 * * * *)", "needs ?"),
        ("cron(0 3 ? * ? *)", "needs ?"),
        ("cron(60 3 * * ? *)", "minutes"),
        ("cron(0 24 * * ? *)", "hours"),
        ("cron(0 3 0 * ? *)", "day of month"),
        ("cron(0 3 32W * ? *)", "day of month"),
        ("cron(0 3 * 13 ? *)", "month"),
        ("cron(0 3 * JANUARY ? *)", "month"),
        ("cron(0 3 ? * 0 *)", "day of week"),
        ("cron(0 3 ? * 8 *)", "day of week"),
        ("cron(0 3 ? * MON#6 *)", "day of week"),
        ("cron(0 3 * * ? 1969)", "year"),
        ("cron(0 3 * * ? 2200)", "year"),
        ("cron(0 ? * * ? *)", "needs ?"),
        ("cron(? 3 * * ? *)", "needs ?"),
        ("cron(0/0 3 * * ? *)", "minutes"),
        ("cron(0, 3 * * ? *)", "minutes"),
        ("cron(5- 3 * * ? *)", "minutes"),
        ("cron(٣ 3 * * ? *)", "minutes"),
        ("at(2027-01-01T03:00)", "without a zone"),
        ("at(2027-01-01T03:00:00Z)", "without a zone"),
        ("at(2027-02-29T03:00:00)", "without a zone"),
        ("at(2027-01-01 03:00:00)", "without a zone"),
    ],
)
def test_expression_is_not(expression: str, says: str):
    (finding,) = found(scheduled(f"expression: '{expression}'"), "schedule-expression-valid")
    assert says in finding.message or (says == "needs ?" and "?" in finding.message)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [("rate(1 days)", "rate(1 day)"), ("rate(5 Minute)", "rate(5 minutes)"), ("rate(5 weeks)", None)],
)
def test_unit_is_corrected(expression: str, wanted: str | None):
    (finding,) = found(scheduled(f"expression: {expression}"), "schedule-expression-valid")
    assert (finding.fix and finding.fix.edits[0].value) == wanted


@pytest.mark.parametrize(("length", "expected"), [(256, 0), (257, 1)])
def test_expression_has_a_length(length: int, expected: int):
    text = f"{'cron(0 3 * * ? *'.ljust(length - 1)})"
    assert len(text) == length
    assert len(found(scheduled(f"expression: '{text}'"), "schedule-expression-valid")) == expected


@pytest.mark.parametrize(
    ("zone", "wanted"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("???", None),
    ],
)
def test_unknown_zone(zone: str, wanted: str | None):
    text = scheduled(f"expression: rate(1 day), timezone: '{zone}'")
    (finding,) = found(text, "schedule-timezone-known")
    assert finding.fix is not None
    assert finding.fix.edits[0].value == wanted
    assert not found(apply(design(text), finding.fix.edits), "schedule-timezone-known")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_known_zone(zone: str):
    assert not found(scheduled(f"expression: rate(1 day), timezone: {zone}"), "schedule-timezone-known")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:01Z", []),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", ["end"]),
        ("2027-01-01T00:00:00+02:00", "2026-12-31T23:00:00Z", []),
        ("2027-01-01", "2028-01-01T00:00:00Z", ["start"]),
        ("2027-01-01T00:00:00", "soon", ["start", "end"]),
        ("2027-02-30T00:00:00Z", "2027-13-01T00:00:00Z", ["start", "end"]),
        ("0000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", ["start"]),
    ],
)
def test_times(start: str, end: str, expected: list[str]):
    text = scheduled(f"expression: rate(1 day), start: '{start}', end: '{end}'")
    assert [each.rpartition(".")[2] for each in places(text, "schedule-times-valid")] == expected


@pytest.mark.parametrize(("day", "over"), [(28, False), (29, False), (30, True)])
def test_what_is_over(day: int, over: bool):
    for settings in (
        "expression: at(2028-04-29T01:00:00)",
        "expression: rate(1 day), end: '2028-04-29T01:00:00Z'",
    ):
        assert bool(found(scheduled(settings), "schedule-over", date(2028, 4, day))) is over


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        ("cron(0 8 31 2 ? *)", "schedule-never"),
        ("cron(0 8 31 APR,jun,9,NOV ? *)", "schedule-never"),
        ("cron(0 8 31W 4 ? *)", "schedule-never"),
        ("cron(0 8 L-30 4 ? *)", "schedule-never"),
        ("cron(0 8 30/1 2 ? *)", "schedule-never"),
        ("cron(0 8 29 2 ? 2027,2029-2031)", "schedule-never"),
        ("cron(0 8 29 2 ? 2020-2027)", "schedule-never"),
        ("cron(0 8 31 2 ? 2020)", "schedule-over"),
        ("cron(0 8 * * ? 2025)", "schedule-over"),
        ("cron(0 8 ? * MON 2020-2025)", "schedule-over"),
        ("cron(0 8 * * ? 2025,2026)", None),
        ("cron(0 8 * * ? 2020/3)", None),
        ("cron(0 8 29 2 ? *)", None),
        ("cron(0 8 29 2 ? 2027/1)", None),
        ("cron(0 8 31 2,3 ? *)", None),
        ("cron(0 8 31 11-1 ? *)", None),
        ("cron(0 8 30,1 2 ? *)", None),
        ("cron(0 8 L 2 ? *)", None),
        ("cron(0 8 LW 2 ? *)", None),
        ("cron(0 8 L-30 3 ? *)", None),
        ("cron(0 8 ? 2 MON *)", None),
        ("cron(0 8 */2 */2 ? */2)", None),
        (f"cron(0 8 L-{'9' * 200} 3 ? *)", "schedule-never"),
        ("cron(0 8 31 2)", None),
        ("rate(1 day)", None),
    ],
)
def test_what_never_fires(expression: str, rule: str | None):
    for each in ("schedule-never", "schedule-over"):
        findings = found(scheduled(f"expression: '{expression}'"), each)
        assert len(findings) == (each == rule)


@pytest.mark.parametrize(("year", "over"), [(2027, False), (2028, True)])
def test_years_are_over_as_of_a_day(year: int, over: bool):
    text = scheduled("expression: 'cron(0 8 * * ? 2027)'")
    assert bool(found(text, "schedule-over", date(year, 1, 1))) is over


@pytest.mark.parametrize(
    ("rate", "timeout", "more", "expected"),
    [
        ("1 minute", 60, "", 0),
        ("1 minute", 61, "", 1),
        ("1 minute", 61, ", concurrency: {reserved: 1}", 0),
        ("1 minute", 61, ", concurrency: {reserved: 2}", 1),
        ("1 hour", 900, "", 0),
        ("1 minutes", 61, "", 1),
    ],
)
def test_overlap(rate: str, timeout: int, more: str, expected: int):
    text = scheduled(f"expression: rate({rate})", f", timeout: {timeout}{more}")
    assert len(found(text, "schedule-overlap")) == expected


def test_schedules_of_a_function_share_a_new_queue():
    text = """
      name: a
      functions:
        f:
          dead_letter: q
          triggers:
            one: {type: schedule, expression: rate(1 day)}
            two: {type: schedule, expression: rate(2 days)}
      queues: {q: {}}
    """
    healed, findings = fixed(design(text), TODAY)
    assert len(findings) == 2
    assert list(healed.queues) == ["q", "f-undelivered"]
    assert healed.queues["f-undelivered"].message_retention == 1209600
    assert review(healed, TODAY).findings == ()


def test_fifo_queue_is_replaced_for_a_schedule():
    text = scheduled("expression: rate(1 day), dead_letter: q", ", dead_letter: d", "q: {fifo: true}, d: {}")
    (finding,) = found(text, "schedule-dlq-type")
    assert finding.fix is not None
    assert not finding.fix.safe
    assert list(apply(design(text), finding.fix.edits).queues) == ["q", "d", "f-undelivered"]


@pytest.mark.parametrize(
    ("value", "expected"), [("1.5", 0), (".inf", 1), ("[{a: .nan}]", 1), ("{a: [1, x]}", 0)]
)
def test_event_is_json(value: str, expected: int):
    text = scheduled(f"expression: rate(1 day), input: {{x: {value}}}")
    assert len(found(text, "schedule-input-valid")) == expected
