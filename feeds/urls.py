"""Addresses of feeds, posts and files; those of groups and people are in places_urls."""

from django.urls import include, path

from feeds.views import (
    bookmarks,
    cards,
    files,
    home,
    pages,
    posts,
    reactions,
    reading,
    search,
    suggest,
    tags,
    threads,
    updates,
)
from microblog.lib.http import methods

urlpatterns = [
    path("", methods(get=home.index), name="home"),
    path("company", methods(get=home.company), name="company"),
    path("compose", methods(get=posts.compose), name="compose"),
    path("posts", methods(post=posts.create), name="posts"),
    path("p/<id:pk>", methods(get=threads.show), name="post"),
    path("p/<id:pk>/edit", methods(get=posts.edit, post=posts.edit), name="edit_post"),
    path("p/<id:pk>/history", methods(get=posts.history), name="post_history"),
    path("p/<id:pk>/menu", methods(get=posts.menu), name="post_menu"),
    path("p/<id:pk>/mute", methods(post=posts.mute), name="mute"),
    path("p/<id:pk>/retract", methods(post=posts.retract), name="retract"),
    path("p/<id:pk>/repost", methods(post=posts.repost), name="repost"),
    path("p/<id:pk>/bookmark", methods(post=bookmarks.update), name="bookmark"),
    path("p/<id:pk>/reactions", methods(get=reactions.index), name="reactions"),
    path("p/<id:pk>/reactions/<slug:kind>", methods(post=reactions.update), name="reaction"),
    path("bookmarks", methods(get=bookmarks.index), name="bookmarks"),
    path("cards", methods(get=cards.index), name="cards"),
    path("suggest", methods(get=suggest.index), name="suggest"),
    path("read", methods(post=reading.update), name="read"),
    path("search", methods(get=search.index), name="search"),
    path("updates", methods(get=updates.index), name="updates"),
    path("t/<str:name>", methods(get=tags.show), name="tag"),
    path("t/<str:name>/follow", methods(post=tags.follow), name="follow_tag"),
    path("files", methods(post=files.create), name="files"),
    path("files/<id:pk>/discard", methods(post=files.discard), name="discard_file"),
    path("files/<id:pk>/<slug:use>", methods(get=files.show), name="file"),
    path("shortcuts", methods(get=pages.shortcuts), name="shortcuts"),
    path("offline", methods(get=pages.offline), name="offline"),
    path("sw.js", methods(get=pages.service_worker), name="service_worker"),
    path("manifest.webmanifest", methods(get=pages.manifest), name="manifest"),
    path("favicon.ico", methods(get=pages.favicon), name="favicon"),
    path("", include("feeds.places_urls")),
]
