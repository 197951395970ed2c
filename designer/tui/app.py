"""The application: themes, what every screen shares, and which screen is first.

Only Textual is imported before the first paint; the blueprint, the rules and the exporters follow in
a thread while the user reads the home screen.
"""

from __future__ import annotations

import gc
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from designer.tui.actions import bindings
from designer.tui.palette import ActionCommands
from designer.tui.screens.home import HomeScreen
from designer.tui.theme import THEMES

if TYPE_CHECKING:
    from designer.session import Session
    from designer.tui.screens.guide import GuideScreen

_OBJECTS = 50_000
"""How many new objects make Python look for those that may go; it takes 20 ms, about a frame."""
_ROUNDS = 200
"""How often it looks at new ones before it looks at older ones, too, which a large design has many of."""


class DesignerApp(App[int]):
    """The terminal interface; ``path`` is opened at once, ``today`` is what rules judge by."""

    TITLE = "lambda-designer"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    COMMANDS = {ActionCommands}  # noqa: RUF012 - Textual declares it so

    def __init__(self, path: Path | None = None, today: date | None = None) -> None:
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_with(os.environ.get("TEXTUAL_THEME", ""))
        self._path = path
        self.today = today or date.today()

    def _begin_with(self, theme: str) -> None:
        """Take a theme before the first paint: what watching it does then is to parse all styles twice."""
        self.set_reactive(App.theme, theme if theme in self.available_themes else THEMES[0].name)
        self.stylesheet.set_variables(self.get_css_variables())
        dark = self.current_theme.dark
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)

    def get_default_screen(self) -> Screen[Any]:  # whatever a screen answers
        """Home is the bottom of the stack, and on it the file that was asked for is opened."""
        return HomeScreen(self._path)

    @work(thread=True)
    def warm_up(self) -> None:
        """Import what the next screens need, then take all of it out of the garbage collector's way."""
        from designer.tui import warm

        warm.up()
        self.call_from_thread(self._warm)

    def _warm(self) -> None:
        gc.collect()
        gc.freeze()
        gc.set_threshold(_OBJECTS, _ROUNDS)
        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.warm()

    def open_session(self, session: Session, said: str = "") -> None:
        """Show a design in the workspace; ``said`` is what to know of it."""
        from designer import recent
        from designer.tui.screens.workspace import WorkspaceScreen

        if session.path is not None:
            recent.remember(session.path)
        self.push_screen(WorkspaceScreen(session, said), self._home)

    def open_guide(self) -> None:
        """Ask the guide's questions about a new design."""
        from designer.guide import Guide
        from designer.tui.screens.guide import GuideScreen

        def workspace(screen: GuideScreen) -> None:
            screen.dismiss()
            self.open_session(screen.session)

        self.push_screen(GuideScreen(Guide.new(self.today), workspace), self._home)

    def _home(self, _: object) -> None:
        if isinstance(self.screen, HomeScreen):
            self.screen.warm()

    def on_app_focus(self) -> None:
        """Whoever comes back to the terminal may have edited the file elsewhere."""
        from designer.tui.screens.document import DocumentScreen

        if isinstance(self.screen, DocumentScreen):
            self.screen.look_at_disk()

    async def action_help(self) -> None:
        """Show every key of the screen."""
        from designer.tui.screens.help import HelpScreen, help_for

        if not isinstance(self.screen, HelpScreen) and (shown := help_for(self.screen)):
            self.push_screen(shown)

    async def action_leave(self) -> None:
        """Quit, unless there is unsaved work and the user would rather stay."""
        from designer.tui.leaving import each_document

        for screen in each_document(self.screen_stack):
            screen.leave_safely(self.exit)
            return
        self.exit()

    async def action_quit(self) -> None:
        """Textual's own way out is the same as ours."""
        await self.action_leave()


def run(path: Path | None = None, today: date | None = None) -> int:
    """Show the interface until the user leaves; the exit status. ``path`` is opened at once."""
    app = DesignerApp(path, today)
    app.run()
    return app.return_code or 0
