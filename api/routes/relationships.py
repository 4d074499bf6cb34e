"""What people are to each other."""

from api.http import route
from api.views import relationships

ONE = "v1/accounts/<number:id>"

urlpatterns = [
    route("v1/accounts/relationships", "api_relationships", get=relationships.index),
    route(
        "v1/accounts/familiar_followers",
        "api_familiar_followers",
        get=relationships.familiar_followers,
    ),
    route(f"{ONE}/followers", "api_followers", get=relationships.followers),
    route(f"{ONE}/following", "api_following", get=relationships.following),
    route(f"{ONE}/endorsements", "api_endorsements_of", get=relationships.endorsements_of),
    route(f"{ONE}/follow", "api_follow", post=relationships.follow),
    route(f"{ONE}/unfollow", "api_unfollow", post=relationships.unfollow),
    route(
        f"{ONE}/remove_from_followers",
        "api_remove_follower",
        post=relationships.remove_from_followers,
    ),
    route(f"{ONE}/mute", "api_mute", post=relationships.mute),
    route(f"{ONE}/unmute", "api_unmute", post=relationships.unmute),
    route(f"{ONE}/block", "api_block", post=relationships.block),
    route(f"{ONE}/unblock", "api_unblock", post=relationships.unblock),
    route(f"{ONE}/note", "api_note", post=relationships.note),
    # Two names of the same: apps before Mastodon 4.4 say pin.
    route(f"{ONE}/pin", "api_pin_person", post=relationships.endorse),
    route(f"{ONE}/unpin", "api_unpin_person", post=relationships.unendorse),
    route(f"{ONE}/endorse", "api_endorse", post=relationships.endorse),
    route(f"{ONE}/unendorse", "api_unendorse", post=relationships.unendorse),
    route("v1/endorsements", "api_endorsements", get=relationships.endorsements),
    route("v1/blocks", "api_blocks", get=relationships.blocks),
    route("v1/mutes", "api_mutes", get=relationships.mutes),
    route("v1/follow_requests", "api_follow_requests", get=relationships.follow_requests),
    route(
        "v1/follow_requests/<number:id>/authorize",
        "api_authorize_follow",
        post=relationships.answer_request,
    ),
    route(
        "v1/follow_requests/<number:id>/reject",
        "api_reject_follow",
        post=relationships.answer_request,
    ),
    route(
        "v1/domain_blocks",
        "api_domain_blocks",
        get=relationships.domain_blocks,
        post=relationships.change_domain_blocks,
        delete=relationships.change_domain_blocks,
    ),
]
