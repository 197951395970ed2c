"""Make the mutants of modules of ``designer/rules``; run by mutmut's own environment.

``python -m tools.mutation.make MODULE ...`` writes for each module ``.cache/mutants/MODULE.py``,
where every function is followed by its mutants, and ``MODULE.mutants.json``, which says of each its
function, its line, and what was there and is there now. mutmut changes what functions do; constants,
class attributes, decorated functions and calls of ``len`` and ``isinstance`` it leaves alone.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable

import libcst
from mutmut.mutation import file_mutation, mutators
from mutmut.mutation.data import LineSpan

from tools.mutation.record import Mutant, Record

_TRAMPOLINE = "from mutmut.mutation.trampoline import"
_SWITCH = "from tools.mutation.switch import"


def _words(node: libcst.BaseString) -> Iterable[libcst.BaseString]:
    """Mutmut's mutants of a string, unless it has a space: prose is for readers, not for tests."""
    if isinstance(node, libcst.SimpleString) and any(each.isspace() for each in node.value):
        return
    yield from mutators.operator_string(node)


def _operators() -> list[object]:
    """Every operator of mutmut; the one on strings spares prose."""
    instead = {mutators.operator_string: _words}
    return [(kind, instead.get(operator, operator)) for kind, operator in mutators.mutation_operators]


def made(record: Record) -> None:
    """Write the module with its mutants, and the list of them."""
    file_mutation.mutation_operators = _operators()
    source = record.source.read_text(encoding="utf-8")
    mutated = file_mutation.mutate_file_contents(str(record.source), source)
    lines = mutated.code.splitlines()
    spans = mutated.line_span_by_function_name
    first = {name: number for number, name in _functions(source)}
    mutants = []
    for name in mutated.mutant_names:
        stem = name.rpartition("_")[0]
        function = stem.removesuffix("__mutmut").removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")
        original = _text(lines, spans[f"{stem}_orig"])
        mutants.append(_mutant(name, stem, original, _text(lines, spans[name]), first, function))
    record.keep_mutants(mutated.code.replace(_TRAMPOLINE, _SWITCH), mutants)


def _functions(source: str) -> Iterable[tuple[int, str]]:
    """The line of each function of a module, and of each method as ``Class.method``."""
    wrapper = libcst.MetadataWrapper(libcst.parse_module(source), unsafe_skip_copy=True)
    positions = wrapper.resolve(libcst.metadata.PositionProvider)
    for statement in wrapper.module.body:
        if isinstance(statement, libcst.FunctionDef):
            yield positions[statement].start.line, statement.name.value
        elif isinstance(statement, libcst.ClassDef):
            for method in statement.body.body:
                if isinstance(method, libcst.FunctionDef):
                    yield positions[method].start.line, f"{statement.name.value}.{method.name.value}"


def _text(lines: list[str], span: LineSpan) -> list[str]:
    """The lines of a function, from its ``def`` on: leading blank lines and decorators are left out."""
    found = lines[span.start - 1 : span.end]
    start = next(
        index for index, line in enumerate(found) if line.lstrip().startswith(("def ", "async def "))
    )
    return found[start:]


def _mutant(
    name: str, stem: str, original: list[str], changed: list[str], first: dict[str, int], function: str
) -> Mutant:
    """What distinguishes a mutant from its original."""
    as_original = [changed[0].replace(name, f"{stem}_orig"), *changed[1:]]
    was, now, at = [], [], 0
    for tag, start, end, new_start, new_end in difflib.SequenceMatcher(
        None, original, as_original
    ).get_opcodes():
        if tag != "equal":
            at = at or start
            was += original[start:end]
            now += as_original[new_start:new_end]
    line = first.get(function, 0) + at
    return Mutant(name, function, line, "\n".join(was).strip(), "\n".join(now).strip())


if __name__ == "__main__":
    for module in sys.argv[1:]:
        made(Record(module))
