"""User pools, their triggers and their apps."""

from __future__ import annotations

from collections.abc import Iterable

from designer.exporters.shapes import (
    REF,
    CloudFormation,
    Got,
    Kind,
    Leaf,
    Made,
    Shape,
    Terraform,
    block,
    group,
    made,
    shape,
)
from designer.graph import Attribute
from designer.graph.user_pools import (
    Grants,
    PasswordPolicy,
    PoolTrigger,
    ResourceServer,
    UserPool,
    UserPoolClient,
    UserPoolDomain,
)

_ARGUMENTS = {
    "CreateAuthChallenge": "create_auth_challenge",
    "CustomMessage": "custom_message",
    "DefineAuthChallenge": "define_auth_challenge",
    "PostAuthentication": "post_authentication",
    "PostConfirmation": "post_confirmation",
    "PreAuthentication": "pre_authentication",
    "PreSignUp": "pre_sign_up",
    "PreTokenGeneration": "pre_token_generation",
    "UserMigration": "user_migration",
    "VerifyAuthChallengeResponse": "verify_auth_challenge_response",
}
"""What Terraform calls each event."""

_OWN_USERS = ("COGNITO",)
"""The users who sign in with a password of the pool's; no other provider's."""

_UNITS = (("access_token", "minutes"), ("id_token", "minutes"), ("refresh_token", "days"))
"""The units of token lifetimes, as they are in the graph."""


def _pool(pool: UserPool) -> Shape:
    return shape(
        "UserPool",
        UserPoolName=pool.name,
        UsernameAttributes=pool.sign_in,
        UsernameConfiguration=shape("UsernameConfiguration", CaseSensitive=False),
        AutoVerifiedAttributes=pool.verified,
        AccountRecoverySetting=_recovery(pool.verified),
        AdminCreateUserConfig=shape(
            "AdminCreateUserConfig", AllowAdminCreateUserOnly=pool.administrators_only
        ),
        Policies=shape("Policies", PasswordPolicy=_password(pool.password)),
        MfaConfiguration=pool.mfa,
        EnabledMfas=() if pool.mfa == "OFF" else ("SOFTWARE_TOKEN_MFA",),
        UserPoolTier=pool.tier,
        UserPoolAddOns=shape(
            "UserPoolAddOns", when=pool.threat_protection, AdvancedSecurityMode=pool.threat_protection
        ),
        DeletionProtection=pool.deletion_protection,
        LambdaConfig=_triggers(pool.triggers) if pool.triggers else None,
    )


def _recovery(verified: tuple[str, ...]) -> Shape | None:
    ways = tuple(
        shape("RecoveryOption", Name=f"verified_{each}", Priority=number)
        for number, each in enumerate(verified, 1)
    )
    return shape("AccountRecoverySetting", RecoveryMechanisms=ways) if ways else None


def _password(policy: PasswordPolicy) -> Shape:
    return shape(
        "PasswordPolicy",
        MinimumLength=policy.minimum_length,
        RequireUppercase=policy.uppercase,
        RequireLowercase=policy.lowercase,
        RequireNumbers=policy.digits,
        RequireSymbols=policy.symbols,
        TemporaryPasswordValidityDays=policy.temporary_days,
    )


def _triggers(triggers: Iterable[PoolTrigger]) -> Shape:
    fields: dict[str, Leaf] = {}
    for each in triggers:
        if each.version is None:
            fields[each.event] = each.function
        else:
            config = f"{each.event}Config"
            fields[config] = shape(config, LambdaArn=each.function, LambdaVersion=each.version)
    return Shape("LambdaConfig", tuple(fields.items()))


def _pool_block(pool: UserPool) -> tuple[Made, ...]:
    threats = pool.threat_protection
    return (
        made(
            "aws_cognito_user_pool",
            group(
                name=pool.name,
                username_attributes=pool.sign_in,
                auto_verified_attributes=pool.verified,
                mfa_configuration=pool.mfa,
                user_pool_tier=pool.tier,
                deletion_protection=pool.deletion_protection,
            ),
            block("username_configuration", case_sensitive=False),
            _recovery_block(pool.verified),
            block("admin_create_user_config", allow_admin_create_user_only=pool.administrators_only),
            _password_block(pool.password),
            block("software_token_mfa_configuration", enabled=True) if pool.mfa != "OFF" else None,
            block("user_pool_add_ons", when=threats, advanced_security_mode=threats),
            _triggers_block(pool.triggers) if pool.triggers else None,
        ),
    )


def _password_block(policy: PasswordPolicy) -> Shape:
    return block(
        "password_policy",
        minimum_length=policy.minimum_length,
        require_uppercase=policy.uppercase,
        require_lowercase=policy.lowercase,
        require_numbers=policy.digits,
        require_symbols=policy.symbols,
        temporary_password_validity_days=policy.temporary_days,
    )


def _recovery_block(verified: tuple[str, ...]) -> Shape | None:
    ways = tuple(
        block("recovery_mechanism", name=f"verified_{each}", priority=number)
        for number, each in enumerate(verified, 1)
    )
    return block("account_recovery_setting", recovery_mechanism=ways) if ways else None


def _triggers_block(triggers: Iterable[PoolTrigger]) -> Shape:
    fields: dict[str, Leaf] = {}
    for each in triggers:
        name = _ARGUMENTS[each.event]
        if each.version is None:
            fields[name] = each.function
        else:
            config = f"{name}_config"
            fields[config] = block(config, lambda_arn=each.function, lambda_version=each.version)
    return Shape("lambda_config", tuple(fields.items()))


def _domain(domain: UserPoolDomain) -> Shape:
    own = shape("CustomDomainConfigType", CertificateArn=domain.certificate)
    return shape(
        "UserPoolDomain",
        UserPoolId=domain.pool,
        Domain=domain.domain,
        CustomDomainConfig=own if domain.certificate else None,
        ManagedLoginVersion=domain.version,
    )


def _domain_block(domain: UserPoolDomain) -> tuple[Made, ...]:
    settings = group(
        user_pool_id=domain.pool,
        domain=domain.domain,
        certificate_arn=domain.certificate,
        managed_login_version=domain.version,
    )
    return (made("aws_cognito_user_pool_domain", settings),)


def _server(server: ResourceServer) -> Shape:
    scopes = tuple(
        shape("ResourceServerScopeType", ScopeName=name, ScopeDescription=said)
        for name, said in server.scopes
    )
    return shape(
        "UserPoolResourceServer",
        UserPoolId=server.pool,
        Identifier=server.identifier,
        Name=server.identifier,
        Scopes=scopes,
    )


def _server_block(server: ResourceServer) -> tuple[Made, ...]:
    settings = group(user_pool_id=server.pool, identifier=server.identifier, name=server.identifier)
    scopes = tuple(block("scope", scope_name=name, scope_description=said) for name, said in server.scopes)
    return (made("aws_cognito_resource_server", settings, scopes),)


def _client(client: UserPoolClient) -> Shape:
    grants = client.grants
    return shape(
        "UserPoolClient",
        UserPoolId=client.pool,
        ClientName=client.name,
        GenerateSecret=client.secret or None,
        ExplicitAuthFlows=client.flows,
        PreventUserExistenceErrors="ENABLED",
        AllowedOAuthFlowsUserPoolClient=True if grants else None,
        AllowedOAuthFlows=grants.grants if grants else None,
        AllowedOAuthScopes=grants.scopes if grants else None,
        CallbackURLs=grants.callbacks if grants else None,
        LogoutURLs=grants.logouts if grants else None,
        SupportedIdentityProviders=_OWN_USERS if grants else None,
        AccessTokenValidity=client.access_minutes,
        IdTokenValidity=client.id_minutes,
        RefreshTokenValidity=client.refresh_days,
        TokenValidityUnits=shape(
            "TokenValidityUnits", AccessToken="minutes", IdToken="minutes", RefreshToken="days"
        ),
    )


def _client_block(client: UserPoolClient) -> tuple[Made, ...]:
    return (
        made(
            "aws_cognito_user_pool_client",
            group(
                name=client.name,
                user_pool_id=client.pool,
                generate_secret=client.secret or None,
                explicit_auth_flows=client.flows,
                prevent_user_existence_errors="ENABLED",
            ),
            _grants_group(client.grants) if client.grants else None,
            group(
                access_token_validity=client.access_minutes,
                id_token_validity=client.id_minutes,
                refresh_token_validity=client.refresh_days,
            ),
            Shape("token_validity_units", _UNITS),
        ),
    )


def _grants_group(grants: Grants) -> Shape:
    return group(
        allowed_oauth_flows_user_pool_client=True,
        allowed_oauth_flows=grants.grants,
        allowed_oauth_scopes=grants.scopes,
        callback_urls=grants.callbacks,
        logout_urls=grants.logouts,
        supported_identity_providers=_OWN_USERS,
    )


KINDS = (
    Kind(
        UserPool,
        CloudFormation(
            "AWS::Cognito::UserPool",
            _pool,
            {Attribute.ID: REF, Attribute.ARN: Got("Arn"), Attribute.DOMAIN: Got("ProviderName")},
            tags="map",
            tags_property="UserPoolTags",
        ),
        Terraform(
            "aws_cognito_user_pool",
            _pool_block,
            "user_pools.tf",
            {
                Attribute.ID: "id",
                Attribute.ARN: "arn",
                Attribute.NAME: "name",
                Attribute.DOMAIN: "endpoint",
            },
        ),
    ),
    Kind(
        UserPoolClient,
        CloudFormation("AWS::Cognito::UserPoolClient", _client, {Attribute.ID: REF}),
        Terraform("aws_cognito_user_pool_client", _client_block, "user_pools.tf", {Attribute.ID: "id"}),
        suffix="Client",
    ),
    Kind(
        UserPoolDomain,
        CloudFormation(
            "AWS::Cognito::UserPoolDomain",
            _domain,
            {Attribute.NAME: REF, Attribute.DOMAIN: Got("CloudFrontDistribution")},
        ),
        Terraform(
            "aws_cognito_user_pool_domain",
            _domain_block,
            "user_pools.tf",
            {Attribute.NAME: "domain", Attribute.DOMAIN: "cloudfront_distribution"},
        ),
        suffix="Domain",
    ),
    Kind(
        ResourceServer,
        CloudFormation("AWS::Cognito::UserPoolResourceServer", _server),
        Terraform("aws_cognito_resource_server", _server_block, "user_pools.tf"),
        suffix="ResourceServer",
    ),
)
"""How user pools are spelt."""
