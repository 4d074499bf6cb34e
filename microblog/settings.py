"""All settings: every value that differs between installations comes from the environment."""

from logging import LogRecord
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from microblog import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("SILLAGE_DATA") or BASE_DIR / "data").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# -- What it is ----------------------------------------------------------------------------------
DEBUG = env.flag("SILLAGE_DEBUG")
SECRET_KEY = env.secret("SILLAGE_SECRET_KEY", DATA_DIR / "keys" / "secret_key")
HOST = env.text("SILLAGE_HOST", "127.0.0.1")
PORT = env.number("SILLAGE_PORT", 8000)
# The address people type, such as https://sillage.example.com; it decides cookies and links.
ORIGIN_IS_SET = bool(env.text("SILLAGE_ORIGIN"))
ORIGIN = env.text("SILLAGE_ORIGIN", f"http://localhost:{PORT}").rstrip("/")
ALLOW_HTTP = env.flag("SILLAGE_ALLOW_HTTP")
SECURE = ORIGIN.startswith("https://")
ALLOWED_HOSTS = [
    *env.words("SILLAGE_HOSTS"),
    ORIGIN.split("://", 1)[-1].split(":")[0],
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
# Whose X-Forwarded-For is believed: the reverse proxy in front of us, nobody by default.
TRUSTED_PROXIES = env.networks("SILLAGE_TRUSTED_PROXIES")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "microblog",
    "ledger",
    "accounts",
    "feeds",
    "api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "api.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "microblog.urls"
WSGI_APPLICATION = "microblog.wsgi.application"
ASGI_APPLICATION = "microblog.asgi.application"
APPEND_SLASH = False
CSRF_FAILURE_VIEW = "accounts.views.refusals.stale_form"

# Requests that run at a time in this process, and how many more may wait.
THREADS = env.number("SILLAGE_THREADS", 8)
QUEUE = env.number("SILLAGE_QUEUE", 200)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "feeds.shell.shell",
            ],
        },
    }
]

# -- Where it keeps things -----------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'sillage.sqlite3'}")}
# The pool's threads are few and live long, so each keeps its connection.
DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was acknowledged survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
if REDIS_URL:
    # Channels know no database numbers: without its name in them, installations that share a
    # Redis would hear each other.
    LAYER_PREFIX = "sillage" + urlsplit(REDIS_URL).path
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": LAYER_PREFIX},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 100_000},
        }
    }

MEDIA_ROOT = DATA_DIR / "media"
MAX_UPLOAD = env.number("SILLAGE_MAX_UPLOAD_MB", 50) * 1024 * 1024
MAX_BODY = env.number("SILLAGE_MAX_BODY_MB", 60) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "microblog.static_storage.BundledManifestStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- Who gets in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "handle", "display_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_FORMS = {
    "login": "accounts.forms.passwords.LoginForm",
    "reset_password": "accounts.forms.passwords.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.passwords.NewPasswordForm",
    "change_password": "accounts.forms.passwords.ChangePasswordForm",
    "set_password": "accounts.forms.passwords.SetPasswordForm",
    "reauthenticate": "accounts.forms.passwords.ReauthenticateForm",
    "signup": "accounts.forms.signup.SignupForm",
    "user_token": "accounts.forms.signup.ResetLinkForm",
}
# How long the link in a mail can be used, in seconds and in days.
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
USERSESSIONS_TRACK_ACTIVITY = False

# -- Apps ----------------------------------------------------------------------------------------
# For suites that test apps: anybody may register, and nearly without limits. Never the default.
TEST_PROFILE = env.text("SILLAGE_PROFILE") == "test"
# Requests of one token (or one address without a token) in five minutes.
API_LIMIT = env.number("SILLAGE_API_LIMIT", 300)
# Signs what is pushed to devices; another secret would silence every device that subscribed.
VAPID_SECRET = env.secret("SILLAGE_VAPID_SECRET", DATA_DIR / "keys" / "vapid_secret")
# Tokens last until they are taken back; codes long enough to be typed.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 20 * 365 * 24 * 3600
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 600

# -- Languages and time --------------------------------------------------------------------------
LANGUAGE_CODE = env.text("SILLAGE_LANGUAGE", "fr")
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["microblog.formats"]
TIME_ZONE = env.text("SILLAGE_TIME_ZONE", "Europe/Paris")
USE_TZ = True
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# -- What browsers are told ----------------------------------------------------------------------
_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{_PREFIX}session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# TLS ends at the proxy, which says so: without it browsers would not be told to come back by https.
if SECURE and TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other names below this one are the organization's, not ours
    "security.W008",  # the proxy redirects: it is the one that answers plain HTTP
    "security.W021",  # the preload list is for a whole domain: its owner decides
]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}

# -- Mail ----------------------------------------------------------------------------------------
_MAIL = env.mail("SILLAGE_EMAIL_URL", f"filemail:///{DATA_DIR / 'mail'}")
EMAIL_BACKEND = _MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = str(_MAIL.get("EMAIL_FILE_PATH", ""))
EMAIL_HOST = _MAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("SILLAGE_EMAIL_FROM", "Sillage <sillage@localhost>")


# -- Logs --------------------------------------------------------------------------------------
# To the console, where a service manager keeps them; what people wrote is never in a log.
def _in_a_line(record: LogRecord) -> bool:
    """What anybody can send is refused in a line: where in our code is no news."""
    record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"in_a_line": {"()": "django.utils.log.CallbackFilter", "callback": _in_a_line}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "refusals": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["in_a_line"],
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["refusals"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
