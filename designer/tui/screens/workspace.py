"""The workspace: the design's tree, a form for what is selected, findings and the preview beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Tree

from designer.blueprint.base import Part, Path
from designer.rules.base import Finding
from designer.session import Session
from designer.tui.actions import bindings
from designer.tui.fields import fields_of, nearest_part
from designer.tui.screens.document import DocumentScreen
from designer.tui.screens.structure import Structure
from designer.tui.widgets.design_tree import DesignTree
from designer.tui.widgets.findings import Findings, FindingsList
from designer.tui.widgets.form import Form
from designer.tui.widgets.marks import counts, place
from designer.tui.widgets.panes import Panes
from designer.tui.widgets.preview import Preview
from designer.tui.widgets.text import line, plain

_WIDE = 110
"""From this width on, tree, form and one of the others stand side by side."""


class WorkspaceScreen(Structure, DocumentScreen):
    """Everything about one design."""

    WHERE = "workspace"
    BINDINGS: ClassVar[list[BindingType]] = bindings("workspace")
    HINTS: ClassVar[Sequence[Sequence[str]]] = (
        (
            "app.help",
            "app.command_palette",
            "document.next_finding1",
            "document.fix",
            "document.undo",
            "document.save",
            "document.export",
            "app.leave",
        ),
        (
            "workspace.add",
            "workspace.remove",
            "workspace.rename",
            "document.explain",
            "document.suppress",
            "workspace.fix_all",
            "workspace.failures",
            "workspace.permissions",
            "workspace.go",
            "workspace.next_format",
            "document.redo",
            "workspace.step1",
        ),
    )

    def __init__(self, session: Session, said: str = "") -> None:
        """``said`` is shown first: what to know of this design."""
        super().__init__(session)
        self._said = said
        self._selected: Path = ()
        self._forms: dict[type[Part], Form] = {}
        self._form: Form | None = None
        self._pane = "form"
        self._turn = asyncio.Lock()
        self._gone_to: Finding | None = None

    def body(self) -> Iterable[Widget]:
        """The panes; which of them are seen depends on the width."""
        yield Panes("tree", "form", "findings", "preview")
        with Horizontal(id="panes"):
            yield DesignTree()
            yield ContentSwitcher(id="form-pane", classes="pane")
            with Container(id="side", classes="pane"):
                yield Panes("findings", "preview")
                with ContentSwitcher(id="tabs", initial="findings"):
                    yield Findings()
                    yield Preview()

    async def on_mount(self) -> None:
        """Show the design, and the first function's form."""
        self.query_one("#side").border_title = "Review"
        self.outline.border_title = "Design"
        first = next(iter(self.session.blueprint.functions), None)
        self.show_design()
        await self.select(("functions", first) if first else ())
        if not self.review.findings:
            self.query_one("#tabs", ContentSwitcher).current = "preview"
        self._arrange(self.size.width)
        self.show_design()
        self.outline.focus()
        self.call_after_refresh(self.outline.scroll_home, animate=False)
        if self._said:
            self.say(self._said, "note")

    # --- parts ---------------------------------------------------------------------------------

    @property
    def outline(self) -> DesignTree:
        """The design's tree."""
        return self.query_one(DesignTree)

    @property
    def findings(self) -> FindingsList:
        """The list of findings."""
        return self.query_one(FindingsList)

    @property
    def form(self) -> Form | None:
        """The form of what is selected."""
        return self._form

    @property
    def selected(self) -> Path:
        """The part whose form is shown."""
        return self._selected

    # --- showing -------------------------------------------------------------------------------

    def show_design(self) -> None:
        """Show the design as it stands: nothing is drawn anew that did not change."""
        session = self.session
        narrow = self.size.width < _WIDE
        name = str(session.path.name if session.path else f"{session.blueprint.name} (not saved yet)")
        self.top.left = line(
            (" λ ", "bold $accent"),
            (name, "bold"),
            (" *" if session.dirty else "", "bold $accent"),
            (f"  {session.blueprint.region}", "$quiet"),
        )
        self.top.right = counts(self.review, words=not narrow)
        self.outline.show(session.blueprint, self.review.findings)
        self.query_one(Findings).show(self.review)
        for panes in self.query(Panes):
            panes.count(len(self.review.findings))
        if self._form is not None:
            self._show_form()
        self._show_preview()

    def _show_preview(self) -> None:
        """Only while it is seen: an export costs more than a review."""
        if self.query_one("#tabs", ContentSwitcher).current == "preview" and self.query_one("#side").display:
            self.query_one(Preview).show(self.session.blueprint, self._selected)

    def _show_form(self) -> None:
        if nearest_part(self.session.blueprint, self._selected)[1] != len(self._selected):
            # Undo or a removal took the part away.
            self.call_later(self.select, ())
            return
        if self._form is not None:
            own = [each for each in self.review.findings if self.outline.owner(each.path) == self._selected]
            self._form.show(self._selected, self.session.blueprint, own)

    async def select(self, path: Path) -> None:
        """Show the form of a part; one form serves every part of its kind."""
        async with self._turn:
            part, depth = nearest_part(self.session.blueprint, path)
            form = await self._form_for(type(part))
            self._selected, self._form = path[:depth], form
            switcher = self.query_one("#form-pane", ContentSwitcher)
            switcher.current = form.id
            switcher.border_title = plain(_title(part, self._selected, self.session.blueprint.name))
            self._show_form()
            self._show_preview()
            if self.outline.selected != self._selected:
                self.outline.select(self._selected)

    async def _form_for(self, kind: type[Part]) -> Form:
        if kind not in self._forms:
            form = Form(fields_of(kind, self.session.today), id=f"form-{len(self._forms)}")
            await self.query_one("#form-pane", ContentSwitcher).add_content(form)
            self._forms[kind] = form
        return self._forms[kind]

    @on(Tree.NodeHighlighted)
    async def _highlighted(self, event: Tree.NodeHighlighted[Path]) -> None:
        path = event.node.data
        current = event.node is self.outline.cursor_node  # not one that the cursor has left again
        if current and path is not None and len(path) != 1 and path != self._selected:
            await self.select(path)

    @on(Tree.NodeSelected)
    def _node_selected(self, event: Tree.NodeSelected[Path]) -> None:
        if event.node.data is not None and len(event.node.data) != 1:
            self.action_pane("form")

    @on(Form.Entered)
    def _entered(self, event: Form.Entered) -> None:
        if self._form is not None:
            self.say(self._form.describe(event.row))

    # --- panes ---------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """One pane or several, as there is room."""
        self._arrange(event.size.width)
        self.call_after_refresh(self.show_design)

    def _arrange(self, width: int) -> None:
        wide = width >= _WIDE
        side = self._pane in ("findings", "preview")
        main, inner = self.query(Panes)
        main.display, inner.display = not wide, wide
        self.outline.display = wide or self._pane == "tree"
        self.query_one("#panes").set_class(wide, "wide")
        self.query_one("#form-pane").display = wide or self._pane == "form"
        self.query_one("#side").display = wide or side
        tabs = self.query_one("#tabs", ContentSwitcher)
        if side:
            tabs.current = self._pane
        main.mark(self._pane)
        inner.mark(tabs.current or "findings")

    @on(Panes.Chosen)
    def _pane_chosen(self, event: Panes.Chosen) -> None:
        self.action_pane(event.pane)

    def action_pane(self, pane: str) -> None:
        """Show a pane and put the focus into it."""
        self._pane = pane
        self._arrange(self.size.width)
        if pane == "tree":
            self.outline.focus()
        elif pane == "findings":
            self.findings.focus()
        elif pane == "preview":
            self._show_preview()
            self.query_one("#files").focus()
        elif self._form is not None and self._form.rows and not self._form.has_focus_within:
            self._form.rows[0].focus_editor()

    def action_filter(self) -> None:
        """Filter the findings."""
        self.action_pane("findings")
        self.query_one(Findings).ask()

    def action_leave(self) -> None:
        """Leave the field for the tree, then the workspace for home."""
        if self.outline.has_focus:
            self.leave_safely(lambda: self.dismiss(None))
        else:
            self.action_pane("tree")

    def action_next_format(self) -> None:
        """Show the next format in the preview."""
        self.action_pane("preview")
        self.query_one(Preview).next_format()

    async def action_step(self, by: int) -> None:
        """Select the part after this one, or before."""
        await self.select(self.outline.neighbour(self._selected, by))

    # --- findings ------------------------------------------------------------------------------

    def finding_at_hand(self) -> Finding | None:
        """Of the focused field; else the highlighted one of the list; else the first of what is selected."""
        if self.query_one(Findings).has_focus_within:
            return self.findings.current
        own = [each for each in self.review.findings if self.outline.owner(each.path) == self._selected]
        if self._form is not None and self._gone_to in own:
            # Of several in one place, the one that F8 went to.
            there = self._form.row_at(self._gone_to.path) or self._form.rows[0]
            if self._form.row in (there, None):
                return self._gone_to
        return super().finding_at_hand() or next(iter(own), None)

    async def action_next_finding(self, by: int) -> None:
        """Go to the field of the finding after the one at hand, of those that the filter lets through."""
        findings = self.findings.found
        if not findings:
            filtered = bool(self.review.findings)
            self.say(
                "No finding matches the filter." if filtered else "No findings.", "note" if filtered else "ok"
            )
            return
        last = self._gone_to
        if last in findings:
            at = findings.index(last) + by
        else:
            # A fixed finding is gone, and the one after it has taken its place.
            current = self.findings.current
            at = findings.index(current) if current in findings else 0
            at += by if by < 0 and last is not None else 0
        await self.go_to(findings[at % len(findings)])

    async def go_to(self, finding: Finding) -> None:
        """Select what a finding is about, and put the focus into its field."""
        self._gone_to = finding
        self.findings.point_at(finding)
        await self.show(finding.path)
        self.say(line((f"{place(finding.path)}: ", "bold"), finding.message))

    async def show(self, path: Path) -> None:
        """Put the focus into the field at a path, or on the first one of a part."""
        await self.select(self.outline.owner(path))
        self.action_pane("form")
        if self._form is not None:
            row = self._form.row_at(path)
            (row or self._form.rows[0]).focus_editor()
            (row or self._form).scroll_visible(animate=False)

    @on(FindingsList.Chosen)
    async def _finding_chosen(self, event: FindingsList.Chosen) -> None:
        await self.go_to(event.finding)

    def action_fix_all(self) -> None:
        """Apply every safe fix."""
        healed = self.session.fix_all()
        many = f"Fixed {len(healed)} findings as one step (^Z takes it back)"
        self.changed(many if healed else "No safe fix is open.", "ok" if healed else "note")


def _title(part: Part, path: Path, name: str) -> str:
    label = getattr(type(part), "LABEL", type(part).__name__)
    if not path:
        return f"Design {name}"
    owner = f" of λ {path[1]}" if len(path) > 2 else ""
    return f"{label} {path[-1]}{owner}"
