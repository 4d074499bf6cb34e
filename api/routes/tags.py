"""Tags."""

from api.http import route
from api.views import tags

urlpatterns = [
    route("v1/tags/<str:name>", "api_tag", get=tags.show),
    route("v1/tags/<str:name>/follow", "api_tag_follow", post=tags.follow),
    route("v1/tags/<str:name>/unfollow", "api_tag_unfollow", post=tags.unfollow),
    route("v1/followed_tags", "api_followed_tags", get=tags.followed),
    route("v1/featured_tags", "api_featured_tags", get=tags.featured, post=tags.feature),
    route("v1/featured_tags/suggestions", "api_featured_suggestions", get=tags.featured),
    route("v1/featured_tags/<number:id>", "api_featured_tag", delete=tags.unfeature),
    route("v1/accounts/<number:id>/featured_tags", "api_account_tags", get=tags.featured_by),
]
