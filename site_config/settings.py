"""Settings: the environment decides, with values that suit a developer's machine. SITE_URL decides the rest."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from codes.languages import in_language
from codes.tables import MOST_BYTES
from site_config.clients import parse_limits, parse_networks

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")  # what the running site makes: database, secret key, static files
CONTENT_DIR = env.path("CONTENT_DIR", BASE_DIR / "content")

DEBUG = env.bool("DEBUG", False)
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path:
    raise ImproperlyConfigured(f"SITE_URL must be like https://example.org, not {SITE_URL!r}")
_https = _site.scheme == "https"
FEEDBACK_URL = env.str("FEEDBACK_URL", "")  # where readers report what is wrong; empty: nowhere
_feedback = urlsplit(FEEDBACK_URL)
_leads = _feedback.hostname if _feedback.scheme == "https" else _feedback.scheme == "mailto" and "@" in _feedback.path
if FEEDBACK_URL and not _leads:
    raise ImproperlyConfigured(
        f"FEEDBACK_URL must be like https://example.org/report or mailto:…, not {FEEDBACK_URL!r}"
    )

_key_file = VAR_DIR / "secret-key"  # made once by make
SECRET_KEY = env.str("SECRET_KEY", "") or (_key_file.read_text().strip() if _key_file.exists() else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY is not set and {_key_file} is missing; make run creates it")
ALLOWED_HOSTS = [_site.hostname, "127.0.0.1", "localhost", "[::1]"]

try:  # proxies whose X-Forwarded-For is believed
    TRUSTED_PROXIES = parse_networks(env.list("TRUSTED_PROXIES", []))
except ValueError as error:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES must be like 127.0.0.1,10.0.0.0/8: {error}") from error
try:
    RATE_LIMITS = parse_limits(env.str("RATE_LIMITS", ""))
except ValueError as error:
    raise ImproperlyConfigured(f"RATE_LIMITS must be like look-up=120,search=240,login=10, not {error}") from error
CACHE_URL = env.str("CACHE_URL", "")  # a Redis or Valkey that machines share
_cache = urlsplit(CACHE_URL)
if CACHE_URL and not (_cache.scheme in {"redis", "rediss", "valkey", "valkeys"} and _cache.hostname):
    raise ImproperlyConfigured("CACHE_URL must be like redis://:password@host:6379/0 or valkey://host")

INSTALLED_APPS = [
    "codes",
    "modeltranslation",  # before the admin, whose forms it extends
    "codes.apps.WorkbenchConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]
MIDDLEWARE = [
    "site_config.middleware.RequestLogMiddleware",
    "site_config.middleware.ResponseHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "site_config.middleware.PagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "site_config.middleware.ReadersMiddleware",
    "site_config.middleware.WorkbenchSessionMiddleware",
    "site_config.middleware.AddressLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "site_config.middleware.RefusalMiddleware",
    "site_config.middleware.RateLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "site_config.middleware.WorkbenchAuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "site_config.middleware.WorkbenchMessageMiddleware",
    "codes.failures.FailuresMiddleware",
    "axes.middleware.AxesMiddleware",
]
CSRF_FAILURE_VIEW = "codes.views.permission_denied"
ROOT_URLCONF = "site_config.urls"
WSGI_APPLICATION = "site_config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["site_config.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "codes.languages.addresses",
            ],
        },
    }
]

# SQLite, one file with the rest of what the site makes; or the PostgreSQL that DATABASE_URL names.
# A thread of the server keeps its connection for so many seconds; those of runserver end with each request.
_KEPT = 0 if DEBUG else 600
DATABASE = str(VAR_DIR / "db.sqlite3")  # as errors name it
_database: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATABASE,
    "CONN_MAX_AGE": _KEPT,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",  # a load reads before it writes: take the write lock at once
        "timeout": 5,  # seconds that a save waits for another's; what was typed is kept for a second try
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",  # what was saved outlives a power cut
    },
}
if (_url := env.str("DATABASE_URL", None)) is not None:
    DATABASE = "DATABASE_URL"
    _database = env.dj_db_url(DATABASE, engine="site_config.postgresql", conn_max_age=_KEPT, conn_health_checks=True)
    _named = _database["NAME"] or _database.get("OPTIONS", {}).get("service")
    if urlsplit(_url).scheme not in {"postgres", "postgresql"} or not _named or "@" in _named:
        raise ImproperlyConfigured(
            "DATABASE_URL must be like postgres://user:password@host/name, %-encoded where a password has marks"
        )
    _database["OPTIONS"] = {
        "connect_timeout": 10,
        "tcp_user_timeout": 10_000,  # milliseconds, after which a server that has vanished without a word is given up
        # Who waits for another's save is told so after as long as on SQLite; who vanished holds up nobody.
        "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s",
    } | _database.get("OPTIONS", {})
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WORKERS = env.int("WORKERS", 1)  # processes that serve
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 64)  # for the finished pages of all workers (site_config/finished.py)
LOOKUP_SECONDS = env.float("LOOKUP_SECONDS", 5)  # of the processor for one text; 0: read in the server's own process
CDN_SECONDS = env.int("CDN_SECONDS", 0)  # how long a content delivery network may hand out a page unasked
GENERATION_HEADER = "X-Content-Generation"  # by which a view tells the door that its page may be kept, and how long
# no-transform: a network that "protects" e-mail addresses would replace our examples by "[email protected]".
# no-cache: kept copies are asked after, so that an edit shows at once.
KEPT_PAGE_HEADERS = {"Cache-Control": "public, no-cache, no-transform"}
if CDN_SECONDS > 0:
    _lifetime = f"max-age={CDN_SECONDS}"
    KEPT_PAGE_HEADERS |= {"CDN-Cache-Control": _lifetime, "Surrogate-Control": _lifetime, "Surrogate-Key": "pages"}

LANGUAGE_CODE = "en"
LANGUAGES = [  # each by its own name
    *(("en", "English"), ("ar", "العربية"), ("es", "Español"), ("fr", "Français")),
    *(("ru", "Русский"), ("zh-hans", "简体中文"), ("fa", "فارسی")),
]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale/django"]  # our words; Django's, where its own are wrong
MODELTRANSLATION_ENABLE_FALLBACKS = False  # a text in another language is marked as such: see Content.text
MODELTRANSLATION_CUSTOM_FIELDS = ()
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = in_language
USE_I18N = True
FORMAT_MODULE_PATH = "site_config.formats"
TIME_ZONE = "UTC"

# A form or JSON may write each octet of a returned mail with six. The look-up takes MAX_BYTES of it, as test_forms.py
# holds: to import the engine here would take each start longer than all the rest.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 256 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES  # a sheet of texts
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # nothing sent touches the disk

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "site_config.logs.JSONFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"site": {"level": "INFO"}, "axes": {"level": "CRITICAL"}},  # of logins codes/failures.py tells
}
if not DEBUG:  # of what clients do wrong, and of each answer, the line of the request tells
    LOGGING["filters"] = {"failures": {"()": "django.utils.log.CallbackFilter", "callback": lambda one: one.exc_info}}
    LOGGING["loggers"] |= {
        "django": {"level": "ERROR"},
        "django.request": {"filters": ["failures"]},
        "django.security": {"level": "CRITICAL"},
    }

# Logins: names and addresses that failed too often wait; a second step (codes/logins.py); what is kept of it.
REQUIRE_TOTP = env.bool("REQUIRE_TOTP", False)  # whoever has no second step yet begins with it
SESSION_MINUTES = env.int("SESSION_MINUTES", 120, validate=validate.Range(min=1))  # without a request: a login ends
LOCKOUT_MINUTES = env.int("LOCKOUT_MINUTES", 15, validate=validate.Range(min=1))
HISTORY_DAYS = env.int("HISTORY_DAYS", 0, validate=validate.Range(min=0))  # 0: nothing is ever taken out of it
SESSION_COOKIE_AGE = SESSION_MINUTES * 60
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=LOCKOUT_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # by the name alone anybody could lock everybody out
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # what is said of how long to wait is true
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "site_config.middleware.login_address"
AXES_LOCKOUT_CALLABLE = "codes.failures.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next"]  # beside the password
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False  # it is in English
AXES_VERBOSE = False
OTP_TOTP_ISSUER = _site.hostname

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS += [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = ["^(healthz|readyz)$"]
SECURE_SSL_HOST = _site.netloc if _https else None  # not the Host header, which anybody writes
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
# The proxy that ends TLS must set this header itself and drop a client's (README, "Behind a proxy").
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
X_FRAME_OPTIONS = "DENY"
WHITENOISE_ALLOW_ALL_ORIGINS = False
SECURE_CSP = {  # in the shape of Django 6
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
# What a browser asks its user for; pages copy and share (which has no name in some browsers, and is theirs anyway).
PERMISSIONS_POLICY = {"clipboard-write": "(self)"} | dict.fromkeys(
    (
        *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "compute-pressure"),
        *("display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid"),
        *("identity-credentials-get", "idle-detection", "local-fonts", "local-network-access", "magnetometer"),
        *("microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create"),
        *("publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb", "window-management"),
        "xr-spatial-tracking",
    ),
    "()",
)
RESPONSE_HEADERS = {  # of every answer, with those that Django's SecurityMiddleware sets
    "Content-Security-Policy": "; ".join(" ".join([name, *sources]) for name, sources in SECURE_CSP.items()),
    "Permissions-Policy": ", ".join(f"{name}={allowed}" for name, allowed in PERMISSIONS_POLICY.items()),
    "Cross-Origin-Resource-Policy": "same-origin",
    # no-transform: a network that "protects" e-mail addresses would replace our examples by "[email protected]".
    # no-cache: kept copies are asked after, so that an edit shows at once.
    "Cache-Control": "no-cache, no-transform",
}
