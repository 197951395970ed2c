"""The command palette: every action of the screen below it, found by any part of its name."""

from __future__ import annotations

from collections.abc import Iterator

from textual.command import DiscoveryHit, Hit, Hits, Provider

from designer.tui.actions import Action, actions


class ActionCommands(Provider):
    """The action table as commands."""

    async def discover(self) -> Hits:
        """Everything that can be done here."""
        for action in self._actions():
            yield DiscoveryHit(_name(action), self._runner(action), help=action.help)

    async def search(self, query: str) -> Hits:
        """What matches the words typed so far."""
        matcher = self.matcher(query)
        for action in self._actions():
            name = _name(action)
            score = max(matcher.match(name), matcher.match(action.help) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(name), self._runner(action), text=name, help=action.help)

    def _actions(self) -> Iterator[Action]:
        where = getattr(self.screen, "WHERE", "")
        seen: set[str] = set()
        for action in actions(where):
            if action.call not in seen and action.call != "app.command_palette":
                seen.add(action.call)
                yield action

    def _runner(self, action: Action):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Textual's callback
        async def run() -> None:
            await self.screen.run_action(action.call)

        return run


def _name(action: Action) -> str:
    return f"{action.label}  {action.shown}".strip()
