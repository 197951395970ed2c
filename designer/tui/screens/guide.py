"""The guide's screen: a question, its answers with what follows from them, the settings behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from designer.blueprint.base import EditError, Path
from designer.guide import REVIEW_SETTINGS, STEPS, Answer, Guide, Step
from designer.rules.base import Finding
from designer.tui.actions import bindings
from designer.tui.fields import field_at
from designer.tui.screens.document import DocumentScreen
from designer.tui.widgets import guiding
from designer.tui.widgets.form import Form
from designer.tui.widgets.marks import counts, said
from designer.tui.widgets.text import line, plain

_REVIEW = guiding.REVIEW
_WIDE = 110
"""From this width on, the design so far stands beside the question."""


class GuideScreen(DocumentScreen):
    """One step at a time, any step one key away."""

    WHERE = "guide"
    BINDINGS: ClassVar[list[BindingType]] = bindings("guide")
    HINTS: ClassVar[Sequence[Sequence[str]]] = (
        ("app.help", "guide.choose", "guide.pick", "guide.back", "guide.tune", "guide.workspace"),
        (
            "app.command_palette",
            "document.fix",
            "document.next_finding1",
            "document.explain",
            "document.undo",
            "document.save",
            "document.export",
            "document.leave",
        ),
    )

    def __init__(self, guide: Guide, done: Callable[[GuideScreen], None], *, within: bool = False) -> None:
        """``done`` goes on in the workspace; ``within`` one, leaving goes back there, too."""
        super().__init__(guide.session)
        self._guide = guide
        self._done = done
        self._within = within
        self._at = 0
        self._seen = 0
        self._tuned: tuple[int, tuple[Path, ...]] = (-1, ())
        self._turn = asyncio.Lock()
        self._answers: tuple[Answer | None, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The steps, the question, and beside it the design so far."""
        yield Static("", id="steps", markup=False)
        with Horizontal(id="guide"):
            with VerticalScroll(id="question", classes="pane", can_focus=False):
                yield Static("", id="why", markup=False)
                yield OptionList(id="answers", markup=False, compact=True)
                yield Static(line("Fine-tune"), id="tune-title", classes="section", markup=False)
                yield Form((), id="tune")
            with VerticalScroll(id="so-far", can_focus=False):
                yield Static("", id="summary", markup=False)

    async def on_mount(self) -> None:
        """Ask the first question."""
        self.query_one("#so-far").border_title = "Your design so far"
        await self._enter(0)

    def on_resize(self, event: events.Resize) -> None:
        """Put the design beside the question where there is room."""
        self.query_one("#so-far").display = event.size.width >= _WIDE
        if self.is_mounted and self._answers:
            self.show_design()

    @property
    def step(self) -> Step | None:
        """The question that is asked, ``None`` at the review."""
        return STEPS[self._at] if self._at < _REVIEW else None

    @property
    def form(self) -> Form | None:
        """The settings behind the question; none while those of another one are mounted."""
        return next(iter(self.query("#tune").results(Form)), None)

    @property
    def _list(self) -> OptionList:
        return self.query_one("#answers", OptionList)

    # --- showing -------------------------------------------------------------------------------

    async def _enter(self, at: int) -> None:
        self._at = at
        self._seen = max(self._seen, at)
        self.show_design()
        self._highlight_chosen()
        await self._tune()
        review = self.form.rows[0] if self.step is None and self.form else None
        if review is not None:
            review.focus_editor()
        else:
            self._list.focus()
        self.query_one("#question").scroll_home(animate=False)
        self.say(self._greeting())

    def _greeting(self) -> str:
        if self.step is not None and self.step.several:
            return "Enter or Space switches an answer; Enter on the first one goes on."
        return "Enter chooses and goes on, ↑ ↓ move, Tab reaches the settings. Answers are always kept."

    def show_design(self) -> None:
        """Show the steps, the answers as the design has them, and what is found."""
        if self._guide.function not in self.session.blueprint.functions:
            # Undo took it away, and the questions with it.
            self.call_later(self._done, self)
            return
        narrow = self.size.width < _WIDE
        self.top.left = line(
            (" lambda-designer", "bold $primary"), ("  guided: ", "$quiet"), self._guide.function
        )
        self.top.right = counts(self.session.review, words=not narrow)
        self.query_one("#steps", Static).update(guiding.steps(self._at, self._seen, narrow=narrow))
        step = self.step
        box = self.query_one("#question")
        box.border_title = plain(step.question if step else "Review: what is it called?")
        self.query_one("#why", Static).update(plain(step.why) if step else guiding.answered(self._guide))
        self._show_answers()
        self.query_one("#summary", Static).update(guiding.so_far(self._guide, self._at))
        form = self.form
        if form is not None and form.rows:
            form.show((), self.session.blueprint, self.session.review.findings)
        if self._tuned[0] == self._at and self._tuned[1] != self._settings():
            self.call_later(self._tune)

    def _settings(self) -> tuple[Path, ...]:
        return self._guide.settings(self.step) if self.step else REVIEW_SETTINGS

    async def _tune(self) -> None:
        """Mount the fields of this step; they change with the answers (a new queue has other ones)."""
        async with self._turn:
            wanted = (self._at, self._settings())
            if wanted == self._tuned:
                return
            self._tuned = wanted
            old = self.query_one("#tune", Form)
            focused = old.has_focus_within
            design, today = self.session.blueprint, self.session.today
            fields = [field_at(design, path, today) for path in wanted[1]]
            form = Form([each for each in fields if each], id="tune", enter_finishes=self.step is None)
            await old.remove()
            await self.query_one("#question").mount(form, after="#tune-title" if self.step else "#why")
            form.show((), design, self.session.review.findings)
            self.query_one("#tune-title").display = bool(form.rows) and self.step is not None
            if focused and form.rows:
                form.rows[0].focus_editor()

    def _show_answers(self) -> None:
        step = self.step
        before, at = self._answers, self._list.highlighted
        pointed = before[at] if at is not None and at < len(before) else None
        if step is None:
            self._answers = (None,) * len(guiding.FINISH)
            options = guiding.finishing()
        else:
            answers = self._guide.answers(step)
            chosen = [self._guide.is_chosen(each) for each in answers]
            own = step.several or not any(chosen)
            self._answers = (*((None,) if own else ()), *answers)
            options = [guiding.own_values(step, anything=any(chosen))] if own else []
            pairs = zip(answers, chosen, strict=True)
            compact = len(answers) >= guiding.COMPACT
            options += [
                guiding.answer(self._guide, step, each, chosen=on, compact=compact) for each, on in pairs
            ]
        self._list.set_options(Option(each) for each in options)
        titles = [each.title if each else None for each in self._answers]
        title = pointed.title if pointed else None
        self._list.highlighted = titles.index(title) if title in titles else min(at or 0, len(options) - 1)

    def _highlight_chosen(self) -> None:
        step = self.step
        chosen = [bool(each and self._guide.is_chosen(each)) for each in self._answers]
        first = 0 if step is None or step.several or not any(chosen) else chosen.index(True)
        self._list.highlighted = first

    # --- keys ----------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#answers")
    async def _selected(self, event: OptionList.OptionSelected) -> None:
        step, answer = self.step, self._answers[event.option_index]
        if step is None:
            await self.run_action(guiding.FINISH[event.option_index][2])
            return
        if answer is not None:
            self._choose(step, answer)
        if answer is None or not step.several:
            await self._enter(self._at + 1)

    def _choose(self, step: Step, answer: Answer) -> None:
        try:
            self._guide.choose(step, answer)
        except EditError as error:
            self.say(error.message, "error")
        else:
            self.changed()

    @on(OptionList.OptionHighlighted, "#answers")
    def _pointed_at(self, event: OptionList.OptionHighlighted) -> None:
        """Say what choosing the answer would cause."""
        answer = self._answers[event.option_index] if event.option_index < len(self._answers) else None
        if answer is None or not self._list.has_focus:
            return
        self.say(guiding.consequence(self._guide, answer))

    def action_pick(self) -> None:
        """Choose the highlighted answer without going on."""
        index = self._list.highlighted
        if self.step is not None and index is not None and self._answers[index] is not None:
            self._choose(self.step, self._answers[index])  # type: ignore[arg-type]  # not None, see above

    async def action_choose(self) -> None:
        """Choose the highlighted answer and go on."""
        self._list.action_select()

    async def action_go(self, at: int) -> None:
        """To any step; every answer is kept."""
        await self._enter(max(0, min(_REVIEW, at)))

    async def action_back(self) -> None:
        """To the field before, and from the answers to the question before."""
        form = self.form
        if (
            form is not None
            and form.has_focus_within
            and not (self.step is None and form.row is form.rows[0])
        ):
            self.focus_previous()
        elif self._at:
            await self._enter(self._at - 1)
        else:
            self.say("This is the first question; Esc leaves.", "note")

    async def action_forward(self) -> None:
        """To the next question, with this one as it stands."""
        await self._enter(min(_REVIEW, self._at + 1))

    def action_tune(self) -> None:
        """To the settings behind the question."""
        if self.form and self.form.rows:
            self.form.rows[0].focus_editor()

    @on(Form.Finished)
    async def _finished(self) -> None:
        if self.step is None:
            self.action_export()
        else:
            await self.action_forward()

    @on(Form.Entered)
    def _entered(self, event: Form.Entered) -> None:
        if self.form:
            self.say(self.form.describe(event.row))

    def finding_at_hand(self) -> Finding | None:
        """Of the focused field, else the first that there is."""
        return super().finding_at_hand() or next(iter(self.session.review.findings), None)

    async def action_next_finding(self, by: int) -> None:
        """To the next finding's field, if one of the questions has it; else say it."""
        del by
        for finding in self.session.review.findings:
            for index, step in enumerate(STEPS):
                if finding.path in self._guide.settings(step):
                    await self._enter(index)
                    row = self.form.row_at(finding.path) if self.form else None
                    if row is not None:
                        row.focus_editor()
                    return
        first = next(iter(self.session.review.findings), None)
        self.say(said(first) if first else line("No findings."))

    def action_workspace(self) -> None:
        """Go on in the workspace with every answer kept."""
        self._done(self)

    def action_leave(self) -> None:
        """Leave a field, then the guide."""
        if self.form and self.form.has_focus_within:
            self._list.focus()
        elif self._within:
            self._done(self)
        else:
            self.leave_safely(lambda: self.dismiss(None))
