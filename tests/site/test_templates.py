"""Templates as they are sent."""

import re

import pytest
from running import RELAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/ar/550/", "/providers/gmail/"])
def test_no_line_of_a_page_is_indented(client, path):
    page = client.get(path, follow=True).text
    markup = re.sub(r"<(pre|textarea)\b.*?</\1>", "", page, flags=re.DOTALL)
    own = re.findall(r"^[ \t]+<(?:article|header|h1|h2|main|nav|li|p)\b", markup, flags=re.MULTILINE)
    assert own == []


def test_blanks_in_what_was_pasted_stay(client):
    pasted = f"  {RELAY}\n    second line"
    assert "\n    second line" in client.post("/lookup/", {"text": "?!\n    second line"}).text
    assert client.post("/lookup/", {"text": pasted}).status_code == 200
