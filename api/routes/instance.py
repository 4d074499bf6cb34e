"""What this server is."""

from django.urls import path

from api.http import route
from api.views import about, instance
from microblog.lib.http import methods

urlpatterns = [
    route("v1/instance", "api_v1_instance", get=instance.show_v1),
    route("v2/instance", "api_v2_instance", get=instance.show),
    route("v1/instance/rules", "api_rules", get=about.rules),
    route("v1/instance/extended_description", "api_description", get=about.extended_description),
    route("v1/instance/privacy_policy", "api_privacy_policy", get=about.nothing_written),
    route("v1/instance/terms_of_service", "api_terms", get=about.nothing_written),
    route("v1/instance/languages", "api_languages", get=about.languages),
    route("v1/instance/translation_languages", "api_translation", get=about.translation_languages),
    route("v1/instance/peers", "api_peers", get=about.others),
    route("v1/instance/domain_blocks", "api_instance_domain_blocks", get=about.others),
    route("v1/instance/activity", "api_activity", get=about.activity),
    route("v1/custom_emojis", "api_custom_emojis", get=about.custom_emojis),
    route("v1/announcements", "api_announcements", get=about.announcements),
    path(".well-known/nodeinfo", methods(get=instance.nodeinfo_links), name="nodeinfo_links"),
    path("nodeinfo/2.0", methods(get=instance.nodeinfo), name="nodeinfo"),
    path(".well-known/host-meta", methods(get=instance.host_meta), name="host_meta"),
    path("health", methods(get=instance.health), name="health"),
]
