"""A sheet of texts, corrected in a spreadsheet program and brought back, in a real browser."""

import pytest
from openpyxl import load_workbook
from running import new_site, serving
from test_quality import LOOKS, violations

pytestmark = pytest.mark.browser

MEANWHILE = {"en": "Changed by a colleague meanwhile.", "ar": "غيّره زميل في هذه الأثناء."}
MORE = {"en": "{} here", "ar": "{} هنا"}
SAID = {
    "en": ["29 texts will be changed", "1 row is refused", "1 text was changed here meanwhile and stays"],
    "ar": ["سيتغيّر 29 نصًّا", "صف واحد مرفوض", "نص واحد تغيّر هنا في هذه الأثناء ويبقى"],
}
SAVED = {"en": "29 texts were saved.", "ar": "حُفظ 29 نصًّا."}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of its own, since texts are changed that other tests look at."""
    with new_site(tmp_path_factory.mktemp("var")) as environment, serving(environment) as running:
        yield running.address


@pytest.fixture
def sheet(workbench, tmp_path):
    """A way to get the sheet of a language, on the page in that language."""

    def of(prefix, language):
        workbench.goto(f"{prefix}/admin/")
        workbench.click(".sheets a")
        workbench.select_option("#id_language", language)
        with workbench.expect_download() as download:
            workbench.click("form[action$='/texts/'] button")
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path

    return of


def corrected(path, language):
    """Correct the names of thirty records as a program does; the last one gets a code that is none of its."""
    workbook = load_workbook(path)
    lines = workbook.worksheets[0].iter_rows(min_row=2)
    names = [
        line for line in lines if line[0].value.startswith("codes: ") and line[0].value.endswith(f"name_{language}")
    ]
    for line in names[:30]:
        line[2].value = MORE[language].format(line[2].value)
    names[29][2].value += " 553"
    workbook.save(path)
    return [line[0].value.split()[1] for line in names[:30]], names[0][2].value


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ar", "ar")])
def test_thirty_corrections_of_which_one_is_refused_and_one_is_merged(workbench, sheet, complaints, prefix, language):
    page = workbench
    path = sheet(prefix, language)
    assert path.name == f"texts-{language}-all.xlsx"
    codes, name = corrected(path, language)
    # Meanwhile somebody changes another text of the first record.
    page.goto(f"{prefix}/admin/codes/replycode/?q={codes[0]}")
    with page.expect_navigation():
        page.click(".field-code a")
    page.fill(f"[name=summary_{language}]", MEANWHILE[language])
    page.click("[name=_save]")
    page.goto(f"{prefix}/admin/sheets/")
    assert violations(page, complaints) == ""
    page.set_input_files("#id_sheet", path)
    page.click("form[enctype] button")
    page.wait_for_selector("#plan")
    assert page.locator("#plan li").all_inner_texts()[:3] == SAID[language]
    assert page.locator("#changes .change").count() == 29
    assert page.locator("#refused .change").inner_text().count(f"codes: {codes[29]} name_{language}") == 1
    text = page.locator(f"#newer .text[lang={language}]")
    assert MEANWHILE[language].split()[0] in text.locator("ins").first.inner_text()
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        assert violations(page, complaints) == ""
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.click("#plan button")
    page.wait_for_selector(".messagelist")
    assert page.locator(".messagelist").inner_text() == SAVED[language]
    page.goto(f"{prefix}/{codes[0]}/")
    shown = page.locator("main").inner_text()
    assert name in shown
    assert MEANWHILE[language] in shown
    # The same sheet again: nothing is left to do but the refused row.
    page.goto(f"{prefix}/admin/sheets/")
    page.set_input_files("#id_sheet", path)
    page.click("form[enctype] button")
    page.wait_for_selector("#plan")
    assert page.locator("#changes").count() == 0
    assert page.locator("#refused .change").count() == 1
