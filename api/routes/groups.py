"""Groups: ours, after the convention of apps that know groups."""

from api.http import route
from api.views import groups, members

urlpatterns = [
    route("v1/groups", "api_groups", get=groups.index, post=groups.create),
    route("v1/groups/relationships", "api_groups_relationships", get=groups.relationships),
    route("v1/groups/lookup", "api_groups_lookup", get=groups.lookup),
    route("v1/groups/search", "api_groups_search", get=groups.search),
    route(
        "v1/groups/<number:id>",
        "api_group",
        get=groups.show,
        put=groups.update,
        patch=groups.update,
        delete=groups.destroy,
    ),
    route("v1/groups/<number:id>/close", "api_group_close", post=groups.close),
    route("v1/groups/<number:id>/reopen", "api_group_reopen", post=groups.reopen),
    route(
        "v1/groups/<number:id>/statuses/<number:status_id>",
        "api_group_status",
        delete=groups.remove_status,
    ),
    route("v1/groups/<number:id>/memberships", "api_group_memberships", get=members.index),
    route("v1/groups/<number:id>/join", "api_group_join", post=members.join),
    route("v1/groups/<number:id>/leave", "api_group_leave", post=members.leave),
    route("v1/groups/<number:id>/membership_requests", "api_group_requests", get=members.requests),
    route(
        "v1/groups/<number:id>/membership_requests/<number:account_id>/authorize",
        "api_group_authorize",
        post=members.authorize,
    ),
    route(
        "v1/groups/<number:id>/membership_requests/<number:account_id>/reject",
        "api_group_reject",
        post=members.reject,
    ),
    route("v1/groups/<number:id>/invite", "api_group_invite", post=members.invite),
    route("v1/groups/<number:id>/promote", "api_group_promote", post=members.promote),
    route("v1/groups/<number:id>/demote", "api_group_demote", post=members.demote),
    route("v1/groups/<number:id>/kick", "api_group_kick", post=members.kick),
]
