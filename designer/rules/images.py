"""Rules on container images: what runs, and what only packages have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import UNSET, Edit
from designer.blueprint.document import Blueprint
from designer.blueprint.wording import listed
from designer.rules.base import Finding, Rule, Severity, all_of, remove

_IMAGES = "https://docs.aws.amazon.com/lambda/latest/dg/images-create.html"
_URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/worker:1.4"
_OF_PACKAGES = ("handler", "runtime", "layers")


def _worker(settings: str) -> str:
    return f"{{name: shop, functions: {{worker: {{{settings}}}}}}}"


class FunctionImageExclusions(Rule):
    """A function runs a container image and has what only packages have.

    The image brings its own runtime, starts what its CMD says, and takes no layers: Lambda refuses
    these settings beside it.
    """

    id = "function-image-exclusions"
    severity = Severity.ERROR
    topic = "function"
    source = _IMAGES
    bad = _worker(f"handler: app.main, image: {{uri: '{_URI}'}}")
    good = _worker(f"image: {{uri: '{_URI}', command: app.main}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with an image that says a handler, a runtime or layers of its own."""
        del today
        for function in blueprint.each_function():
            written = blueprint.functions[function.name].model_fields_set
            found = [name for name in _OF_PACKAGES if function.value.image and name in written]
            if found:
                act = "acts" if len(found) == 1 else "act"
                message = f"{listed(found)} of {function.name} {act} on packages only; it runs an image."
                edits = [Edit(function / name, UNSET) for name in found]
                yield self.finding(function / "image", message, all_of("Remove them", edits, safe=False))


class FunctionImageSource(Rule):
    """It is not clear which image a function runs.

    An image is named by its URI, or by a repository of the design and a tag: one of the two.
    """

    id = "function-image-source"
    severity = Severity.ERROR
    topic = "function"
    source = _IMAGES
    bad = _worker("image: {tag: '1.4'}")
    good = _worker(f"image: {{uri: '{_URI}'}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every image with both, or neither."""
        del today
        for function in blueprint.each_function():
            image, at = function.value.image, function / "image"
            if image and image.uri is None and image.repository is None:
                fix = remove("Run a package", at, safe=False)
                yield self.finding(at, "It has neither a URI nor a repository.", fix)
            elif image and image.uri is not None and image.repository is not None:
                fix = remove("Use the repository", (*at, "uri"), safe=False)
                yield self.finding((*at, "uri"), f"It is also in the repository {image.repository}.", fix)


class FunctionImageRuntimeSettings(Rule):
    """A function runs a container image and is to start from a snapshot, or to have its runtime updated.

    Both are for managed runtimes: an image brings its own, which only a new image updates.
    """

    id = "function-image-runtime-settings"
    severity = Severity.ERROR
    topic = "function"
    source = _IMAGES
    bad = _worker(f"alias: live, snap_start: true, image: {{uri: '{_URI}'}}")
    good = _worker(f"alias: live, image: {{uri: '{_URI}'}}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function with an image and one of these."""
        del today
        for function in blueprint.each_function():
            for name in ("snap_start", "runtime_updates", "code_signing") if function.value.image else ():
                if getattr(function.value, name):
                    message = f"{function.name} runs an image, which has no {name.replace('_', ' ')}."
                    fix = remove("Remove it", function / name, safe=False)
                    yield self.finding(function / name, message, fix)


class FunctionImagePushedFirst(Rule):
    """A function needs an image of a repository that is made together with it.

    Lambda refuses a function whose image is not there, and nobody can push into what is not made yet: a
    new stage is deployed in two steps, with the push between them. The exported README has the commands.
    """

    id = "function-image-pushed-first"
    severity = Severity.INFO
    topic = "function"
    source = _IMAGES
    bad = "{name: shop, functions: {worker: {image: {repository: images}}}, repositories: {images: {}}}"
    good = """
      name: shop
      functions: {worker: {image: {repository: images}}}
      repositories: {images: {existing: "arn:aws:ecr:us-east-1:123456789012:repository/images"}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every function whose image is in a new repository of the design."""
        del today
        for function in blueprint.each_function():
            image = function.value.image
            name = image.repository if image and image.uri is None else None
            repository = blueprint.repositories.get(name or "")
            if image is not None and repository is not None and repository.existing is None:
                message = f"In a new stage {name} is made first, then {name}:{image.tag} is pushed to it."
                yield self.finding((*function.path, "image", "repository"), message)
