"""What the workspace does to the parts of a design as wholes: add, remove, rename."""

from __future__ import annotations

from textual.content import Content

from designer.blueprint.base import EditError, Path, dotted
from designer.blueprint.referring import removing, renaming
from designer.tui.fields import Field
from designer.tui.parts import Addition, additions
from designer.tui.screens.choose import AskScreen, ChooseScreen, Offer
from designer.tui.screens.document import DocumentScreen
from designer.tui.widgets.design_tree import DesignTree
from designer.tui.widgets.marks import place
from designer.tui.widgets.text import line


def _named(field: Field) -> Content:
    under = field.section if field.section not in ("", field.title) else ""
    return line((field.title, "bold"), (f"  {under}", "$quiet"))


class Structure(DocumentScreen):
    """Adding, removing and renaming, for a screen that has something selected."""

    @property
    def selected(self) -> Path:
        """The part whose form is shown."""
        raise NotImplementedError

    async def select(self, path: Path) -> None:
        """Show the form of a part."""
        raise NotImplementedError

    def action_failures(self) -> None:
        """Show what becomes of events that a function fails on."""
        from designer.failures import journeys
        from designer.tui.screens.failures import FailuresScreen

        self.app.push_screen(FailuresScreen(journeys(self.session.blueprint)))

    def action_permissions(self) -> None:
        """Show what each role may do."""
        from designer.report.permissions import permissions
        from designer.tui.screens.permissions import PermissionsScreen

        self.app.push_screen(PermissionsScreen(permissions(self.session.graph)))

    @property
    def outline(self) -> DesignTree:
        """The design's tree."""
        raise NotImplementedError

    def action_go(self) -> None:
        """Choose a field of the form or a part of the design, and go there."""
        fields = [each for each in self.form.rows if each.display] if self.form else []
        offers = [Offer(each.path, _named(each.field), each.field.help) for each in fields]
        offers += [
            Offer(path, line((place(path), "bold"), ("  in the design", "$quiet")))
            for path in self.outline.parts
            if path != self.selected
        ]
        self.app.push_screen(ChooseScreen("Go to", offers, search=True), self._going)

    def _going(self, offer: Offer | None) -> None:
        if offer is not None:
            self.call_later(self.show, offer.value)

    async def show(self, path: Path) -> None:
        """Put the focus into the field at a path, or on the first one of a part."""
        raise NotImplementedError

    def action_add(self) -> None:
        """Choose what to add."""
        path = self.selected
        function = str(path[1]) if path[:1] == ("functions",) else None
        found = [*additions(self.session.blueprint, function)]
        offers = [Offer(each, line(each.label)) for each in found]
        title = "Add" if function else "Add (for a trigger, select its function first)"
        self.app.push_screen(ChooseScreen(title, offers), self._adding)

    def _adding(self, offer: Offer | None) -> None:
        if offer is None:
            return
        addition: Addition = offer.value

        def named(name: str | None) -> None:
            if name:
                self.call_later(self._add, addition, name)

        def problem(name: str) -> str | None:
            taken = getattr(self.session.blueprint, str(addition.collection[0]), {})
            siblings = taken if len(addition.collection) == 1 else ()
            return f"The name {name} is taken." if name in siblings else None

        self.app.push_screen(
            AskScreen(f"Add: {addition.label}", "Its name:", addition.proposal, problem), named
        )

    async def _add(self, addition: Addition, name: str) -> None:
        path = (*addition.collection, name)
        if addition.guided:
            self._guide(name)
            return
        edits = addition.edits(self.session.blueprint, name)
        try:
            self.session.apply(edits, f"Add {name}")
        except EditError as error:
            self.say(error.message, "error")
            return
        added = " and ".join(dict.fromkeys(str(each.path[-1]) for each in reversed(edits)))
        self.changed(f"Added {added}  (^Z takes it back)")
        await self.select(path)

    def _guide(self, name: str) -> None:
        from designer.guide import Guide
        from designer.tui.screens.guide import GuideScreen

        def back(screen: GuideScreen) -> None:
            screen.dismiss()

        def returned(_: None) -> None:
            added = name in self.session.blueprint.functions
            self.changed(f"Added {name}, with every answer  (^Z takes them back)" if added else "")
            self.call_later(self.select, ("functions", name))

        try:
            guide = Guide.add(self.session, name)
        except EditError as error:
            self.say(error.message, "error")
            return
        self.app.push_screen(GuideScreen(guide, back, within=True), returned)

    async def action_remove(self) -> None:
        """Remove what is selected, and what is about nothing else."""
        path = self.selected
        if not path:
            self.say("The design itself cannot be removed; select a part of it.", "note")
            return
        try:
            self.session.apply(removing(self.session.blueprint, path), f"Remove {path[-1]}")
        except EditError as error:
            self.say(error.message, "error")
            return
        await self.select(path[:2] if len(path) > 2 else ())
        self.changed(f"Removed {dotted(path)}  (^Z brings it back)")

    def action_rename(self) -> None:
        """Ask for a name, and rename every mention."""
        path = self.selected
        if not path:
            self.say("The design's name is a field of its form.", "note")
            return

        def problem(name: str) -> str | None:
            try:
                renaming(self.session.blueprint, path, name)
            except EditError as error:
                return error.message
            return None

        def named(name: str | None) -> None:
            if name and name != path[-1]:
                self.call_later(self._rename, path, name)

        self.app.push_screen(AskScreen(f"Rename {path[-1]}", "Its new name:", str(path[-1]), problem), named)

    async def _rename(self, path: Path, name: str) -> None:
        self.session.apply(renaming(self.session.blueprint, path, name), f"Rename {path[-1]} to {name}")
        await self.select((*path[:-1], name))
        self.changed(f"Renamed {path[-1]} to {name}, everywhere  (^Z takes it back)")
