"""Rules on the sign-in pages of user pools, and on how apps get tokens there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from designer import catalog
from designer.blueprint.base import Node
from designer.blueprint.document import Blueprint
from designer.blueprint.resources.user_pool import UserPool
from designer.blueprint.resources.user_pool_login import Login, OAuth, known_scopes
from designer.rules.base import LASTING, Finding, Fix, Rule, Severity, all_of, remove, set_value
from designer.rules.production import overlay_edit
from designer.rules.settings import hint, not_one_of, pick, quoted

_APPS = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html"
_DOMAINS = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html"
_GRANTS = "https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints-oauth-grants.html"
_BACK = "callbacks: {main: 'https://shop.example/in'}"


def _app(oauth: str, client: str = "", pool: str = "login: {prefix: shop}") -> str:
    clients = f"clients: {{web: {{{client}oauth: {{{oauth}}}}}}}"
    return _pool(f"{pool}, {clients}")


def _pool(settings: str, stages: str = "dev: {}") -> str:
    return f"{{name: shop, stages: {{{stages}}}, user_pools: {{people: {{{settings}}}}}}}"


def _new(blueprint: Blueprint) -> Iterator[Node[UserPool]]:
    """The pools that the design creates."""
    for name, pool in blueprint.user_pools.items():
        if pool.existing is None:
            yield Node(("user_pools", name), pool)


def _apps(blueprint: Blueprint) -> Iterator[tuple[Node[UserPool], str, Node[OAuth]]]:
    """Every app that gets tokens at the pages of a new pool."""
    for pool in _new(blueprint):
        for name, client in pool.value.clients.items():
            if client.oauth is not None:
                yield pool, name, Node((*pool.path, "clients", name, "oauth"), client.oauth)


def _logins(blueprint: Blueprint) -> Iterator[tuple[Node[UserPool], Node[Login]]]:
    for pool in _new(blueprint):
        if pool.value.login is not None:
            yield pool, Node(pool / "login", pool.value.login)


class CognitoCallbackSecure(Rule):
    """Users come back to a URL over which anybody on the way can read their code or token.

    Cognito takes https, an app's own scheme, and plain http to the machine itself (http://localhost) to
    try things; anything else makes the deployment fail.
    """

    id = "cognito-callback-secure"
    severity = Severity.ERROR
    topic = "security"
    source = _APPS
    bad = _app("callbacks: {main: 'http://shop.example/in'}")
    good = _app(_BACK)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every URL to come back to without the form."""
        del today
        form = catalog.pattern("cognito.callback")
        for _, _, oauth in _apps(blueprint):
            for field, urls in (("callbacks", oauth.value.callbacks), ("logouts", oauth.value.logouts)):
                for name, url in urls.items():
                    if not form.matches(url):
                        at = (*oauth.path, field, name)
                        safer = url.replace("http://", "https://", 1).partition("#")[0]
                        fix = (
                            set_value(f"Use {safer}", at, safer, safe=False) if form.matches(safer) else None
                        )
                        yield self.finding(at, f"{quoted(url)} has to be {form.says}.", fix)


class CognitoImplicitGrant(Rule):
    """An app gets its tokens in the URL.

    They end up in histories and logs. The grant code with PKCE does what implicit did, for pages as well.
    """

    id = "cognito-implicit-grant"
    severity = Severity.WARNING
    topic = "security"
    source = _GRANTS
    profiles = LASTING
    bad = _app(f"grants: implicit, {_BACK}")
    good = _app(f"grants: code, {_BACK}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every app with that grant."""
        del today
        for _, _, oauth in _apps(blueprint):
            if "implicit" in oauth.value.grants:
                kept = tuple(
                    dict.fromkeys("code" if each == "implicit" else each for each in oauth.value.grants)
                )
                message = "The grant implicit puts tokens into URLs; use code, with PKCE."
                yield self.finding(
                    oauth / "grants", message, set_value("Use code", oauth / "grants", kept, safe=False)
                )


class CognitoGrants(Rule):
    """An app asks for tokens in a way that Cognito does not have, or that does not fit together.

    The deployment fails. client_credentials is for servers: it needs a secret and scopes of resource servers,
    and stands alone. The others need a URL that users come back to.
    """

    id = "cognito-grants"
    severity = Severity.ERROR
    topic = "security"
    source = _GRANTS
    bad = _app("grants: code")
    good = _app(f"grants: code, {_BACK}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Grants that are none, that exclude each other, or lack what they need."""
        del today
        known = catalog.choices("cognito.grants").values
        for pool, name, oauth in _apps(blueprint):
            grants = oauth.value.grants
            for index, grant in enumerate(grants):
                if grant not in known:
                    at = (*oauth.path, "grants", index)
                    yield self.finding(at, not_one_of(grant, known), pick(at, grant, known))
            if not grants:
                fix = set_value("Use code", oauth / "grants", ("code",), safe=False)
                yield self.finding(oauth / "grants", "There is no grant; name at least one.", fix)
            if "client_credentials" in grants:
                yield from self._of_server(pool, name, oauth)
            elif grants and not oauth.value.callbacks:
                need = "needs" if len(grants) == 1 else "need"
                message = f"{' and '.join(grants)} {need} a URL that users come back to."
                yield self.finding(oauth / "callbacks", message)

    def _of_server(self, pool: Node[UserPool], name: str, oauth: Node[OAuth]) -> Iterator[Finding]:
        if len(oauth.value.grants) > 1:
            alone = set_value("Keep it alone", oauth / "grants", ("client_credentials",), safe=False)
            message = "client_credentials stands alone; make another app for users."
            yield self.finding(oauth / "grants", message, alone)
        if not pool.value.clients[name].secret:
            at = (*pool.path, "clients", name, "secret")
            message = "client_credentials needs a secret."
            yield self.finding(at, message, set_value("Give it one", at, True, safe=False))
        for index, scope in enumerate(oauth.value.scopes):
            if "/" not in scope:
                at = (*oauth.path, "scopes", index)
                message = f"{quoted(scope)} is about a user; take scopes of resource servers."
                yield self.finding(at, message, remove("Remove it", at, safe=False))


class CognitoScopes(Rule):
    """An app may ask for a scope that the pool does not have, or for none at all.

    The deployment fails.
    """

    id = "cognito-scopes"
    severity = Severity.ERROR
    topic = "security"
    source = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html"
    bad = _app(f"scopes: [openid, mail], {_BACK}")
    good = _app(f"scopes: [openid, email], {_BACK}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every scope that neither Cognito nor a resource server of the pool has."""
        del today
        for pool, _, oauth in _apps(blueprint):
            known = known_scopes(pool.value)
            if not oauth.value.scopes:
                fix = set_value("Ask for openid", oauth / "scopes", ("openid",), safe=False)
                yield self.finding(oauth / "scopes", "There is no scope; name at least one.", fix)
            for index, scope in enumerate(oauth.value.scopes):
                if scope not in known:
                    at = (*oauth.path, "scopes", index)
                    message = f"{quoted(scope)} is no scope of {pool.name}{hint(scope, known)}"
                    yield self.finding(at, message, pick(at, scope, known))


class CognitoLoginMissing(Rule):
    """Apps get tokens at the pages of a pool that has none.

    Without a domain nobody reaches the pages, nor the endpoint that gives out tokens.
    """

    id = "cognito-login-missing"
    severity = Severity.WARNING
    topic = "security"
    source = _DOMAINS
    bad = _app(_BACK, pool="mfa: 'on'")
    good = _app(_BACK)

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pool with such an app and no domain, once."""
        del today
        told = set[str]()
        for pool, name, _ in _apps(blueprint):
            if pool.value.login is None and pool.name not in told:
                told.add(pool.name)
                message = f"{name} gets tokens at its pages, but they are nowhere; name a prefix or a domain."
                yield self.finding(pool / "login", message)


class CognitoLoginValid(Rule):
    """The domain of a pool's pages is not said, said twice, or none that Cognito takes.

    The deployment fails: a prefix has no word of AWS's in it, and a name of your own has a certificate.
    """

    id = "cognito-login-valid"
    severity = Severity.ERROR
    topic = "security"
    source = _DOMAINS
    bad = _pool("login: {prefix: my-aws-shop}")
    good = _pool("login: {prefix: my-shop}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every login without one name, with a reserved word, without its certificate."""
        del today
        for _, login in _logins(blueprint):
            prefix, domain = login.value.prefix, login.value.domain
            if prefix is None and domain is None:
                yield self.finding(login.path, "It says no prefix and no domain; name one of them.")
            elif prefix is not None and domain is not None:
                fix = remove("Keep the domain", login / "prefix", safe=False)
                yield self.finding(
                    login / "prefix", "It says a prefix and a domain; one of them counts.", fix
                )
            elif prefix is not None:
                words = [
                    str(each) for each in catalog.choices("cognito.reserved_words").values if each in prefix
                ]
                if words:
                    message = f"A prefix may not hold {quoted(words[0])}."
                    yield self.finding(login / "prefix", message, _free_of(words, login))
            elif login.value.certificate is None:
                message = "A domain of yours needs a certificate, in us-east-1."
                yield self.finding(login / "certificate", message)


def _free_of(words: list[str], login: Node[Login]) -> Fix | None:
    """The fix that takes the words out of a prefix, where something is left."""
    left = login.value.prefix or ""
    for word in words:
        left = left.replace(word, "")
    left = "-".join(filter(None, left.split("-")))
    return set_value(f"Use {left}", login / "prefix", left, safe=False) if left else None


class CognitoLoginStages(Rule):
    """Two stages want the same domain for their pages.

    It can be had once: the second stage cannot be deployed.
    """

    id = "cognito-login-stages"
    severity = Severity.ERROR
    topic = "stages"
    source = _DOMAINS
    whole = True
    bad = _pool("login: {prefix: shop}", "dev: {}, prod: {}")
    good = _pool(
        "login: {prefix: shop}", "dev: {user_pools: {people: {login: {prefix: shop-dev}}}}, prod: {}"
    )

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every pool that has the same name in two stages."""
        del today
        for pool, login in _logins(blueprint):
            field = "domain" if login.value.domain else "prefix"
            first: dict[str, str] = {}
            for stage in blueprint.stage_names:
                there = blueprint.for_stage(stage).user_pools[pool.name].login
                name = there.name if there else ""
                if name and name in first:
                    message = f"{quoted(name)} in the stages {first[name]} and {stage}; each needs its own."
                    fix = None if login.value.domain else _of_each_stage(blueprint, pool.name)
                    yield self.finding(login / field, message, fix)
                    break
                first.setdefault(name, stage)


def _of_each_stage(blueprint: Blueprint, pool: str) -> Fix:
    """The fix that puts each stage behind a prefix that a later one has, too."""
    there = {stage: blueprint.for_stage(stage).user_pools[pool].login for stage in blueprint.stage_names}
    prefixes = {stage: login.prefix for stage, login in there.items() if login and login.prefix}
    last = {prefix: stage for stage, prefix in prefixes.items()}
    at = ("user_pools", pool, "login", "prefix")
    edits = [
        overlay_edit(blueprint, stage, at, f"{prefix}-{stage.lower()}")
        for stage, prefix in prefixes.items()
        if last[prefix] != stage
    ]
    return all_of("Put the stage behind it", edits, safe=False)


class CognitoManagedLogin(Rule):
    """Managed login needs a tier that has it, and a branding style for each app.

    The tier LITE has the classic pages only. Without a style an app's page says that it is unavailable;
    exports make none, for it is made of colours and pictures: have the console make one.
    """

    id = "cognito-managed-login"
    severity = Severity.INFO
    topic = "security"
    source = "https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-brandingeditor.html"
    bad = _pool("login: {prefix: shop, managed: true}")
    good = _pool("login: {prefix: shop}")

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every managed login; one of a LITE pool is an error."""
        del today
        for pool, login in _logins(blueprint):
            at = login / "managed"
            fix = set_value("Use the classic pages", at, False, safe=False)
            if login.value.managed and pool.value.tier == "LITE":
                message = "Managed login needs the tier ESSENTIALS, not LITE."
                yield self.finding(at, message, fix, Severity.ERROR)
            elif login.value.managed:
                message = "Each app needs a branding style, which you make once it is deployed."
                yield self.finding(at, message, fix)
