"""How codes, texts and references look in every template."""

import pytest

from codes.templatetags.reference import reference_url


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("RFC 5321 4.2.3", "https://www.rfc-editor.org/rfc/rfc5321.html#section-4.2.3"),
        ("RFC 3464 App. E", "https://www.rfc-editor.org/rfc/rfc3464.html#appendix-E"),
        ("RFC 876", "https://www.rfc-editor.org/rfc/rfc876.html"),
        ("draft-hall-prdr-00", "https://datatracker.ietf.org/doc/draft-hall-prdr-00/"),
    ],
)
def test_references_lead_to_their_section(reference, url):
    assert reference_url(reference) == url
