"""The rows of the table: what each compares, its bar and its goal. Ratios are reference / ours: more is better."""

from dataclasses import dataclass

from page_kinds import PREFIXES

from bench.clients import HARD

NGINX = "nginx, same bytes"
LOADED = 200 + 8 * (len(PREFIXES) - 2)  # MB: two languages, and each further one


@dataclass(frozen=True)
class Row:
    """A figure of the table; one without a bar is to be known."""

    key: str
    name: str
    reference: str = ""
    bar: float | None = None
    goal: float | None = None
    unit: str = "ratio"
    at_most: bool = False  # the bar is a ceiling
    is_asserted: bool = False  # make bench fails where it does not hold


CACHED = (
    Row("page", "cached page, direct", NGINX, 0.36, 0.45),
    Row("page-nginx", "cached page, behind the shipped nginx", NGINX, 0.75, 0.85),
    Row("many", "cached pages, 5,000 addresses, direct", NGINX, 0.32, 0.40),
    Row("many-nginx", "cached pages, 5,000 addresses, behind nginx", NGINX, 0.55, 0.70),
    Row("static-many", "nginx itself, 5,000 addresses", "nginx, one address"),
    Row("304", "304", "our page", 1),
    Row("head", "HEAD", "our page, same client"),
    Row("head-unlike", "HEAD: headers unlike those of GET", "", 0, unit="", at_most=True),
    Row("p99", "cached page, p99 of 32 connections", "", 3, unit="ms", at_most=True),
    Row("django-cache", "Django's own page cache, same bytes", NGINX),
)
UNCACHED = (
    Row("compare", "uncached comparison", NGINX, 0.015),
    Row("code", "uncached code page", NGINX, 0.01),
    Row("search", "search", NGINX, 0.01),
)
READERS = (
    Row("alone", "reader's p99, alone", "", unit="ms", at_most=True),
    Row("worst", "reader's p99, 8 clients post 256 KB", "", 60, unit="ms", at_most=True),
    Row("slow", "reader's p99, 200 bodies at 1 byte/s", "", 60, unit="ms", at_most=True),
    Row("alone-nginx", "reader's p99, alone, behind nginx", "", unit="ms", at_most=True),
    Row("worst-nginx", "reader's p99, 8 clients post 256 KB, behind nginx", "", 60, unit="ms", at_most=True),
    Row("slow-nginx", "reader's p99, 200 bodies at 1 byte/s, behind nginx", "", 60, unit="ms", at_most=True),
)
EXPORT = (
    Row("export", "export, HTML only, two processes: pages/s", "Hugo, same text", 1.5, 3, is_asserted=True),
    Row("export-compressed", "export with compressed copies: pages/s", "", unit="pages/s"),
)
MEMORY = (
    Row("rest", "serving process at rest, above bare Django", "", 25, unit="MB", at_most=True),
    Row("all-rest", "all processes at rest", "", unit="MB", at_most=True),
    Row("loaded", "all processes after mixed load, page cache full", "", LOADED, unit="MB", at_most=True),
)
START = (
    Row("start", "cold start, content unchanged, to the first 200", "setup() + constant answer", 1.6, at_most=True),
    Row("first-look-up", "first look-up, a second after the start", "", 0.3, unit="s", at_most=True),
)
GROWTH = (
    Row("replies-code", "known replies × 10: uncached code page", "as shipped", 1.2, at_most=True),
    Row("replies-look-up", "known replies × 10: look-up of a bounce", "as shipped", at_most=True),
    Row("replies-first", "known replies × 10: first look-up", "as shipped", at_most=True),
    Row("replies-start", "known replies × 10: cold start", "as shipped", at_most=True),
    Row("replies-rest", "known replies × 10: memory at rest, more", "as shipped", unit="MB", at_most=True),
    Row("codes-code", "enhanced codes × 10: uncached code page", "as shipped", at_most=True),
    Row("codes-look-up", "enhanced codes × 10: look-up of a bounce", "as shipped", at_most=True),
    Row("codes-first", "enhanced codes × 10: first look-up", "as shipped", at_most=True),
    Row("codes-start", "enhanced codes × 10: cold start", "as shipped", at_most=True),
    Row("codes-rest", "enhanced codes × 10: memory at rest, more", "as shipped", unit="MB", at_most=True),
    Row("languages-code", "18 more languages: uncached code page", "as shipped", at_most=True),
    Row("languages-look-up", "18 more languages: look-up of a bounce", "as shipped", at_most=True),
    Row("languages-first", "18 more languages: first look-up", "as shipped", at_most=True),
    Row("languages-start", "18 more languages: cold start", "as shipped", at_most=True),
    Row(
        "languages-loaded", "18 more languages: memory after mixed load, each", "as shipped", 8, unit="MB", at_most=True
    ),
)
LOOK_UPS = (
    Row("bounce", "look-up of a bounce of 20 KB", unit="ms"),
    *(Row(name, f"look-up of 256 KB of {name}", unit="ms") for name in HARD),
)
