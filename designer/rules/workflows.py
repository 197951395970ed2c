"""Rules on the states of workflows: they lead somewhere, and to an end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Node, Path
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.workflow import Workflow
from designer.blueprint.states.control import Choice, Fail, Wait
from designer.blueprint.states.nested import Parallel
from designer.rules.base import Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.machines import Machine, each_state, machines, new_workflows
from designer.rules.settings import hint, nearest, quoted

_LANGUAGE = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html"


def example(states: str, settings: str = "timeout: 60", more: str = "") -> str:
    """A workflow with these states, beside a function."""
    workflow = f"{{{settings}, states: {{{states}}}}}"
    return f"name: shop\nfunctions: {{worker: {{}}}}\nworkflows: {{fulfil: {workflow}}}\n{more}"


def _size(workflow: Workflow) -> int:
    """The bytes of what a workflow says: the definition, or its states as they are written here."""
    said = workflow.model_dump(include={"states", "definition"}, exclude_unset=True)
    return len(json.dumps(said, default=str, ensure_ascii=False).encode("utf-8", "surrogatepass"))


class WorkflowDefinitionValid(Rule):
    """A workflow, or a state of it, lacks what the States Language asks for.

    Step Functions refuses the definition, and the deployment fails.
    """

    id = "workflow-definition-valid"
    severity = Severity.ERROR
    topic = "workflow"
    source = _LANGUAGE
    bad = example("pause: {type: wait, seconds: 5, until: '2027-01-01T00:00:00Z'}")
    good = example("pause: {type: wait, seconds: 5}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Workflows without states, or with two definitions; states that say too little or too much."""
        del today
        for node in new_workflows(blueprint):
            if not node.value.is_given and not node.value.states:
                yield self.finding(node / "states", "It has no states; a workflow needs at least one.")
            elif node.value.definition is not None and node.value.states:
                fix = remove("Keep the states", node / "definition", safe=False)
                yield self.finding(
                    node / "definition", "It has states and a definition; one of them counts.", fix
                )
            allowed, size = catalog.limits("states.definition_size"), node.value.once(_size)
            if size > allowed.maximum:
                field = "states" if node.value.definition is None else "definition"
                message = f"It has about {size:,} bytes; Step Functions takes {allowed.maximum:,}."
                yield self.finding(node / field, message)
            if node.value.definition_file is not None:
                yield from self._file(node)
            elif node.value.substitutions:
                fix = remove("Remove them", node / "substitutions")
                message = "Substitutions are for a definition file, and there is none."
                yield self.finding(node / "substitutions", message, fix, Severity.WARNING)
        for machine in machines(blueprint):
            yield from self._names(machine)
        yield from self._controls(blueprint)

    def _file(self, node: Node[Workflow]) -> Iterator[Finding]:
        for field in ("states", "definition"):
            if getattr(node.value, field):
                fix = remove("Keep the file", node / field, safe=False)
                yield self.finding(node / field, f"It has {field} and a file; one of them counts.", fix)
        form = catalog.pattern("states.substitution")
        for name in node.value.substitutions:
            if not form.matches(name):
                message = f"The name {quoted(name)} has to be {form.says}."
                yield self.finding((*node.path, "substitutions", name), message)

    def _names(self, machine: Machine) -> Iterator[Finding]:
        if not machine.inner.states and not machine.outermost:
            yield self.finding((*machine.path, "states"), "There are no states; it needs at least one.")
        allowed = catalog.limits("states.state_name_length")
        for name in machine.inner.states:
            if len(name) not in allowed:
                message = f"The state's name has {len(name)} characters; Step Functions takes {allowed}."
                yield self.finding(machine.at(name), message)

    def _controls(self, blueprint: Blueprint) -> Iterator[Finding]:
        for _, choice in each_state(blueprint, Choice):
            if not choice.value.rules:
                yield self.finding(choice / "rules", "The choice has no rules; it needs at least one.")
        for _, wait in each_state(blueprint, Wait):
            fields = ("seconds", "until", "seconds_from", "until_from")
            said = [each for each in fields if getattr(wait.value, each) is not None]
            if len(said) != 1:
                found = f"says {' and '.join(said)}" if said else "does not say how long"
                fix = remove(f"Do without {said[-1]}", wait / said[-1], safe=False) if said[1:] else None
                yield self.finding(wait.path, f"The wait {found}; it needs exactly one time.", fix)
        for _, parallel in each_state(blueprint, Parallel):
            if not parallel.value.branches:
                yield self.finding(parallel / "branches", "There are no branches; it needs at least one.")


class WorkflowTargetMissing(Rule):
    """A state leads to one that is not there.

    Step Functions refuses the definition. Inside a branch or a map, only the states beside it count.
    """

    id = "workflow-target-missing"
    severity = Severity.ERROR
    topic = "workflow"
    source = _LANGUAGE
    bad = example("first: {type: pass, next: secnd}, second: {type: succeed}")
    good = example("first: {type: pass, next: second}, second: {type: succeed}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every name of a state that leads to nothing."""
        del today
        for machine in machines(blueprint):
            states = machine.inner.states
            if states and machine.inner.start not in states:
                yield self._missing((*machine.path, "start_at"), machine.inner.start, machine)
            for path, target in machine.targets():
                if target not in states:
                    yield self._missing(path, target, machine)

    def _missing(self, path: Path, target: str, machine: Machine) -> Finding:
        others = [name for name in machine.inner.states if name != path[-2]]
        near = nearest(target, others)
        fix: Fix | None = None
        if near:
            fix = set_value(f"Use {near}", path, near, safe=False)
        elif path[-1] in ("start_at", "otherwise") or path[-3:-2] == ("states",):
            fix = remove("End there" if path[-1] == "next" else "Do without it", path, safe=False)
        return self.finding(path, f"There is no state {quoted(target)} beside it{hint(target, others)}", fix)


class WorkflowStateUnreachable(Rule):
    """No way leads to a state.

    Step Functions refuses the definition; mostly a next is missing.
    """

    id = "workflow-state-unreachable"
    severity = Severity.ERROR
    topic = "workflow"
    source = _LANGUAGE
    bad = example("first: {type: pass}, second: {type: succeed}")
    good = example("first: {type: pass, next: second}, second: {type: succeed}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every state that no execution comes to."""
        del today
        for machine in machines(blueprint):
            states, reached = machine.inner.states, machine.reached()
            if machine.inner.start not in states:
                continue
            for name in states:
                if name not in reached:
                    message = f"No state leads to {quoted(name)}, and the workflow does not begin there."
                    yield self.finding(machine.at(name), message, _reaching(machine, name, reached))


def _reaching(machine: Machine, name: str, reached: frozenset[str]) -> Fix:
    """The fix that lets the state before go on there, or removes it."""
    names = list(machine.inner.states)
    before = names[names.index(name) - 1]
    state = machine.inner.states[before]
    if before in reached and "next" in type(state).model_fields and getattr(state, "next", "") is None:
        return set_value(f"Go on there after {before}", (*machine.at(before), "next"), name, safe=False)
    return Fix(f"Remove {name}", (Edit(machine.at(name), UNSET),), safe=False)


class WorkflowNeverEnds(Rule):
    """States lead round in a circle, and none of them ends.

    Step Functions refuses a definition without an end.
    """

    id = "workflow-never-ends"
    severity = Severity.ERROR
    topic = "workflow"
    source = _LANGUAGE
    yields_to = ("workflow-definition-valid", "workflow-target-missing")
    bad = example("first: {type: wait, seconds: 5, next: second}, second: {type: pass, next: first}")
    good = example("first: {type: wait, seconds: 5, next: second}, second: {type: pass}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every machine in which each state has a successor."""
        del today
        for machine in machines(blueprint):
            states = machine.inner.states
            if states and all(not _ends(machine, name) for name in states):
                last = list(states)[-1]
                at = machine.at(last)
                can_end = getattr(states[last], "next", None) is not None
                fix = remove(f"End after {last}", (*at, "next"), safe=False) if can_end else None
                yield self.finding(
                    (*at, "next") if can_end else at, "No state ends; one has to have no next.", fix
                )


def _ends(machine: Machine, name: str) -> bool:
    state = machine.inner.states[name]
    return state.FINAL or ("next" in type(state).model_fields and getattr(state, "next", None) is None)


class WorkflowChoiceDefault(Rule):
    """A choice says nothing of what fits none of its rules.

    The execution then fails with States.NoChoiceMatched.
    """

    id = "workflow-choice-default"
    severity = Severity.WARNING
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html"
    bad = example(
        "check: {type: choice, rules: [{when: $states.input.ok, next: done}]}, done: {type: succeed}"
    )
    good = example(
        "check: {type: choice, rules: [{when: $states.input.ok, next: done}], otherwise: failed}, "
        "done: {type: succeed}, failed: {type: fail}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every choice without a state for all else."""
        del today
        for machine, choice in each_state(blueprint, Choice):
            if choice.value.otherwise is None:
                message = "What fits no rule fails the workflow; say where it goes otherwise."
                yield self.finding(choice / "otherwise", message, _failing(machine, choice))


def _failing(machine: Machine, choice: Node[Choice]) -> Fix:
    """The fix that fails on purpose: in the state beside it that does, or in a new one."""
    beside = machine.inner.states
    fails = next((name for name, state in beside.items() if isinstance(state, Fail)), None)
    if fails is not None:
        return set_value(f"Go to {fails}", choice / "otherwise", fails, safe=False)
    name = f"{choice.name}-none"
    cause = f"What came to {choice.name} fits none of its rules."
    state = {"type": "fail", "error": "NoRuleFits", "cause": cause}
    edits = [Edit(machine.at(name), state), Edit(choice / "otherwise", name)]
    return all_of(f"Fail in {name}", edits, safe=False)


_PATHS = ("input_path", "output_path", "result_path", "result_selector", "result")
_JSONATA = ("output",)


class WorkflowQueryLanguage(Rule):
    """A state speaks another language than its workflow.

    Paths belong to JSONPath, outputs and conditions to JSONata; Step Functions refuses the others.
    """

    id = "workflow-query-language"
    severity = Severity.ERROR
    topic = "workflow"
    source = "https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html"
    bad = example("first: {type: pass, input_path: $.order}")
    good = example("first: {type: pass, input_path: $.order}", "timeout: 60, query_language: JSONPath")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every field that the workflow's language does not have."""
        del today
        for machine in machines(blueprint):
            language = machine.workflow.value.query_language
            foreign = _PATHS if language == "JSONata" else _JSONATA
            for name, state in machine.inner.states.items():
                for each in foreign:
                    if getattr(state, each, None) is not None:
                        yield self._foreign((*machine.at(name), each), language)
        for machine, choice in each_state(blueprint, Choice):
            language = machine.workflow.value.query_language
            wanted, foreign_ = ("when", "test") if language == "JSONata" else ("test", "when")
            for index, rule in enumerate(choice.value.rules):
                if getattr(rule, foreign_) is not None or getattr(rule, wanted) is None:
                    at = (*choice.path, "rules", index)
                    yield self.finding(at, f"The workflow speaks {language}; a rule says {wanted} there.")

    def _foreign(self, at: Path, language: str) -> Finding:
        field = str(at[-1]).replace("_", " ")
        fix = remove(f"Do without the {field}", at, safe=False)
        return self.finding(at, f"The workflow speaks {language}, which has no {field}.", fix)
