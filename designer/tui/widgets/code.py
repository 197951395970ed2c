"""Text in a language: only the lines that are on the screen are drawn, however long the file is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from textual.content import Content
from textual.geometry import Size
from textual.highlight import highlight
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

from designer.tui.widgets.text import block

Lines = Sequence[Content]

_LANGUAGES = {
    ".tf": "terraform",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".py": "python",
    ".json": "json",
    ".toml": "toml",
}


def coloured(path: str, text: str) -> Lines:
    """A file's lines, highlighted by the language that its name says."""
    shown = block(text)
    language = _LANGUAGES.get(PurePosixPath(path).suffix)
    return (highlight(shown.plain, language=language) if language else shown).split("\n", allow_blank=True)


class Code(ScrollView, can_focus=True):
    """Lines of a file, to scroll through and to select from."""

    ALLOW_SELECT = True

    def __init__(self) -> None:
        super().__init__(id="code")
        self._lines: Lines = ()
        self._strips: dict[int, Strip] = {}

    def show(self, lines: Lines) -> None:
        """Show other lines; the place stays, where it is still there."""
        self._lines = lines
        self._strips.clear()
        self.virtual_size = Size(max((line.cell_length for line in lines), default=0), len(lines))
        self.refresh()

    def notify_style_update(self) -> None:
        """What was drawn has the colours of the theme before."""
        super().notify_style_update()
        self._strips.clear()

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        del selection
        self._strips.clear()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that is selected."""
        return selection.extract("\n".join(line.plain for line in self._lines)), "\n"

    def render_line(self, y: int) -> Strip:
        """The line of the file that stands ``y`` lines below the top of the screen."""
        across, down = self.scroll_offset
        width, at = self.size.width, down + y
        if at >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        if at not in self._strips:
            self._strips[at] = self._drawn(at)
        strip = self._strips[at].crop_extend(across, across + width, self.rich_style)
        return strip.apply_offsets(across, at)

    def _drawn(self, at: int) -> Strip:
        text = self._lines[at]
        span = self.text_selection.get_span(at) if self.text_selection else None
        if span:
            start, end = span
            style = self.screen.get_visual_style("screen--selection")
            text = text.stylize(style, start, len(text) if end < 0 else end)
        strips = Visual.to_strips(
            self, text, self.virtual_size.width, 1, self.visual_style, apply_selection=False
        )
        return strips[0] if strips else Strip.blank(0)
