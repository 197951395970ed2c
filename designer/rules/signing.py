"""Rules on code signing: packages can be signed, and what nobody signed is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.document import Blueprint
from designer.rules.base import AUDITED, Finding, Rule, Severity, set_value
from designer.rules.settings import fits, outside, quoted

_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html"
_PROFILES = "https://docs.aws.amazon.com/signer/latest/developerguide/signing-profiles.html"
_PROFILE = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/release/0a1B2c3D4e"


def _shop(settings: str, more: str = "") -> str:
    worker = "worker: {code_signing: release}"
    return f"{{name: shop, functions: {{{worker}}}, code_signing: {{release: {{{settings}}}}}{more}}}"


class CodeSigningValid(Rule):
    """A signer is named in a form that AWS does not know.

    The deployment fails; a configuration and a version of a profile are named by their whole ARNs.
    """

    id = "code-signing-valid"
    severity = Severity.ERROR
    topic = "function"
    source = _GUIDE
    bad = _shop("publishers: release")
    good = _shop(f"publishers: '{_PROFILE}'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every ARN of a configuration or of a profile without its form, and too many of these."""
        del today
        config, profile = catalog.pattern("lambda.code_signing_config"), catalog.pattern("signing.profile")
        for function in blueprint.each_function():
            named = function.value.code_signing
            if named is not None and named.startswith("arn:") and not fits(config, named):
                yield self.finding(function / "code_signing", f"{quoted(named)} has to be {config.says}.")
        allowed = catalog.limits("signing.publishers")
        for name, signing in blueprint.code_signing.items():
            at = ("code_signing", name, "publishers")
            for index, publisher in enumerate(signing.publishers):
                if not fits(profile, publisher):
                    yield self.finding((*at, index), f"{quoted(publisher)} has to be {profile.says}.")
            if len(signing.publishers) > allowed.maximum:
                yield self.finding(at, outside(len(signing.publishers), allowed))


class CodeSigningEnforced(Rule):
    """What nobody signed runs all the same.

    With Warn, Lambda only counts packages without a good signature: whoever may deploy may swap the code.
    """

    id = "code-signing-enforced"
    severity = Severity.WARNING
    topic = "function"
    source = _GUIDE
    profiles = AUDITED
    bad = _shop("untrusted: Warn", more=", profile: regulated")
    good = _shop("untrusted: Enforce", more=", profile: regulated")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new configuration that only warns."""
        del today
        for name, signing in blueprint.code_signing.items():
            if signing.existing is None and signing.untrusted == "Warn":
                at = ("code_signing", name, "untrusted")
                fix = set_value("Refuse it", at, "Enforce", safe=False)
                yield self.finding(at, f"{name} lets untrusted packages run.", fix)


class CodeSigningFirst(Rule):
    """The first deployment needs a signature that nobody can have made yet.

    The profile that signs is made by the same deployment that has to show a signed package. Deploy once
    with Warn, sign, and enforce from then on.
    """

    id = "code-signing-first"
    severity = Severity.INFO
    topic = "function"
    source = _PROFILES
    bad = _shop("untrusted: Enforce")
    good = _shop(f"untrusted: Enforce, publishers: '{_PROFILE}'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new profile whose signature is asked for at once."""
        del today
        for name, signing in blueprint.code_signing.items():
            if signing.existing is None and not signing.publishers and signing.untrusted == "Enforce":
                message = f"In a new stage nothing is signed by the profile of {name}: say Warn there first."
                yield self.finding(("code_signing", name, "untrusted"), message)
