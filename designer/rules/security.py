"""Rules on secrets: they stay out of files, templates and consoles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function
from designer.blueprint.references import references
from designer.rules.base import Finding, Fix, Rule, Severity, all_of
from designer.rules.creating import free_name

_ARN = re.compile(r"arn:")
_NO_SECRET = re.compile(r"(?i)true|false|yes|no|on|off|none|null|[0-9.]*")


class EnvPlaintextSecret(Rule):
    """A password or a key stands in an environment variable.

    Everyone who may look at the function can read it, and it stays in the design, in templates, in
    state files and in version control. A secret is named by its ARN and read at run time.
    """

    id = "env-plaintext-secret"
    severity = Severity.ERROR
    topic = "security"
    source = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html"
    bad = "{name: shop, functions: {worker: {environment: {DB_PASSWORD: hunter2}}}}"
    good = """
      name: shop
      functions:
        worker:
          environment: {DB_PASSWORD_ARN: "${db-password.arn}"}
          scopes: {db-password: read}
      secrets: {db-password: {}}
    """

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every value that looks like a credential, or whose name says that it is one."""
        del today
        for function in blueprint.each_function():
            for name, value in function.value.environment.items():
                looks = _looks_like(name, value)
                if looks:
                    at = (*function.path, "environment", name)
                    message = f"{looks} stands here in plain text; name a secret by its ARN instead."
                    yield self.finding(at, message, _secret(blueprint, function, name))


def _looks_like(name: str, value: str) -> str | None:
    """What kind of credential a variable holds; the value itself is never repeated."""
    for each in catalog.credentials():
        if each.found_in(value):
            return f"A {each.name}" if each.name[0] not in "AEIOU" else f"An {each.name}"
    if not catalog.credential_names().search(name) or _ARN.match(value) or _NO_SECRET.fullmatch(value):
        return None
    # A value that is a reference says where the secret is, not what it is.
    return None if "${" in value and references(value) else f"The value of {name}"


def _secret(blueprint: Blueprint, function: Node[Function], name: str) -> Fix:
    """The fix that makes a secret of it; the function then has to read that."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{function.name}-{name}".lower()).strip("-")
    secret = free_name(blueprint, words if words[:1].isalpha() else f"secret-{words}")
    edits = [
        Edit((*function.path, "environment", name), UNSET),
        Edit((*function.path, "environment", f"{name}_ARN"), f"${{{secret}.arn}}"),
        Edit((*function.path, "scopes", secret), "read"),
        Edit(("secrets", secret), {"description": f"Value of {name}."}),
    ]
    return all_of(f"Make it the secret {secret}", edits, safe=False)
