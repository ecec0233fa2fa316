"""English has no prefix, every other language has its own: /550/, /ar/550/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.generic import RedirectView

from codes import api, health, views
from codes.sitemaps import SECTIONS, sitemap_index
from codes.urls import urlpatterns as pages

urlpatterns = [
    # First, since most requests are for these, none of which is one of those below.
    *i18n_patterns(*pages, path("admin/", admin.site.urls), prefix_default_language=False),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap-index"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SECTIONS}, name="sitemap"),
    path("favicon.ico", views.favicon),
    path("api/v1/lookup", api.lookup, name="api-lookup"),
    # Not to //elsewhere, which would be another site.
    re_path("^en/+(?P<rest>[^/].*)$", RedirectView.as_view(url="/%(rest)s", permanent=True, query_string=True)),
    re_path("^en/+$", RedirectView.as_view(url="/", permanent=True)),
]
handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error
