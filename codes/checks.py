"""What `manage.py check --deploy` says of settings that Django knows nothing of."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def check_proxies(**_options: Any) -> list[CheckMessage]:
    """Warn of a public site that takes its proxy for the one client of all readers."""
    if not settings.SITE_URL.startswith("https:") or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "SITE_URL is https, so a proxy stands before the site, but TRUSTED_PROXIES is empty: rate limits and the "
            "login's count all readers as one.",
            hint="Name the proxy's address, as TRUSTED_PROXIES=127.0.0.1.",
            id="codes.W001",
        )
    ]


def check_second_step(**_options: Any) -> list[CheckMessage]:
    """Warn of a public site whose workbench a password alone opens."""
    if not settings.SITE_URL.startswith("https:") or settings.REQUIRE_TOTP:
        return []
    return [
        Warning(
            "REQUIRE_TOTP is off: whoever has no second step comes into the workbench by a password alone.",
            hint="Set REQUIRE_TOTP=true; the next login of each leads to setting it up.",
            id="codes.W002",
        )
    ]
