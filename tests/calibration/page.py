"""``docs/calibration.md``, from the tables in ``docs/field/scanners``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.calibration.outside import Outside, Scanner, proofs, scanners

INTRODUCTION = """\
# Calibration

What outside scanners find at design time, and what answers it here. Generated from `docs/field/scanners`
(`make golden`). A rule of theirs is answered by rules of ours; or it is guaranteed, because no export can
have what it looks for; or nothing should find it, for the reason that is given.

The conformance suite proves it where the scanner can be run: it exports a bad and a good design of each
pair (the examples of our rule, or those that the table's file has), runs the scanner on both, and the
scanner has to find the bad one only. What it does not tell apart is said in the last column, and the suite
fails once that holds no more. What is guaranteed must be found in none of these exports, nor by checkov,
cfn-lint and cdk-nag in those of any example. Whatever a scanner finds in any of them is in its table.
"""


def page() -> str:
    """The page."""
    lines = [INTRODUCTION, *_totals(), ""]
    for scanner in scanners():
        lines += [*_section(scanner), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _totals() -> Iterator[str]:
    yield "| scanner | rules | answered by ours | guaranteed | left for a reason | pairs |"
    yield "|---|---|---|---|---|---|"
    for each in scanners():
        counts = (
            len(each.rules),
            sum(bool(rule.rules) for rule in each.rules),
            sum(bool(rule.guaranteed) for rule in each.rules),
            sum(bool(rule.reason) for rule in each.rules),
            len(list(proofs(each))),
        )
        yield f"| [{each.name}](#{each.name}) | {' | '.join(map(str, counts))} |"


def _section(scanner: Scanner) -> Iterator[str]:
    yield f"## {scanner.name}"
    yield ""
    yield f"[{scanner.title}]({scanner.source}), as of {scanner.as_of}. {scanner.scope}"
    if scanner.not_run:
        yield scanner.not_run
    yield ""
    yield "| theirs | what it finds | ours | remarks |"
    yield "|---|---|---|---|"
    for each in scanner.rules:
        yield f"| `{each.id}` | {each.subject} | {_ours(each)} | {' '.join(_remarks(each))} |"


def _ours(outside: Outside) -> str:
    if outside.rules:
        return ", ".join(f"`{each}`" for each in outside.rules)
    return "guaranteed" if outside.guaranteed else "none"


def _remarks(outside: Outside) -> Iterator[str]:
    yield from filter(None, (outside.reason, outside.guaranteed, outside.remark))
    if outside.alarm:
        yield f"*Found all the same:* {outside.alarm}"
    yield from _exceptions("Does not find the bad one", outside.unseen)
    yield from _exceptions("Finds the good one too", outside.stays)


def _exceptions(what: str, why: Mapping[str, str]) -> Iterator[str]:
    for of, reason in why.items():
        rule, _, format_name = of.partition(" in ")
        where = f" in {format_name}" if format_name else ""
        yield f"*{what}{where} (`{rule}`):* {reason}"
