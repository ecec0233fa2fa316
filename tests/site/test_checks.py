"""What a deployment check says of the site's own settings."""

import pytest
from running import manage

PUBLIC = {"SITE_URL": "https://example.org", "SECRET_KEY": "only for this test " * 4}


@pytest.mark.parametrize(
    ("more", "warned"), [({}, True), ({"TRUSTED_PROXIES": "127.0.0.1"}, False), ({"SITE_URL": "http://x"}, False)]
)
def test_a_public_site_names_its_proxy(more, warned):
    told = manage("check", "--deploy", "--tag", "security", **PUBLIC | more)
    assert ("codes.W001" in told.stderr) is warned
    assert "codes.W001" not in manage("check", **PUBLIC | more).stderr


@pytest.mark.parametrize(
    ("more", "warned"), [({}, True), ({"REQUIRE_TOTP": "true"}, False), ({"SITE_URL": "http://x"}, False)]
)
def test_a_public_site_asks_for_more_than_a_password(more, warned):
    told = manage("check", "--deploy", "--tag", "security", **PUBLIC | more)
    assert ("codes.W002" in told.stderr) is warned
    assert "codes.W002" not in manage("check", **PUBLIC | more).stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("SESSION_MINUTES", "0"), ("LOCKOUT_MINUTES", "soon"), ("HISTORY_DAYS", "-1"), ("REQUIRE_TOTP", "perhaps")],
)
def test_a_wrong_setting_of_logins_is_one_line(name, value):
    told = manage("check", **PUBLIC | {name: value})
    assert told.returncode == 1
    assert told.stderr.startswith("Setting: ")
    assert name in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", "proxy.example.com"),
        ("RATE_LIMITS", "look-up=many"),
        ("RATE_LIMITS", "lookup=5"),
        ("CACHE_URL", "memcached://127.0.0.1"),
        ("CACHE_URL", "redis:"),
    ],
)
def test_a_wrong_setting_is_one_line(name, value):
    told = manage("check", **PUBLIC | {name: value})
    assert told.returncode == 1
    assert told.stderr.startswith(f"Setting: {name} must be like ")
    assert len(told.stderr.splitlines()) == 1
