"""The product's settings, with one page more to compare the others with."""

from microblog.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
