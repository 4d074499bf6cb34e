"""Addresses of groups, people, messages and notifications."""

from django.urls import path

from feeds.views import follows, groups, memberships, messages, notifications, people, welcome
from microblog.lib.http import methods

urlpatterns = [
    path("groups", methods(get=groups.index), name="groups"),
    path("groups/new", methods(get=groups.new, post=groups.new), name="new_group"),
    path("g/<slug:slug>", methods(get=groups.show), name="group"),
    path(
        "g/<slug:slug>/settings",
        methods(get=groups.settings, post=groups.settings),
        name="group_settings",
    ),
    path("g/<slug:slug>/closing", methods(post=groups.closing), name="group_closing"),
    path("g/<slug:slug>/join", methods(post=memberships.join), name="group_join"),
    path("g/<slug:slug>/members", methods(get=memberships.index), name="group_members"),
    path("g/<slug:slug>/invite", methods(post=memberships.invite), name="group_invite"),
    path("g/<slug:slug>/requests/<id:pk>", methods(post=memberships.answer), name="group_request"),
    path(
        "g/<slug:slug>/members/<str:handle>",
        methods(post=memberships.change),
        name="group_member",
    ),
    path("people", methods(get=people.index), name="people"),
    path("@<str:handle>", methods(get=people.show), name="profile"),
    path("@<str:handle>/follow", methods(post=follows.update), name="follow"),
    path("messages", methods(get=messages.index), name="messages"),
    path("messages/new", methods(get=messages.new, post=messages.new), name="new_message"),
    path("messages/<id:pk>", methods(get=messages.show, post=messages.show), name="conversation"),
    path("notifications", methods(get=notifications.index), name="notifications"),
    path("notifications/done", methods(post=notifications.all_done), name="all_done"),
    path("notifications/<id:pk>", methods(get=notifications.visit), name="notification"),
    path("notifications/<id:pk>/done", methods(post=notifications.done), name="notification_done"),
    path("welcome", methods(get=welcome.index), name="welcome"),
    path("welcome/skip", methods(post=welcome.skip), name="skip_welcome"),
    path(
        "welcome/<slug:name>",
        methods(get=welcome.step, post=welcome.step),
        name="welcome_step",
    ),
]
