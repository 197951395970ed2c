"""Try mutants: fork, switch one on, run the tests that could notice it, stop at the first that fails.

``python -m tools.mutation.trial [--afresh] MODULE ...`` imports and collects once for all modules and
all of their mutants, so that a trial costs little more than the tests in it. It is resumed where it was
stopped: what was killed stays killed as long as its module does not change, unless ``--afresh``.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence, Set
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from _pytest.runner import runtestprotocol

from tools.mutation.record import ROOT, Mutant, Outcome, Record
from tools.mutation.related import Related
from tools.mutation.switch import SWITCH

MOST = 1000
"""Tests against one mutant at most, the nearest first. Only what all rules share has more."""
_SECONDS, _TIMES = 2, 5
"""Of processor time for one trial, and times that of its tests as they are: a mutant may loop for ever."""
_MEMORY = 4 * 1024**3
"""Bytes that a trial may use: a mutant may grow for ever."""
_SAVED_EVERY = 50


class Mutated(MetaPathFinder):
    """Imports the modules with mutants in place of the modules."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._paths = {f"designer.rules.{each.module}": each.mutated for each in records}

    def find_spec(self, fullname: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        """Where the module with mutants lies, if it is one that is tried."""
        del path, target
        found = self._paths.get(fullname)
        if found is None:
            return None
        return spec_from_file_location(fullname, found, loader=SourceFileLoader(fullname, str(found)))


class Trial:
    """A pytest plugin that runs the collected tests once as they are, and then against each mutant."""

    def __init__(self, records: Sequence[Record], afresh: bool) -> None:
        self._records = records
        self._afresh = afresh
        self._calls: dict[str, set[str]] = {}
        self._seconds: dict[str, float] = {}
        self._named: Mapping[str, Set[str]] = {}
        self.broken: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running each test once."""
        imported = frozenset(SWITCH.called)
        related = Related(session.items)
        self._named = related.named
        near = {each.module: related.to(each.module) for each in self._records}
        wanted = {item.nodeid for items in near.values() for item in items}
        self._as_it_is([item for item in session.items if item.nodeid in wanted])
        gc.collect()
        gc.freeze()
        for record in self._records:
            sound = [item for item in near[record.module] if item.nodeid not in self.broken]
            self._try_all(record, sound, imported)
        return True

    def _as_it_is(self, items: Sequence[pytest.Item]) -> None:
        """Run every test without a mutant; what it calls and how long it takes is noted.

        One that fails says nothing of mutants: it is left out and told at the end.
        """
        for item, following in zip(items, [*items[1:], None], strict=True):
            SWITCH.called.clear()
            start = time.process_time()
            if not _passes(item, following):
                self.broken.append(item.nodeid)
            self._seconds[item.nodeid] = time.process_time() - start
            self._calls[item.nodeid] = set(SWITCH.called)

    def _try_all(self, record: Record, near: Sequence[pytest.Item], imported: frozenset[str]) -> None:
        outcomes = {} if self._afresh else {n: o for n, o in record.outcomes.items() if o.noticed}
        start, fresh = time.monotonic(), 0
        for mutant in record.mutants:
            if mutant.name in outcomes:
                continue
            outcomes[mutant.name] = self._outcome(record, mutant, near, imported)
            fresh += 1
            if fresh % _SAVED_EVERY == 0:
                record.keep_outcomes(outcomes)
        record.keep_outcomes(outcomes)
        counted = [each for each in outcomes.values() if each is not Outcome.EXAMPLE]
        noticed = sum(each.noticed for each in counted)
        took = time.monotonic() - start
        print(
            f"{record.module}: {noticed} of {len(counted)} killed, {fresh} tried in {took:.0f} s", flush=True
        )

    def _outcome(
        self, record: Record, mutant: Mutant, near: Sequence[pytest.Item], imported: frozenset[str]
    ) -> Outcome:
        function = f"designer.rules.{record.module}.{mutant.function}"
        chosen = [item for item in near if function in self._calls[item.nodeid]]
        if own := _rule_of(record.module, mutant):
            chosen = [item for item in chosen if own in self._named[item.nodeid]]
        if not chosen:
            return Outcome.EXAMPLE if function in imported else Outcome.UNTESTED
        chosen = sorted(chosen[:MOST], key=lambda item: self._seconds[item.nodeid])
        as_it_is = sum(self._seconds[item.nodeid] for item in chosen)
        return _forked(mutant, chosen, _SECONDS + int(_TIMES * as_it_is))


def _rule_of(module: str, mutant: Mutant) -> str | None:
    """The id of the rule that a mutant is in; tests of others call it, but do not look at what it says."""
    kind = getattr(sys.modules[f"designer.rules.{module}"], mutant.function.partition(".")[0], None)
    return vars(kind).get("id") if isinstance(kind, type) else None


def _forked(mutant: Mutant, items: Sequence[pytest.Item], seconds: int) -> Outcome:
    """Run the tests against one mutant in a process of its own."""
    child = os.fork()
    if child == 0:
        _try(mutant, items, seconds)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Outcome.TIMEOUT
    return Outcome.SURVIVED if os.WEXITSTATUS(status) == 0 else Outcome.KILLED


def _try(mutant: Mutant, items: Sequence[pytest.Item], seconds: int) -> None:
    """In the forked process: it ends here, with 1 at the first test that fails, else with 0."""
    status = 1
    try:
        gc.disable()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        _forget()
        SWITCH.on = mutant.name
        pairs = zip(items, [*items[1:], None], strict=True)
        status = 0 if all(_passes(item, following) for item, following in pairs) else 1
    finally:
        os._exit(status)


def _forget() -> None:
    """Empty what rules have remembered from the run without a mutant; which rules there are stays."""
    for name, module in list(sys.modules.items()):
        if name.startswith("designer.rules.") and name != "designer.rules.registry":
            for each in vars(module).values():
                if hasattr(each, "cache_clear") and getattr(each, "__module__", "") == name:
                    each.cache_clear()


class OneState:
    """A pytest plugin that gives all tests the same state directory: making one takes longer than most."""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Ask for a directory of that name once."""
        del config
        own, kept = pytest.TempPathFactory.mktemp, {}

        def mktemp(factory: pytest.TempPathFactory, name: str, numbered: bool = True) -> Path:
            if name != "state":
                return own(factory, name, numbered)
            kept[name] = kept.get(name) or own(factory, name, numbered)
            return kept[name]

        pytest.TempPathFactory.mktemp = mktemp


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def tests() -> list[str]:
    """The files whose tests judge designs. Not those that draw designs at random: they take long."""
    judging = "tests.rules.judging"
    found = [path for path in sorted((ROOT / "tests").glob("test_*.py")) if judging in path.read_text()]
    rules = [
        each for each in sorted((ROOT / "tests" / "rules").glob("test_*.py")) if "properties" not in each.name
    ]
    return [str(each.relative_to(ROOT)) for each in (*rules, *found)]


def main(arguments: Sequence[str]) -> int:
    """Try the mutants of the modules that are named; 1 when a test fails even without one."""
    names = [each for each in arguments if each != "--afresh"]
    records = [Record(each) for each in names]
    sys.meta_path.insert(0, Mutated(records))
    trial = Trial(records, "--afresh" in arguments)
    options = [
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "--tb=line",
        "--assert=plain",
        "--no-header",
        "--no-summary",
    ]
    ended = pytest.main([*options, *tests()], plugins=[trial, OneState()])
    for each in trial.broken:
        print(f"fails without any mutant: {each}")
    return 1 if trial.broken or ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
