"""Evaluates a CloudFormation template's intrinsic functions, as CloudFormation would."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.conformance.normal.form import Json, Place, UnreadableError

_SYMBOL = re.compile(r"\$\{([^}]*)\}")


class _NoValue:
    """What AWS::NoValue stands for: the property is not there."""


NO_VALUE = _NoValue()

Attributes = Callable[[str, str | None], str]
"""Gives an attribute of the resource with a logical id; ``None`` asks for what Ref returns."""


class Evaluator:
    """One template, deployed to one place with certain parameters."""

    def __init__(
        self, template: Mapping[str, Any], parameters: Mapping[str, str], place: Place, attributes: Attributes
    ) -> None:
        self._template = template
        self._parameters = parameters
        self._attributes = attributes
        self._pseudo: dict[str, Any] = {
            "AWS::Region": place.region,
            "AWS::AccountId": place.account,
            "AWS::Partition": place.partition,
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NoValue": NO_VALUE,
        }
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::FindInMap": self._find_in_map,
            "Fn::If": self._if,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
        }
        self._tests: dict[str, Callable[[Any], bool]] = {
            "Fn::Equals": lambda sides: bool(self.value(sides[0]) == self.value(sides[1])),
            "Fn::Not": lambda inner: not self._holds(inner[0]),
            "Fn::And": lambda inner: all(map(self._holds, inner)),
            "Fn::Or": lambda inner: any(map(self._holds, inner)),
            "Condition": self.condition,
        }

    def value(self, node: Any) -> Any:
        """``node`` with every function in it evaluated, and without what has no value."""
        if isinstance(node, list):
            return [each for each in map(self.value, node) if each is not NO_VALUE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            name, argument = next(iter(node.items()))
            if name in self._functions:
                return self._call(name, argument)
            if name.startswith("Fn::"):
                raise UnreadableError(f"function {name}")
        evaluated = {key: self.value(each) for key, each in node.items()}
        return {key: each for key, each in evaluated.items() if each is not NO_VALUE}

    def condition(self, name: str) -> bool:
        """Whether the condition of that name holds."""
        conditions = self._template.get("Conditions", {})
        if name not in conditions:
            raise UnreadableError(f"condition {name!r}")
        return self._holds(conditions[name])

    def _call(self, name: str, argument: Any) -> Any:
        try:
            return self._functions[name](argument)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            raise UnreadableError(f"{name} of {argument!r}") from None

    def _holds(self, node: Any) -> bool:
        if not isinstance(node, dict) or len(node) != 1 or next(iter(node)) not in self._tests:
            raise UnreadableError(f"condition {node!r}")
        name, argument = next(iter(node.items()))
        try:
            return self._tests[name](argument)
        except (TypeError, IndexError):
            raise UnreadableError(f"{name} of {argument!r}") from None

    def _ref(self, name: str) -> Any:
        if name in self._pseudo:
            return self._pseudo[name]
        return self._parameters[name] if name in self._parameters else self._attributes(name, None)

    def _get_att(self, argument: Any) -> str:
        name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        return self._attributes(name, attribute)

    def _sub(self, argument: Any) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument

        def symbol(match: re.Match[str]) -> str:
            name = match[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in own:
                return self._text(self.value(own[name]))
            return self._text(self._get_att(name) if "." in name else self._ref(name))

        return _SYMBOL.sub(symbol, text)

    def _join(self, argument: Any) -> str:
        separator, items = argument
        return str(separator).join(self._text(self.value(each)) for each in items)

    def _select(self, argument: Any) -> Any:
        index, items = map(self.value, argument)
        return items[int(index)]

    def _split(self, argument: Any) -> list[str]:
        separator, text = argument
        return self._text(self.value(text)).split(separator)

    def _find_in_map(self, argument: Any) -> Json:
        name, *keys = map(self.value, argument)
        found: Any = self._template["Mappings"][name]
        for key in keys:
            found = found[key]
        result: Json = found
        return result

    def _if(self, argument: Any) -> Any:
        name, then, otherwise = argument
        return self.value(then if self.condition(name) else otherwise)

    @staticmethod
    def _text(value: object) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str | int | float):
            return str(value)
        raise UnreadableError(f"{value!r} inside a text")
