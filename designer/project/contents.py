"""What belongs in an export's folder besides the infrastructure: code, packaging, README."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.build import build_graph
from designer.exporters import exporter
from designer.exporters.base import Export, File, Note, Requirement, pascal_case, snake_case
from designer.graph import Parameter, Resource, ResourceGraph
from designer.graph.buckets import Bucket
from designer.graph.http import HttpAuthorizer
from designer.project.definitions import definitions
from designer.project.handlers import Handler, handlers, shared_tests, tested
from designer.project.layers import BuiltLayer, built_layers
from designer.project.layout import filled


@dataclass(frozen=True, slots=True)
class Contents:
    """Every file of an export, and which of them are only a start for the user's own code."""

    export: Export
    scaffolds: frozenset[str]


def contents(blueprint: Blueprint, format_name: str, errors: int = 0, beside: Path | None = None) -> Contents:
    """Everything that the export of ``blueprint`` in a format consists of.

    ``errors`` is the number of error findings that it is exported in spite of; each file then says so.
    ``beside`` is the folder of the blueprint, where files of the user's own are looked for.
    """
    graph = build_graph(blueprint)
    export = exporter(format_name).export(graph)
    code = blueprint.once(handlers)  # every format has the same
    layers = blueprint.once(built_layers)
    scaffolds = [*shared_tests(code, blueprint), *(file for each in code for file in each.files)]
    scaffolds += [file for each in layers for file in each.files]
    copied, told = definitions(blueprint, beside)
    notes = (*export.notes, *(note for each in code for note in each.notes), *_stage_notes(graph), *told)
    export = replace(export, notes=_gathered(notes), requires=_highest((*export.requires, *_packaging(code))))
    readme = filled(
        f"readme-{format_name}.md.j2",
        blueprint=blueprint,
        code=[each for each in code if each.image is None],
        images=[each for each in code if each.image is not None],
        repositories=_made_with_images(code, blueprint),
        export=export,
        errors=errors,
        secrets=[name for name, secret in blueprint.secrets.items() if secret.existing is None],
        stage=blueprint.stage_names[0],
        given=_given(graph, format_name),
        keeps_names=format_name == "terraform",
        issued=any(isinstance(each, HttpAuthorizer) for each in graph.resources),
        protected=[_called(each) for each in graph.resources if _is_protected(each)],
        buckets=[each.label for each in graph.resources if isinstance(each, Bucket)],
        tested=tested(code),
    )
    ignored = File(".gitignore", filled(f"{format_name}.gitignore.j2"))
    own = (*_tools(code, layers), ignored, File("README.md", readme))
    files = (*_warned(export.files, errors), *copied, *scaffolds, *own)
    return Contents(replace(export, files=files), frozenset(file.path for file in scaffolds))


def _given(graph: ResourceGraph, format_name: str) -> dict[str, str]:
    """What is said at deployment, by the name that the format asks for it by, and what it is for."""
    spelt = pascal_case if format_name == "sam" else str
    return {spelt(each): graph.purpose(each).sentence for each in graph.variables()}


def _gathered(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """What is said of several settings, once for all of them."""
    settings: dict[str, list[str]] = {}
    for each in notes:
        settings.setdefault(each.message, []).append(each.setting)
    return tuple(Note(", ".join(dict.fromkeys(said)), message) for message, said in settings.items())


def _made_with_images(code: tuple[Handler, ...], blueprint: Blueprint) -> list[str]:
    """The repositories that have to be made, and pushed to, before functions can be."""
    named = dict.fromkeys(each.image for each in code if each.image is not None)
    made = (name for name in named if (found := blueprint.repositories.get(name)) and not found.existing)
    return [snake_case(name) for name in made]


def _packaging(code: tuple[Handler, ...]) -> tuple[Requirement, ...]:
    """What ``package.py`` needs, where there is one."""
    return (Requirement("Python", "3.9", "Runs package.py."),) if code else ()


def _highest(requires: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    """One requirement for each tool: that of the highest version."""
    found: dict[str, Requirement] = {}
    for each in requires:
        known = found.setdefault(each.tool, each)
        if _number(each.version) > _number(known.version):
            found[each.tool] = each
    return tuple(found.values())


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _is_protected(resource: Resource) -> bool:
    """Whether a table or a user pool refuses to be deleted, in any stage."""
    protection = getattr(resource, "deletion_protection", False)
    values = [value for _, value in protection.values] if isinstance(protection, Parameter) else [protection]
    return bool({True, "ACTIVE"} & {*values})


def _called(resource: Resource) -> str:
    """``user pool people``."""
    return f"{resource.KIND.replace('_', ' ')} {resource.label}"


def _tools(code: tuple[Handler, ...], layers: tuple[BuiltLayer, ...]) -> Iterator[File]:
    """What builds and tests the functions, where there are any."""
    if code or layers:
        zipped = [each for each in code if each.image is None]
        packages = {each.package for each in zipped}
        used = {name: [each.name for each in layers if name in each.users] for name in sorted(packages)}
        made = filled(
            "package.py.j2",
            code=zipped,
            layers=layers,
            layered=[(name, names) for name, names in used.items() if names],
            unpacked=f"{catalog.number('lambda.unpacked_size').value:_}",
        )
        yield File("package.py", made, executable=True)
    if any(each.language == "python" for each in code):
        yield File("requirements-dev.txt", _development(code))


def _development(code: tuple[Handler, ...]) -> str:
    """What the functions' tests need: the functions' own requirements, what the runtime has, pytest."""
    own = [
        f"-r src/{each.package}/requirements.txt"
        for each in code
        if each.language == "python" and not each.notes
    ]
    return "\n".join([*own, "boto3", "pytest", ""])


def _stage_notes(graph: ResourceGraph) -> Iterator[Note]:
    """A package is built once, so what it is built for cannot differ between stages."""
    for resource in graph.resources:
        for setting in ("runtime", "architecture"):
            if isinstance(getattr(resource, setting, None), Parameter):
                yield Note(
                    f"{resource.label}.{setting}",
                    f"The {setting} of {resource.label} differs between stages and package.py builds for the "
                    "first one; build again with the other value before you deploy there.",
                )


def _warned(files: tuple[File, ...], errors: int) -> tuple[File, ...]:
    if not errors:
        return files
    plural = "s" if errors > 1 else ""
    line = f"# WARNING: exported in spite of {errors} error finding{plural}; see README.md.\n\n"
    return tuple(
        file if file.path.endswith(".json") else replace(file, text=line + file.text) for file in files
    )
