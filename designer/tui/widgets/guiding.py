"""How the guide reads: its steps, its answers, and the design so far."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from designer.guide import STEPS, Answer, Guide, Step, picture
from designer.tui.widgets.marks import badge, counts, said
from designer.tui.widgets.text import line, lines

REVIEW = len(STEPS)
"""The number of the step after the questions."""
FINISH = (
    ("Export Terraform, SAM or CDK …", "see what is written where, first", "export"),
    ("Open it in the workspace", "every setting and the preview", "workspace"),
    ("Save the blueprint", "a YAML file to commit and reopen", "save"),
)
"""What can be done at the end: title, what it means, action."""


def steps(at: int, seen: int, *, narrow: bool) -> Content:
    """All steps on one line: where the user is, has been, and will be."""
    parts: list[tuple[str, str]] = [(" ", "")]
    for index, title in enumerate([*(each.title for each in STEPS), "Review"]):
        shown = f"{index + 1} {title.split()[0] if narrow else title}"
        if index == at:
            parts.append((f"[{shown}]", "bold reverse $primary"))
        else:
            parts.append((f"✔{shown}", "$success") if index < seen else (f"·{shown}", "$quiet"))
        parts.append((" " if narrow else "   ", ""))
    return line(*parts)


def finishing() -> list[Content]:
    """What can be done at the end."""
    return [line(("▸ ", "$accent"), (f"{title:<34}", "bold"), (text, "$quiet")) for title, text, _ in FINISH]


def own_values(step: Step, *, anything: bool) -> Content:
    """The entry that goes on without choosing one of the answers."""
    if not step.several:
        return lines(line("(•) Your own values"), line(("    Go on with what is set below.", "$quiet")))
    title = "That is all" if anything else "Nothing more"
    recommended = "    Go on. Nothing is allowed that is not needed. Recommended."
    return lines(line(("▸ ", "$accent"), title), line((recommended, "$quiet")))


COMPACT = 7
"""From so many answers on, what follows is told of the highlighted one only: the smallest screen is full."""


def answer(guide: Guide, step: Step, each: Answer, *, chosen: bool, compact: bool = False) -> Content:
    """An answer, what follows from it, and the first finding that it would cause."""
    mark = ("[x] " if chosen else "[ ] ") if step.several else ("(•) " if chosen else "( ) ")
    adds = () if chosen else guide.outlook(each)
    glyph, style = badge(adds[0].severity, word=False) if adds else ("", "")
    title = line(
        (mark, "bold $accent" if chosen else "$quiet"),
        (each.title, "bold" if chosen else ""),
        (f"  {glyph} {adds[0].rule}" if adds else "", style),
    )
    return title if compact else lines(title, line((f"    {each.consequence}", "$quiet")))


def consequence(guide: Guide, each: Answer) -> Content:
    """What choosing an answer would cause, in one line."""
    adds = () if guide.is_chosen(each) else guide.outlook(each)
    if not adds:
        return line(each.consequence)
    return line(badge(adds[0].severity), f" {adds[0].rule} would be reported: {adds[0].message}")


def answered(guide: Guide) -> Content:
    """Every answer in a line, and the findings: what the review at the end shows."""
    review = guide.session.review
    rows = [line((f"{each.title:<20}", "$quiet"), guide.said(each)) for each in STEPS]
    return lines(*rows, line(""), counts(review), *(said(each) for each in review.findings[:5]))


def so_far(guide: Guide, at: int) -> Content:
    """The design beside the question: its drawing, its answers, its findings."""
    review = guide.session.review
    rows = [line((each, "$primary")) for each in picture(guide.session.blueprint, guide.function)]
    rows.append(line(""))
    for index, each in enumerate(STEPS):
        rows.append(line((f"{index + 1} {each.title}", "bold $primary" if index == at else "$quiet")))
        rows.append(line(f"  {guide.said(each)}"))
    rows += [line(""), counts(review)]
    findings: Sequence[Content] = [part for each in review.findings[:6] for part in (line(""), said(each))]
    return lines(*rows, *findings)
