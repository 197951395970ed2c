"""User pools: what is built for them, and who has a say in them."""

from __future__ import annotations

import pytest

from designer.build import build_graph
from designer.graph import Attribute, Join, Ref, ResourceGraph
from designer.graph.compute import Permission
from designer.graph.http import HttpAuthorizer
from designer.graph.user_pools import UserPool
from tests.rules.judging import design, found, places

EXISTING = "existing: 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI'"


def built(triggers: str = "", pool: str = "", more: str = "") -> ResourceGraph:
    functions = f"{{f: {{timeout: 5, triggers: {{{triggers}}}}}, g: {{alias: live, timeout: 5}}}}"
    return build_graph(design(f"{{name: a, functions: {functions}, user_pools: {{p: {{{pool}}}}}{more}}}"))


def pool(graph: ResourceGraph) -> UserPool:
    made = graph.resource("user_pool.p")
    assert isinstance(made, UserPool)
    return made


def test_the_pool_says_the_events_of_all_triggers_once():
    one = "one: {type: cognito, user_pool: p, events: [pre_sign_up, custom_message]}"
    two = "two: {type: cognito, user_pool: p, events: [pre_sign_up, pre_token_generation]}"
    graph = built(f"{one}, {two}")
    assert [each.event for each in pool(graph).triggers] == [
        "CustomMessage",
        "PreSignUp",
        "PreTokenGeneration",
    ]
    assert [each.version for each in pool(graph).triggers] == [None, None, None]


def test_a_newer_token_event_says_its_version():
    graph = built(
        "t: {type: cognito, user_pool: p, events: [pre_token_generation, pre_sign_up], token_version: V2_0}"
    )
    assert {each.event: each.version for each in pool(graph).triggers} == {
        "PreSignUp": None,
        "PreTokenGeneration": "V2_0",
    }


def test_the_pool_may_invoke_the_function():
    graph = built("t: {type: cognito, user_pool: p, events: pre_sign_up}")
    (permission,) = (each for each in graph.resources if isinstance(each, Permission))
    assert permission.principal == "cognito-idp.amazonaws.com"
    assert permission.source_arn == Ref("user_pool.p", Attribute.ARN)


def test_each_app_is_told():
    names = {each.name for each in built(pool="clients: {web: {}, phone-app: {}}").outputs}
    assert {"p_user_pool_id", "p_web_client_id", "p_phone_app_client_id"} <= names


@pytest.mark.parametrize(
    ("clients", "apps"), [("", ["web", "app"]), (", clients: app", ["app"]), (", clients: none", [])]
)
def test_an_api_takes_the_tokens_of_the_pools_apps(clients: str, apps: list[str]):
    api = f", apis: {{front: {{authorizer: {{user_pool: p{clients}}}}}}}"
    authorizer = built(pool="clients: {web: {}, app: {}}", more=api).resource("http_authorizer.front")
    assert isinstance(authorizer, HttpAuthorizer)
    assert authorizer.issuer == Join(("https://", Ref("user_pool.p", Attribute.DOMAIN)))
    assert authorizer.audience == tuple(Ref(f"user_pool_client.p.{each}", Attribute.ID) for each in apps)


def test_an_api_takes_the_tokens_of_an_existing_pool():
    api = ", apis: {front: {authorizer: {user_pool: p, audience: web}}}"
    authorizer = built(pool=EXISTING, more=api).resource("http_authorizer.front")
    assert isinstance(authorizer, HttpAuthorizer)
    assert authorizer.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"
    assert authorizer.audience == ("web",)


def test_a_function_that_the_pool_asks_must_not_name_it():
    text = """
      name: a
      functions:
        f:
          timeout: 5
          environment: {POOL: "${p.id}"}
          triggers: {t: {type: cognito, user_pool: p, events: pre_sign_up}}
      user_pools: {p: {}}
    """
    assert places(text, "cognito-trigger-cycle") == ["functions.f.environment.POOL"]


def test_newer_token_events_need_a_tier():
    text = """
      name: a
      functions:
        f: {triggers: {t: {type: cognito, user_pool: p, events: pre_token_generation, token_version: V2_0}}}
      user_pools: {p: {tier: LITE}}
    """
    assert places(text, "cognito-tier") == ["user_pools.p.tier"]
    assert not places(text.replace("V2_0", "V1_0"), "cognito-tier")


@pytest.mark.parametrize(
    ("url", "is_found"),
    [
        ("https://shop.example/in", False),
        ("https://shop.example/in#top", True),
        ("http://shop.example/in", True),
        ("http://localhost/in", False),
        ("http://localhost:3000", False),
        ("http://localhost.evil.example/in", True),
        ("http://127.0.0.1:8080/in", False),
        ("myapp://in", False),
        ("javascript://in", True),
        ("/in", True),
    ],
)
def test_users_come_back_over_tls_or_to_their_own_machine(url: str, is_found: bool):
    text = (
        f"{{name: a, user_pools: {{p: {{clients: {{web: {{oauth: {{callbacks: {{main: '{url}'}}}}}}}}}}}}}}"
    )
    assert bool(found(text, "cognito-callback-secure")) is is_found


@pytest.mark.parametrize(
    ("client", "at"),
    [
        ("secret: true, oauth: {grants: client_credentials, scopes: api/read}", []),
        ("oauth: {grants: client_credentials, scopes: api/read}", ["secret"]),
        ("secret: true, oauth: {grants: client_credentials}", ["oauth.scopes.0"]),
        (
            "secret: true, oauth: {grants: [client_credentials, code], scopes: api/read}",
            ["oauth.grants"],
        ),
        ("oauth: {grants: cod, callbacks: {main: 'https://a.example'}}", ["oauth.grants.0"]),
        ("oauth: {grants: []}", ["oauth.grants"]),
        ("oauth: {}", ["oauth.callbacks"]),
    ],
)
def test_grants_fit_together(client: str, at: list[str]):
    pool = f"{{resource_servers: {{api: {{read: Reads.}}}}, clients: {{web: {{{client}}}}}}}"
    told = places(f"{{name: a, user_pools: {{p: {pool}}}}}", "cognito-grants")
    assert told == [f"user_pools.p.clients.web.{each}" for each in at]


@pytest.mark.parametrize(
    ("login", "at"),
    [
        ("{}", ["login"]),
        ("{prefix: shop, domain: login.shop.example}", ["login.prefix"]),
        ("{domain: login.shop.example}", ["login.certificate"]),
        ("{prefix: shop}", []),
    ],
)
def test_pages_have_one_name(login: str, at: list[str]):
    told = places(f"{{name: a, user_pools: {{p: {{login: {login}}}}}}}", "cognito-login-valid")
    assert told == [f"user_pools.p.{each}" for each in at]
