"""What a static host has to be told."""

from codes.hosting import for_live, headers_file, nginx_file, redirects_file

HEADERS = {"Content-Security-Policy": "default-src 'none'; form-action 'self'", "Cache-Control": "no-cache"}


def test_forms_may_be_sent_to_the_live_site():
    policy = for_live(HEADERS, "https://live.example.org")["Content-Security-Policy"]
    assert policy == "default-src 'none'; form-action 'self' https://live.example.org"


def test_headers_are_those_of_every_page():
    assert headers_file({"A": "1", "B": "2"}) == "/*\n  A: 1\n  B: 2\n"


def test_static_files_may_be_kept_and_pages_are_asked_after():
    pages, static = nginx_file(HEADERS, "/static/", "https://live.example.org").split("location /static/")
    assert 'add_header Cache-Control "no-cache" always;' in pages
    assert "immutable" in static
    assert "no-cache" not in static


def test_no_rule_hides_a_page_where_rules_come_before_files():
    for line in redirects_file("https://live.example.org").splitlines():
        assert line.split()[0] in {"/en/*", "/search/*", "/api/*"}
