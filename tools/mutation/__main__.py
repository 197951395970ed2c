"""Mutation testing of the rules: ``python -m tools.mutation [--jobs N] [--afresh] [MODULE ...]``.

All modules of ``designer/rules`` when none is named. ``--survivors`` shows what was not killed instead,
``--page`` writes the table of ``docs/testing.md``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

from tools.environments import EnvironmentFailedError, ensure
from tools.mutation import page
from tools.mutation.record import ROOT, Outcome, Record, modules


def _make(names: Sequence[str]) -> None:
    """Make the mutants of modules that have none yet, or have changed."""
    if wanted := [each for each in names if not Record(each).is_made]:
        python = str(ensure("mutants").python)
        subprocess.run([python, "-m", "tools.mutation.make", *wanted], cwd=ROOT, check=True)


def _shares(names: Sequence[str], jobs: int) -> list[list[str]]:
    """Modules for each process, about as many mutants in one as in another."""
    shares: list[list[str]] = [[] for _ in range(jobs)]
    sizes = [0] * jobs
    for name in sorted(names, key=lambda each: (-len(Record(each).mutants), each)):
        least = sizes.index(min(sizes))
        shares[least].append(name)
        sizes[least] += len(Record(name).mutants)
    return [each for each in shares if each]


def _try(names: Sequence[str], jobs: int, afresh: bool) -> bool:
    """Try all mutants; whether the tests pass without any."""
    command = [sys.executable, "-m", "tools.mutation.trial", *(["--afresh"] if afresh else [])]
    running = [subprocess.Popen([*command, *share], cwd=ROOT) for share in _shares(names, jobs)]
    return max(each.wait() for each in running) == 0


def _show(names: Sequence[str]) -> None:
    """Print what was not killed."""
    for name in names:
        record = Record(name)
        outcomes = record.outcomes
        for mutant in record.mutants:
            if outcomes.get(mutant.name) in (Outcome.SURVIVED, Outcome.UNTESTED):
                print(f"\n{name}.py:{mutant.line} {mutant.function} {outcomes[mutant.name]} ({mutant.name})")
                print(f"  - {mutant.was}\n  + {mutant.now}")


def main(arguments: Sequence[str] | None = None) -> int:
    """What the command line asks; 1 when a test fails without a mutant or mutmut is not to be had."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("module", nargs="*", help="module of designer/rules; all when none is named")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--afresh", action="store_true", help="try again what was killed before")
    parser.add_argument("--survivors", action="store_true", help="show what was not killed, try nothing")
    parser.add_argument("--page", action="store_true", help="write the table of docs/testing.md, try nothing")
    asked = parser.parse_args(arguments)
    names = asked.module or modules()
    if strange := set(names) - set(modules()):
        parser.error(f"no module of rules: {', '.join(sorted(strange))}")
    if asked.page:
        page.write()
        return 0
    if asked.survivors:
        _show(names)
        return 0
    try:
        _make(names)
    except EnvironmentFailedError as error:
        print(error)
        return 1
    passed = _try(names, asked.jobs, asked.afresh)
    print(page.summary(names))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
