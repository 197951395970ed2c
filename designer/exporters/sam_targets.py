"""Which function a SAM event belongs to, given what it shall invoke."""

from __future__ import annotations

from designer.graph import Ref, ResourceGraph
from designer.graph.compute import Alias, Function
from designer.graph.http import HttpIntegration, HttpRoute


class Targets:
    """The functions of one graph; ``aliases`` holds the one that each publishes, by the function's id."""

    def __init__(self, graph: ResourceGraph) -> None:
        self._graph = graph
        self.aliases: dict[str, Alias] = {}
        for each in graph.resources:
            if isinstance(each, Alias) and isinstance(graph.resource(each.function.target), Function):
                self.aliases.setdefault(each.function.target, each)

    def function(self, invoked: Ref) -> str | None:
        """The id of the function whose events invoke just that: its alias where it publishes one."""
        target = self._graph.resource(invoked.target)
        if isinstance(target, Alias):
            published = self.aliases.get(target.function.target) is target
            return target.function.target if published else None
        is_invoked = isinstance(target, Function) and target.id not in self.aliases
        return invoked.target if is_invoked else None

    def of_route(self, route: HttpRoute) -> str | None:
        """The same for what a route invokes."""
        integration = self._graph.resource(route.integration.target)
        return self.function(integration.function) if isinstance(integration, HttpIntegration) else None
