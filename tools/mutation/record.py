"""What is known of each module's mutants: which there are, and how each trial ended."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RULES = ROOT / "designer" / "rules"
KEPT = ROOT / ".cache" / "mutants"


class Outcome(StrEnum):
    """How a mutant fared."""

    KILLED = "killed"
    """A test failed."""
    TIMEOUT = "timeout"
    """The tests did not come to an end: noticed, too."""
    SURVIVED = "survived"
    """All tests passed."""
    UNTESTED = "untested"
    """No test chosen for it calls the function."""
    EXAMPLE = "example"
    """In a function that only writes a rule's own ``bad`` and ``good`` while the module is imported;
    out of the reckoning, since these texts are tests themselves."""

    @property
    def noticed(self) -> bool:
        """Whether the tests tell the mutant from the original."""
        return self in (Outcome.KILLED, Outcome.TIMEOUT)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one function of a module."""

    name: str
    function: str
    """Its name, ``Class.method`` for a method."""
    line: int
    was: str
    now: str


class Record:
    """The mutants of one module of ``designer/rules`` and their outcomes, kept below ``.cache``."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.source = RULES / f"{module}.py"
        self.mutated = KEPT / f"{module}.py"
        self._mutants = KEPT / f"{module}.mutants.json"
        self._outcomes = KEPT / f"{module}.outcomes.json"

    @cached_property
    def digest(self) -> str:
        """Of the module as it is now: what was made of another is made again."""
        return hashlib.sha256(self.source.read_bytes()).hexdigest()[:16]

    @property
    def is_made(self) -> bool:
        """Whether the mutants of the module as it is now are there."""
        return self._mutants.exists() and json.loads(self._mutants.read_text())["digest"] == self.digest

    @property
    def mutants(self) -> tuple[Mutant, ...]:
        """Every mutant that was made."""
        return tuple(Mutant(**each) for each in json.loads(self._mutants.read_text())["mutants"])

    def keep_mutants(self, code: str, mutants: list[Mutant]) -> None:
        """Write the module with its mutants, and what they are."""
        KEPT.mkdir(parents=True, exist_ok=True)
        self.mutated.write_text(code, encoding="utf-8")
        kept = {"digest": self.digest, "mutants": [asdict(each) for each in mutants]}
        self._mutants.write_text(json.dumps(kept, indent=1), encoding="utf-8")

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """How each mutant that was tried fared, by its name; nothing when the module has changed since."""
        return self._kept() if self._tried == self.digest else {}

    @property
    def last_outcomes(self) -> dict[str, Outcome]:
        """How each mutant of the module as it was then fared, if all that were made were tried."""
        made = json.loads(self._mutants.read_text()) if self._mutants.exists() else None
        if made is None or made["digest"] != self._tried:
            return {}
        found = self._kept()
        return found if {each["name"] for each in made["mutants"]} <= found.keys() else {}

    @property
    def is_current(self) -> bool:
        """Whether what was tried is the module as it is now."""
        return self._tried == self.digest

    @property
    def _tried(self) -> str | None:
        """The digest of the module that was tried last."""
        return json.loads(self._outcomes.read_text())["digest"] if self._outcomes.exists() else None

    def _kept(self) -> dict[str, Outcome]:
        kept = json.loads(self._outcomes.read_text())["outcomes"]
        return {name: Outcome(value) for name, value in kept.items()}

    def keep_outcomes(self, outcomes: dict[str, Outcome]) -> None:
        """Write how mutants fared; of the module that they were made of, whatever became of it since."""
        digest = json.loads(self._mutants.read_text())["digest"]
        kept = {"digest": digest, "outcomes": outcomes}
        self._outcomes.write_text(json.dumps(kept, indent=1), encoding="utf-8")


def modules() -> tuple[str, ...]:
    """Every module of ``designer/rules``."""
    return tuple(sorted(path.stem for path in RULES.glob("[!_]*.py")))
