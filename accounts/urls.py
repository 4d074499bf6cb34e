"""Addresses of signing in and up, settings, availability and invitations."""

from allauth.account import views as allauth
from django.urls import path, re_path

from accounts.http import refusing
from accounts.views import (
    availability,
    invitations,
    join,
    languages,
    organization,
    photos,
    settings,
)
from microblog.lib.http import methods

urlpatterns = [
    # allauth's own names, so that it finds them; our addresses.
    path("login", refusing(allauth.login), name="account_login"),
    path("logout", methods(post=allauth.logout), name="account_logout"),
    path("signup", refusing(allauth.signup), name="account_signup"),
    path("account/inactive", allauth.account_inactive, name="account_inactive"),
    path("confirm", allauth.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm/(?P<key>[-:\w]+)$", allauth.confirm_email, name="account_confirm_email"),
    path("password/reset", refusing(allauth.password_reset), name="account_reset_password"),
    path("password/reset/sent", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        refusing(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("password/change", refusing(allauth.password_change), name="account_change_password"),
    path("password/set", refusing(allauth.password_set), name="account_set_password"),
    path("reauthenticate", refusing(allauth.reauthenticate), name="account_reauthenticate"),
    path("email", methods(get=allauth.email), name="account_email"),
    path("join/<str:token>", methods(get=join.show, post=join.accept), name="join"),
    path("language", methods(post=languages.choose), name="set_language"),
    path(
        "me/availability",
        methods(get=availability.edit, post=availability.edit),
        name="availability",
    ),
    path("settings", methods(get=settings.index), name="settings"),
    path(
        "settings/profile",
        methods(get=settings.profile, post=settings.profile),
        name="settings_profile",
    ),
    path(
        "settings/language",
        methods(get=settings.language, post=settings.language),
        name="settings_language",
    ),
    path(
        "settings/display",
        methods(get=settings.display, post=settings.display),
        name="settings_display",
    ),
    path("settings/photo", methods(post=photos.update), name="settings_photo"),
    path(
        "settings/security",
        methods(get=settings.security, post=settings.security),
        name="settings_security",
    ),
    path("avatars/<str:handle>/<slug:version>", methods(get=photos.show), name="avatar"),
    path(
        "invitations",
        methods(get=invitations.index, post=invitations.create),
        name="invitations",
    ),
    path("invitations/<id:pk>/revoke", methods(post=invitations.revoke), name="revoke_invitation"),
    path(
        "organization",
        methods(get=organization.edit, post=organization.edit),
        name="organization",
    ),
]
