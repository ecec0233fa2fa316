"""Anchors: a Django with its admin and modeltranslation and nothing of ours, its own page cache, a constant answer."""

import os
import sys
from pathlib import Path


def set_up() -> None:
    """Configure the bare Django; what it imports and keeps is what any site with these packages has."""
    import django  # noqa: PLC0415 - the constant answer is without Django
    from django.conf import settings  # noqa: PLC0415

    cached = "django.middleware.cache"
    settings.configure(
        SECRET_KEY="only for this bench",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[
            "modeltranslation",
            *(f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages")),
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[
            f"{cached}.UpdateCacheMiddleware",
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            f"{cached}.FetchFromCacheMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        ROOT_URLCONF="bench.bare",
        LANGUAGES=[("en", "English"), ("ar", "العربية")],
        LANGUAGE_CODE="en",
        USE_TZ=True,
    )
    django.setup()


def _page(_request, **_address):
    from django.http import HttpResponse  # noqa: PLC0415

    page = Path(os.environ["BENCH_PAGE"])
    return HttpResponse(page.read_bytes(), headers={"Content-Encoding": "gzip"} if page.suffix == ".gz" else None)


def cached(environ, start_response):
    """Django's own page cache, at its default settings."""
    return _cached_site()(environ, start_response)


def constant(_environ, start_response):
    """The server's constant answer."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


_site = None


def _cached_site():
    global _site, urlpatterns  # noqa: PLW0603 - made at the first request: the constant answer needs no Django
    if _site is None:
        set_up()
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
        from django.urls import re_path  # noqa: PLC0415

        urlpatterns = [re_path("", _page)]
        _site = get_wsgi_application()
    return _site


if __name__ == "__main__":  # a bare process, to be looked at until its input ends
    set_up()
    from django.core.wsgi import get_wsgi_application

    urlpatterns: list = []
    get_wsgi_application()
    print("ready", flush=True)
    sys.stdin.read()
