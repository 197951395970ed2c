"""Rules on who may invoke a function by its own policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.alexa import AlexaTrigger
from designer.blueprint.triggers.direct import DirectTrigger
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.settings import fits, quoted

_ACCESS = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
_SKILL = "amzn1.ask.skill.01234567-89ab-cdef-0123-456789abcdef"
_TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders"
_EVERYONE = "*"


def _example(caller: str) -> str:
    return f"{{name: shop, functions: {{quote: {{triggers: {{caller: {{{caller}}}}}}}}}}}"


class CallerValid(Rule):
    """A caller is named in a form that AWS does not know.

    The deployment fails, or the permission is for nobody.
    """

    id = "caller-valid"
    severity = Severity.ERROR
    topic = "iam"
    source = _ACCESS
    bad = _example("type: direct, principal: partner")
    good = _example("type: direct, principal: '123456789012'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every principal, source, account, organisation and skill without its form."""
        del today
        for _, direct in blueprint.each_trigger(DirectTrigger):
            yield from self._forms(direct, _FORMS)
        for _, skill in blueprint.each_trigger(AlexaTrigger):
            yield from self._forms(skill, {"skill": "callers.skill"})

    def _forms(
        self, trigger: Node[DirectTrigger] | Node[AlexaTrigger], forms: dict[str, str]
    ) -> Iterator[Finding]:
        for field, key in forms.items():
            text, form = getattr(trigger.value, field), catalog.pattern(key)
            if text is not None and not fits(form, text):
                yield self.finding(trigger / field, f"{quoted(text)} has to be {form.says}.")


_FORMS = {
    "principal": "callers.principal",
    "source": "callers.source",
    "source_account": "callers.account",
    "organization": "callers.organization",
}


class PermissionPublic(Rule):
    """Everyone in AWS may invoke a function.

    Any account could, and yours pays. Name the principal, or the organisation that callers are of.
    """

    id = "permission-public"
    severity = Severity.ERROR
    topic = "iam"
    source = _ACCESS
    bad = _example("type: direct, principal: '*'")
    good = _example("type: direct, principal: '*', organization: o-a1b2c3d4e5")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every direct trigger for everyone."""
        del today
        for function, direct in blueprint.each_trigger(DirectTrigger):
            if direct.value.principal == _EVERYONE and not direct.value.organization:
                message = f"* lets every account invoke {function.name}; name who may, or an organisation."
                fix = remove("Remove the trigger", direct.path, safe=False)
                yield self.finding(direct / "principal", message, fix)


class PermissionWithoutSource(Rule):
    """A service may invoke a function on anybody's behalf.

    Another account could have the service invoke yours. The source's ARN, or its account, says for whom.
    """

    id = "permission-without-source"
    severity = Severity.WARNING
    topic = "iam"
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
    bad = _example("type: direct, principal: config.amazonaws.com")
    good = _example("type: direct, principal: config.amazonaws.com, source_account: '123456789012'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every service without a source; for whom it is to invoke only the author knows.

        The ARN of a bucket names no account, so with it alone the next owner of the name may invoke.
        """
        del today
        for function, direct in blueprint.each_trigger(DirectTrigger):
            value = direct.value
            if value.source and value.source.split(":")[2:5] == ["s3", "", ""] and not value.source_account:
                message = (
                    f"A bucket's ARN names no account: anybody's may invoke {function.name}; say the account."
                )
                yield self.finding(direct / "source", message, None, Severity.ERROR)
            sourced = value.source or value.source_account or value.organization
            if value.principal.endswith(_SERVICES) and not sourced:
                message = (
                    f"{value.principal} may invoke {function.name} for any account; say the source's ARN "
                    "or its account."
                )
                yield self.finding(direct / "principal", message)


class PermissionPrincipalMismatch(Rule):
    """A service is to invoke for what belongs to another service.

    It never does, so the permission is for nobody and the function is never invoked.
    """

    id = "permission-principal-mismatch"
    severity = Severity.ERROR
    topic = "iam"
    source = _ACCESS
    bad = _example(f"type: direct, principal: s3.amazonaws.com, source: '{_TOPIC}'")
    good = _example(f"type: direct, principal: sns.amazonaws.com, source: '{_TOPIC}'")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every service, of those that are known, with a source of another one."""
        del today
        known = dict(each.split() for each in catalog.choices("callers.sources").values)
        for _, direct in blueprint.each_trigger(DirectTrigger):
            principal, source = direct.value.principal, direct.value.source or ""
            owner = ":".join(source.split(":")[2:3])
            if principal in known and owner and owner != known[principal]:
                message = f"{principal} invokes for {known[principal]}, not for {quoted(source)}."
                right = next((each for each, service in known.items() if service == owner), None)
                at = direct / "principal"
                fix = set_value(f"Let {right} invoke", at, right, safe=False) if right else None
                yield self.finding(at, message, fix)


_SERVICES = (".amazonaws.com", ".amazonaws.com.cn", ".amazon.com")
