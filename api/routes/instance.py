"""What this server is."""

from django.urls import path

from api.http import route
from api.views import instance
from microblog.lib.http import methods

urlpatterns = [
    route("v1/instance", "api_v1_instance", get=instance.show_v1),
    route("v2/instance", "api_v2_instance", get=instance.show),
    path(".well-known/nodeinfo", methods(get=instance.nodeinfo_links), name="nodeinfo_links"),
    path("nodeinfo/2.0", methods(get=instance.nodeinfo), name="nodeinfo"),
    path(".well-known/host-meta", methods(get=instance.host_meta), name="host_meta"),
    path("health", methods(get=instance.health), name="health"),
]
