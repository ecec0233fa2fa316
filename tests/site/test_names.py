"""Codes and proper names as HTML."""

import pytest
from django.utils.translation import override

from codes.names import code_only, described, proper


def test_nothing_that_is_shown_becomes_an_element():
    for shown in (code_only('<img src="x">'), proper('<img src="x">')):
        assert "<img" not in shown


def test_a_code_stays_left_to_right():
    assert code_only("550") == '<code dir="ltr" translate="no">550</code>'


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_proper_name_is_the_same_in_every_language(language):
    with override(language):
        assert proper("Gmail") == '<bdi lang="en" dir="ltr" translate="no">Gmail</bdi>'
        assert described("Gmail") == "Gmail"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", '<bdi lang="en" dir="ltr" translate="no">ImprovMX (forwarding)</bdi>'),
        ("ar", '<span><bdi lang="en" dir="ltr" translate="no">ImprovMX</bdi> (إعادة توجيه)</span>'),
        ("fr", "<span>ImprovMX (transfert)</span>"),
    ],
)
def test_a_name_that_describes_is_said_in_the_language(language, shown):
    with override(language):
        assert proper("ImprovMX (forwarding)") == shown
