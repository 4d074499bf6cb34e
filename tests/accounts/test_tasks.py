from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts.tasks import forget_expired_sessions
from microblog.lib import clock


@pytest.mark.django_db
def test_sessions_that_ended_are_forgotten_and_others_stay() -> None:
    now = clock.now()
    Session.objects.create(session_key="ended", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="lasts", expire_date=now + timedelta(days=1))

    forget_expired_sessions.call()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["lasts"]
