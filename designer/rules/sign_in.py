"""Rules on how users prove who they are to a user pool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.user_pool import UserPool
from designer.rules.base import LASTING, Finding, Rule, Severity, all_of, set_value

_CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html"
_KINDS = {
    "uppercase": "capital letters",
    "lowercase": "small letters",
    "digits": "digits",
    "symbols": "symbols",
}
"""What a password may have to hold, by field."""


def _example(pool: str) -> str:
    return f"{{name: shop, functions: {{f: {{}}}}, user_pools: {{people: {{{pool}}}}}}}"


class CognitoMfa(Rule):
    """A password is all that an account needs.

    Passwords are guessed, and stolen elsewhere. In audited designs a second factor is not left to users.
    """

    id = "cognito-mfa"
    severity = Severity.WARNING
    topic = "security"
    source = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html"
    profiles = LASTING
    bad = _example("mfa: 'off'")
    good = _example("mfa: optional")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new pool without a second factor; of regulated designs, where it is not asked for too."""
        del today
        wanted = "on" if blueprint.profile == "regulated" else "optional"
        for pool in _new(blueprint):
            at = pool / "mfa"
            if pool.value.mfa == "off":
                message = f"{pool.name} knows no second factor."
            elif pool.value.mfa != "on" and wanted == "on":
                message = f"Users of {pool.name} may do without a second factor; audits ask for one."
            else:
                continue
            yield self.finding(at, message, set_value(f"Set it to {wanted}", at, wanted, safe=False))


class CognitoPassword(Rule):
    """Passwords may be easy to guess.

    What is short, or made of letters only, is found by trying. Each kind of character makes it longer to try.
    """

    id = "cognito-password-strength"
    severity = Severity.WARNING
    topic = "security"
    source = _CONTROLS
    profiles = LASTING
    bad = _example("password: {minimum_length: 6}")
    good = _example("password: {minimum_length: 8}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new pool that takes short passwords, or passwords that lack a kind of character."""
        del today
        least = catalog.number("cognito.strong_password")
        for pool in _new(blueprint):
            at, policy = pool / "password", pool.value.password
            if policy.minimum_length < least.value:
                where = (*at, "minimum_length")
                message = f"{policy.minimum_length} {least.unit}; guides ask for {least.value} at least."
                fix = set_value(f"Ask for {least.value} {least.unit}", where, least.value, safe=False)
                yield self.finding(where, message, fix)
            lacking = [field for field in _KINDS if not getattr(policy, field)]
            if lacking:
                kinds = ", ".join(_KINDS[field] for field in lacking)
                fix = all_of("Ask for them", [Edit((*at, field), True) for field in lacking], safe=False)
                yield self.finding((*at, lacking[0]), f"A password needs no {kinds}.", fix)


def _new(blueprint: Blueprint) -> Iterator[Node[UserPool]]:
    """The pools that the design creates."""
    for name, pool in blueprint.user_pools.items():
        if pool.existing is None:
            yield Node(("user_pools", name), pool)
