"""From a section of a public page to the field that it shows, and back, in a real browser."""

import pytest
from django.conf import settings
from running import until
from test_quality import violations

pytestmark = pytest.mark.browser

BACK = {"": "View on site: English", "/ar": "عرض في الموقع: العربية"}
EDIT = {"": "Edit: how to fix it", "/ar": "تحرير: كيف تصلحه"}
SEE = {"": "See it on the site", "/ar": "اعرضه في الموقع"}
SAVE_AND_STAY = "[name=_continue]"


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_from_the_page_to_the_field_and_back(workbench, complaints, prefix):
    page = workbench
    language = prefix.removeprefix("/") or "en"
    page.goto(f"{prefix}/550/")
    link = page.locator("#fix + .edit a")
    link.wait_for()
    assert link.inner_text() == EDIT[prefix]
    assert violations(page, complaints) == ""
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{prefix}/admin/codes/replycode/*/change/#id_fix_{language}")
    field = page.locator(f"#id_fix_{language}")
    assert page.evaluate("document.activeElement.id") == f"id_fix_{language}"
    assert field.evaluate("field => field.getBoundingClientRect().top < innerHeight")
    assert page.locator(f".languages [data-language={language}]").get_attribute("aria-pressed") == "true"
    before = field.input_value()
    field.press("Control+End")
    field.type("\n\nzq7 added")
    page.click(SAVE_AND_STAY)
    page.locator(".messagelist .success").wait_for()
    assert page.evaluate("document.activeElement.id") == f"id_fix_{language}"
    page.get_by_role("link", name=BACK[prefix]).click()
    page.wait_for_url(f"**{prefix}/550/#fix")
    assert "zq7 added" in page.locator("#fix + .edit + .readers").text_content()
    page.locator("#fix + .edit a").click()
    page.locator(f"#id_fix_{language}").fill(before)
    page.click("[name=_save]")
    page.get_by_role("link", name=SEE[prefix]).click()
    page.wait_for_url(f"**{prefix}/550/#fix")
    assert "zq7 added" not in page.locator("#fix + .edit + .readers").text_content()


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/550/", ".answer .lead + .edit"),
        ("/550/", "#rcpt > .edit"),
        ("/5.7.26/", "#when + .edit"),
        ("/causes/tls/", "#signs + .edit"),
        ("/causes/tls/", ".situation h3 + .edit"),
        ("/compare/250/553/", "#verdict + .edit"),
        ("/providers/gmail/", ".replies li > .edit"),
        ("/errors/nodemailer/", ".replies li > .edit"),
        ("/5.7.515/", ".answer .lead + .edit"),
    ],
)
def test_every_kind_of_page_has_such_links(workbench, complaints, prefix, path, where):
    page = workbench
    page.emulate_media(forced_colors="active" if prefix else "none")
    page.set_viewport_size({"width": 375, "height": 667} if prefix else {"width": 1280, "height": 800})
    page.goto(prefix + path)
    page.locator(where).first.wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if not prefix:  # what axe reads of forced colours are not those that are seen
        assert violations(page, complaints) == ""


def test_a_fact_has_its_field_too(workbench):
    workbench.goto("/550/")
    workbench.locator("#session + .edit a").click()
    workbench.wait_for_url("**/change/#id_transcript")
    assert workbench.evaluate("document.activeElement.id") == "id_transcript"


def test_readers_see_nothing_and_ask_for_nothing(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/ar/550/")
    page.wait_for_load_state("networkidle")
    assert page.locator(".edit").count() == 0
    assert not [url for url in asked if "/admin/" in url]


def test_a_login_that_has_ended_takes_the_links_along(workbench):
    workbench.context.clear_cookies(name="sessionid")
    assert f"staff={'.'.join(code for code, _name in settings.LANGUAGES)}" in workbench.evaluate("document.cookie")
    workbench.goto("/ar/550/")
    until(lambda: "staff=" not in workbench.evaluate("document.cookie"))
    assert workbench.locator(".edit").count() == 0


def test_after_logout_there_is_no_link(workbench):
    workbench.click("#logout-form button")
    workbench.wait_for_load_state()
    assert "staff=" not in workbench.evaluate("document.cookie")
