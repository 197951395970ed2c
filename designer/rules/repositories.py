"""Rules on repositories of images: what is in one is known, stays the same and does not pile up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.repository import Repository
from designer.rules.base import LASTING, Finding, Rule, Severity, set_value

_CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html"


def _example(repository: str) -> str:
    functions = "{worker: {image: {repository: images}}}"
    return f"{{name: shop, functions: {functions}, repositories: {{images: {{{repository}}}}}}}"


class RepositoryScan(Rule):
    """Nobody looks for known vulnerabilities in an image.

    A function then runs for months with what anybody can read how to break. A scan on push is free.
    """

    id = "repository-scan"
    severity = Severity.WARNING
    topic = "security"
    source = f"{_CONTROLS}#ecr-1"
    profiles = LASTING
    bad = _example("scan_on_push: false")
    good = _example("scan_on_push: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new repository that does not scan."""
        del today
        for repository in _new(blueprint):
            if not repository.value.scan_on_push:
                at = repository / "scan_on_push"
                message = f"Images in {repository.name} are not scanned when they are pushed."
                yield self.finding(at, message, set_value("Scan on push", at, True))


class RepositoryTags(Rule):
    """A tag may mean another image tomorrow.

    Nobody can tell which code a function ran, and to deploy the same tag again deploys something else.
    """

    id = "repository-tags-immutable"
    severity = Severity.WARNING
    topic = "security"
    source = f"{_CONTROLS}#ecr-2"
    profiles = LASTING
    bad = _example("immutable_tags: false")
    good = _example("immutable_tags: true")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new repository whose tags can be moved."""
        del today
        for repository in _new(blueprint):
            if not repository.value.immutable_tags:
                at = repository / "immutable_tags"
                message = f"A tag in {repository.name} can be moved to another image."
                yield self.finding(at, message, set_value("Keep tags", at, True, safe=False))


class RepositoryLifecycle(Rule):
    """Images are kept for ever.

    Each push adds one, and all of them are paid for by the month.
    """

    id = "repository-lifecycle"
    severity = Severity.INFO
    topic = "cost"
    source = f"{_CONTROLS}#ecr-3"
    profiles = LASTING
    bad = _example("keep_images: null")
    good = _example("keep_images: 20")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new repository that deletes nothing."""
        del today
        for repository in _new(blueprint):
            if repository.value.keep_images is None:
                at, wanted = repository / "keep_images", Repository.model_fields["keep_images"].default
                message = f"{repository.name} keeps all images; say how many are worth their price."
                yield self.finding(at, message, set_value(f"Keep {wanted} images", at, wanted, safe=False))


def _new(blueprint: Blueprint) -> Iterator[Node[Repository]]:
    """The repositories that the design creates."""
    for name, repository in blueprint.repositories.items():
        if repository.existing is None:
            yield Node(("repositories", name), repository)
