"""The synchronous application, which the server's threads run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "microblog.settings")
application = get_wsgi_application()
