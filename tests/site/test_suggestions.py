"""What the box suggests: the same for everybody, and small."""

import gzip

import pytest
from django.conf import settings

from codes import box, catalogue, suggestions
from codes.languages import localized

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
MOST = 15_000  # bytes, compressed


@pytest.fixture(params=LANGUAGES)
def prefix(request):
    return "" if request.param == settings.LANGUAGE_CODE else f"/{request.param}"


def test_one_small_list_has_every_code_cause_provider_and_program(client, prefix):
    response = client.get(f"{prefix}/suggestions.json")
    assert response["Content-Type"] == "application/json"
    assert len(gzip.compress(response.content)) <= MOST
    entries = response.json()["entries"]
    known = catalogue.current()
    assert {code for code, *_rest in entries} >= {*map(str, known.codes), "5.7.139", "5.7.515"}
    addresses = [url for _code, _name, url, *_rest in entries]
    rows = [*known.causes.values(), *known.providers, *known.shown_by]
    assert set(addresses) >= {
        localized(row.get_absolute_url(), prefix.strip("/") or settings.LANGUAGE_CODE) for row in rows
    }
    assert len(addresses) == len(set(addresses))
    assert [client.get(url).status_code for url in addresses[::25]] == [200] * len(addresses[::25])


def test_what_is_met_most_comes_first_and_what_was_invented_behind_it(client, prefix):
    entries = client.get(f"{prefix}/suggestions.json").json()["entries"]
    codes = [code for code, *_rest in entries if len(code) == 3]
    assert codes[0] == "550"
    assert codes.index("541") > codes.index("214")
    kinds = {code: kind for code, _name, _url, kind, _also in entries}
    assert (kinds["550"], kinds["450"], kinds["541"]) == ("permanent", "temporary", "outside")


def test_its_words_are_in_the_language_of_its_address(client):
    said = client.get("/ar/suggestions.json").json()
    assert said["counts"][:4] == ["لا اقتراحات", "اقتراح واحد", "اقتراحان", "3 اقتراحات"]
    assert said["kinds"]["permanent"] == "رفض دائم"
    assert said["entries"][0][1] == "المستلِم غير معروف"


def test_it_tells_the_script_how_much_to_show_and_of_how_long_a_line(client):
    said = client.get("/suggestions.json").json()
    assert len(said["counts"]) == suggestions.SHOWN + 1  # for none as well
    assert said["searchable"] == box.SEARCHABLE


def test_a_list_is_made_once_for_each_generation(client, prefix, django_assert_num_queries):
    client.get(f"{prefix}/suggestions.json")
    with django_assert_num_queries(1):  # the generation
        client.get(f"{prefix}/suggestions.json")
