"""Filters, of both protocols."""

from api.http import route
from api.views import filters, v1_filters

urlpatterns = [
    route("v2/filters", "api_filters", get=filters.index, post=filters.create),
    route(
        "v2/filters/<number:id>",
        "api_filter",
        get=filters.show,
        put=filters.update,
        delete=filters.destroy,
    ),
    route(
        "v2/filters/<number:id>/keywords",
        "api_filter_keywords",
        get=filters.keywords,
        post=filters.add_keyword,
    ),
    route(
        "v2/filters/keywords/<number:id>",
        "api_filter_keyword",
        get=filters.keyword,
        put=filters.change_keyword,
        delete=filters.remove_keyword,
    ),
    route(
        "v2/filters/<number:id>/statuses",
        "api_filter_statuses",
        get=filters.statuses,
        post=filters.add_status,
    ),
    route(
        "v2/filters/statuses/<number:id>",
        "api_filter_status",
        get=filters.status,
        delete=filters.remove_status,
    ),
    route("v1/filters", "api_v1_filters", get=v1_filters.index, post=v1_filters.create),
    route(
        "v1/filters/<number:id>",
        "api_v1_filter",
        get=v1_filters.show,
        put=v1_filters.update,
        delete=v1_filters.destroy,
    ),
]
