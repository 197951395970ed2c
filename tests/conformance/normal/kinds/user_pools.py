"""Cognito user pools, and the apps that sign users in with them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conformance.normal.exemption import CDK, argument, property_
from tests.conformance.normal.identification import about, named
from tests.conformance.normal.kind import Kind, Spelling
from tests.conformance.normal.structures import keyed, tags
from tests.conformance.normal.values import (
    Reader,
    block,
    flag,
    members,
    nested,
    text,
    whole,
)

_EVENTS = {
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


def _asks(names: Mapping[str, str]) -> dict[str, Reader]:
    return {said: text("asks", event) for said, event in names.items()}


_POOL = Spelling(
    "AWS::Cognito::UserPool",
    named("UserPoolName"),
    {
        "AccountRecoverySetting": nested(
            {"RecoveryMechanisms": keyed("Name", {"Priority": whole("priority")}, "recovery")}
        ),
        "AdminCreateUserConfig": nested({"AllowAdminCreateUserOnly": flag("administrators_only")}),
        "AutoVerifiedAttributes": members("verified"),
        "DeletionProtection": text("deletion_protection"),
        "EnabledMfas": members("factors"),
        "LambdaConfig": nested(
            {
                **_asks(_EVENTS),
                "PreTokenGenerationConfig": nested(
                    {
                        "LambdaArn": text("asks", "tokens", "function"),
                        "LambdaVersion": text("asks", "tokens", "version"),
                    }
                ),
            }
        ),
        "MfaConfiguration": text("mfa"),
        "Policies": nested(
            {
                "PasswordPolicy": nested(
                    {
                        "MinimumLength": whole("password", "length"),
                        "RequireLowercase": flag("password", "lowercase"),
                        "RequireNumbers": flag("password", "numbers"),
                        "RequireSymbols": flag("password", "symbols"),
                        "RequireUppercase": flag("password", "uppercase"),
                        "TemporaryPasswordValidityDays": whole("password", "temporary"),
                    }
                )
            }
        ),
        "UserPoolAddOns": nested({"AdvancedSecurityMode": text("threat_protection")}),
        "UserPoolTags": tags(),
        "UserPoolTier": text("tier"),
        "UsernameAttributes": members("sign_in"),
        "UsernameConfiguration": nested({"CaseSensitive": flag("case_sensitive")}),
    },
    asked={"Ref": "id", "UserPoolId": "id", "Arn": "arn", "ProviderName": "provider"},
    unnoticed=(property_("DeletionProtection", "INACTIVE", CDK),),
)


_AWS_POOL = Spelling(
    "aws_cognito_user_pool",
    named("name"),
    {
        "account_recovery_setting": block(
            {"recovery_mechanism": keyed("name", {"priority": whole("priority")}, "recovery")}
        ),
        "admin_create_user_config": block({"allow_admin_create_user_only": flag("administrators_only")}),
        "auto_verified_attributes": members("verified"),
        "deletion_protection": text("deletion_protection"),
        "lambda_config": block(
            {
                **_asks({each: each for each in _EVENTS.values()}),
                "pre_token_generation_config": block(
                    {
                        "lambda_arn": text("asks", "tokens", "function"),
                        "lambda_version": text("asks", "tokens", "version"),
                    }
                ),
            }
        ),
        "mfa_configuration": text("mfa"),
        "password_policy": block(
            {
                "minimum_length": whole("password", "length"),
                "require_lowercase": flag("password", "lowercase"),
                "require_numbers": flag("password", "numbers"),
                "require_symbols": flag("password", "symbols"),
                "require_uppercase": flag("password", "uppercase"),
                "temporary_password_validity_days": whole("password", "temporary"),
            }
        ),
        "software_token_mfa_configuration": block({"enabled": flag("factors", "SOFTWARE_TOKEN_MFA")}),
        "tags": tags(),
        "user_pool_add_ons": block({"advanced_security_mode": text("threat_protection")}),
        "user_pool_tier": text("tier"),
        "username_attributes": members("sign_in"),
        "username_configuration": block({"case_sensitive": flag("case_sensitive")}),
    },
    asked={"id": "id", "arn": "arn", "endpoint": "provider"},
    unnoticed=(argument("deletion_protection", "INACTIVE"),),
)

_CLIENT = Spelling(
    "AWS::Cognito::UserPoolClient",
    about("{UserPoolId} < {ClientName}"),
    {
        "AccessTokenValidity": whole("access_token"),
        "AllowedOAuthFlows": members("oauth", "flows"),
        "AllowedOAuthFlowsUserPoolClient": flag("oauth"),
        "AllowedOAuthScopes": members("oauth", "scopes"),
        "CallbackURLs": members("callbacks"),
        "LogoutURLs": members("logouts"),
        "SupportedIdentityProviders": members("providers"),
        "ExplicitAuthFlows": members("flows"),
        "GenerateSecret": flag("secret"),
        "IdTokenValidity": whole("id_token"),
        "PreventUserExistenceErrors": text("existence"),
        "RefreshTokenValidity": whole("refresh_token"),
        "TokenValidityUnits": nested(
            {
                "AccessToken": text("unit", "access_token"),
                "IdToken": text("unit", "id_token"),
                "RefreshToken": text("unit", "refresh_token"),
            }
        ),
    },
    asked={"Ref": "id", "ClientId": "id"},
)

_AWS_CLIENT = Spelling(
    "aws_cognito_user_pool_client",
    about("{user_pool_id} < {name}"),
    {
        "access_token_validity": whole("access_token"),
        "allowed_oauth_flows": members("oauth", "flows"),
        "allowed_oauth_flows_user_pool_client": flag("oauth"),
        "allowed_oauth_scopes": members("oauth", "scopes"),
        "callback_urls": members("callbacks"),
        "logout_urls": members("logouts"),
        "supported_identity_providers": members("providers"),
        "explicit_auth_flows": members("flows"),
        "generate_secret": flag("secret"),
        "id_token_validity": whole("id_token"),
        "prevent_user_existence_errors": text("existence"),
        "refresh_token_validity": whole("refresh_token"),
        "token_validity_units": block(
            {
                "access_token": text("unit", "access_token"),
                "id_token": text("unit", "id_token"),
                "refresh_token": text("unit", "refresh_token"),
            }
        ),
    },
    asked={"id": "id"},
)

_DOMAIN = Spelling(
    "AWS::Cognito::UserPoolDomain",
    named("Domain"),
    {
        "CustomDomainConfig": nested({"CertificateArn": text("certificate")}),
        "ManagedLoginVersion": whole("version"),
        "UserPoolId": text("pool"),
    },
    asked={"Ref": "domain", "CloudFrontDistribution": "host"},
)

_AWS_DOMAIN = Spelling(
    "aws_cognito_user_pool_domain",
    named("domain"),
    {
        "certificate_arn": text("certificate"),
        "managed_login_version": whole("version"),
        "user_pool_id": text("pool"),
    },
    asked={"cloudfront_distribution": "host"},
)

_SERVER = Spelling(
    "AWS::Cognito::UserPoolResourceServer",
    about("{UserPoolId} {Identifier}"),
    {
        "Name": text("name"),
        "Scopes": keyed("ScopeName", {"ScopeDescription": text("says")}, "scopes"),
    },
)

_AWS_SERVER = Spelling(
    "aws_cognito_resource_server",
    about("{user_pool_id} {identifier}"),
    {
        "name": text("name"),
        "scope": keyed("scope_name", {"scope_description": text("says")}, "scopes"),
    },
)

KINDS = (
    Kind(
        name="user_pool",
        cloudformation=(_POOL,),
        terraform=(_AWS_POOL,),
        answers={
            "id": "<id of user pool {name}>",
            "arn": "arn:{place.partition}:cognito-idp:{place.region}:{place.account}:userpool/<id of {name}>",
            "provider": "cognito-idp.{place.region}.amazonaws.com/<id of {name}>",
        },
        defaults={
            ("administrators_only",): False,
            ("deletion_protection",): "INACTIVE",
            ("mfa",): "OFF",
            ("tier",): "ESSENTIALS",
            ("case_sensitive",): True,
        },
    ),
    Kind(
        name="user_pool_client",
        cloudformation=(_CLIENT,),
        terraform=(_AWS_CLIENT,),
        answers={"id": "<id of app {name}>"},
        defaults={("secret",): False},
    ),
    Kind(
        name="user_pool_domain",
        cloudformation=(_DOMAIN,),
        terraform=(_AWS_DOMAIN,),
        answers={"domain": "{name}", "host": "<host of {name}>"},
        defaults={("version",): 1},
    ),
    Kind(name="resource_server", cloudformation=(_SERVER,), terraform=(_AWS_SERVER,)),
)
