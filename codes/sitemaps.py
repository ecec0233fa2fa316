"""Sitemaps: pages, codes, causes, providers, replies, and comparisons people ask for, each with its other languages."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.shortcuts import render
from django.urls import reverse

from codes import catalogue
from codes.fork import lists
from codes.models import Program, Provider


class _Section(Sitemap):
    """A section whose addresses follow SITE_URL, not the host of the request."""

    i18n = alternates = x_default = True
    limit = 10_000  # in all languages

    def get_urls(self, page=1, site=None, protocol=None):
        scheme, host = settings.SITE_URL.split("://")
        return self._urls(page, scheme, host)


class Pages(_Section):
    """Pages that are about no code in particular."""

    def items(self):
        return ["home", "compare-form", "causes", "providers", "errors", "about", "privacy"]

    def location(self, item):
        return reverse(item)


class Codes(_Section):
    def items(self):
        known = catalogue.current()
        return [*known.codes, *known.outside]

    def location(self, item):
        return reverse("code", args=[item])


class Causes(_Section):
    def items(self):
        return list(catalogue.current().causes.values())


class Providers(_Section):
    def items(self):
        return Provider.objects.all()


class Replies(_Section):
    """The lists of known replies that are longer than what the pages about their codes and causes show of them."""

    def items(self):
        return list(lists(catalogue.current()))

    def location(self, item):
        name, address = item
        return reverse(name, args=address)


class Programs(_Section):
    def items(self):
        return Program.objects.all()


class Comparisons(_Section):
    """The comparisons that people ask for; any other two codes can be compared, but are not advertised."""

    def items(self):
        return [(left.code, right.code) for left, right in catalogue.current().pairs]

    def location(self, item):
        return reverse("compare", args=item)


SECTIONS = {
    "pages": Pages,
    "codes": Codes,
    "causes": Causes,
    "providers": Providers,
    "replies": Replies,
    "programs": Programs,
    "comparisons": Comparisons,
}


def sitemap_index(request):
    """Django's own index would follow the host of the request."""
    locations = [settings.SITE_URL + reverse("sitemap", args=[section]) for section in SECTIONS]
    context = {"sitemaps": [{"location": location} for location in locations]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")
