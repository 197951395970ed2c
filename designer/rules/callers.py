"""Rules on who may invoke a function by its own policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.alexa import AlexaTrigger
from designer.blueprint.triggers.direct import DirectTrigger
from designer.rules.base import Finding, Rule, Severity, remove
from designer.rules.settings import fits, quoted

_ACCESS = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
_SKILL = "amzn1.ask.skill.01234567-89ab-cdef-0123-456789abcdef"
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
        """Every service without a source; for whom it is to invoke only the author knows."""
        del today
        for function, direct in blueprint.each_trigger(DirectTrigger):
            value = direct.value
            sourced = value.source or value.source_account or value.organization
            if value.principal.endswith(_SERVICES) and not sourced:
                message = (
                    f"{value.principal} may invoke {function.name} for any account; say the source's ARN "
                    "or its account."
                )
                yield self.finding(direct / "principal", message)


_SERVICES = (".amazonaws.com", ".amazonaws.com.cn", ".amazon.com")
