"""Every kind of page and of the workbench in every language, theme and width, to be looked at: make pictures."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from itertools import chain, product
from pathlib import Path

import openpyxl
from page_kinds import PASTED, PATHS, PREFIXES
from playwright.sync_api import Page, sync_playwright
from running import ROOT, RunningSite, bounce, manage, on_sqlite, serving

THEMES = ("light", "dark")
SIZES = ((375, 667), (768, 1024), (1440, 900))
INTO = ROOT / "var/pictures"
# Pages of the workbench, with what makes them worth a look: a text that changed, who works here, and a sheet.
DESK = {
    "work-list": "/admin/?language=ar",
    "work-to-come": "/admin/?language=en",
    "list": "/admin/codes/replycode/?q=55",
    "people": "/admin/auth/user/",
    "conflicts": "/admin/conflicts/",
    "deleted": "/admin/codes/knownreply/deleted/",
    "second-step": "/admin/second-step/",
    "password": "/admin/password_change/",
    "gone": "/admin/codes/replycode/987654/change/",
}
FORM = "/admin/codes/replycode/?q=553"
CHANGE = """
from codes.freshness import Grade
from codes.models import KnownReply, ReplyCode
row = ReplyCode.objects.get(code="553")
new = row.summary_en.removesuffix(".") + " today."
row.leave_behind("summary", row.summary_en, new, Grade.WRONG_BEFORE, "was not so")
row.summary_en = new
row.save()
KnownReply.objects.first().delete()
"""
SHEET = (
    ("Address", "English text", "Text to edit", "State", "Text before"),
    ("codes: 550 name_ar", "", "صندوق غير موجود أو رفض", "", "صندوق غير موجود أو رسالة مرفوضة"),
    ("codes: 553 name_ar", "", "اسم فيه `550` هنا", "", "عنوان غير مسموح به"),
    ("codes: 552 name_ar", "", "صندوق ممتلئ", "", "نص لم يكن هنا قط"),
    ("codes: 987 name_ar", "", "لا رمز كهذا", "", ""),
)


def shown(page: Page, prefix: str) -> Iterator[str]:
    """Bring every kind of page on the screen, and tell its name."""
    for path in PATHS:
        page.goto(prefix + path)
        yield path.strip("/").translate(str.maketrans("/?&=", "----")) or "home"
    for name in PASTED:
        page.goto(f"{prefix}/lookup/")
        page.fill("main textarea", bounce(name))
        press(page, "main form button")
        yield f"answer-{name}"


def desk(page: Page, prefix: str) -> Iterator[str]:
    """Bring every kind of page of the workbench on the screen, and tell its name."""
    page.goto(f"{prefix}/admin/login/")
    yield "desk-login"
    page.fill("#id_username", "root")
    page.fill("#id_password", "correct horse battery")
    press(page, "#login-form [type=submit]")
    for name, path in DESK.items():
        page.goto(prefix + path)
        yield f"desk-{name}"
    page.goto(prefix + FORM)
    press(page, "#result_list tbody th a")
    yield "desk-form"
    page.click(".languages [data-language=ar]")
    yield "desk-side-by-side"
    press(page, ".object-tools .historylink")
    yield "desk-history"
    page.goto(f"{prefix}/admin/sheets/")
    yield "desk-sheets"
    page.set_input_files("#id_sheet", {"name": "texts.xlsx", "mimeType": "", "buffer": sheet()})
    press(page, "form[enctype] button")
    yield "desk-sheet-brought"
    for path in ("/550/", "/compare/250/553/"):
        page.goto(prefix + path)
        page.locator(".edit").first.wait_for(state="attached")
        yield f"desk-edit-{path.strip('/').replace('/', '-')}"


def press(page: Page, selector: str) -> None:
    """Press what leads to another page, and wait for it: a picture on the way there fails."""
    with page.expect_navigation():
        page.click(selector)


def sheet() -> bytes:
    """Return a workbook with a text that is taken and two that are refused."""
    book, file = openpyxl.Workbook(), BytesIO()
    for row in SHEET:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def prepare(running: RunningSite) -> None:
    """Give the workbench something to do."""
    running.add_user("root")
    done = manage("shell", "--verbosity=0", "--command", CHANGE, **running.environment)
    done.check_returncode()


def main() -> None:
    """Draw them into var/pictures, the first screen and the whole page; a name on the command line chooses some."""
    wanted = sys.argv[1] if sys.argv[1:] else ""
    shutil.rmtree(INTO, ignore_errors=True)
    INTO.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(on_sqlite(Path(folder))) as running,
        sync_playwright() as playwright,
    ):
        prepare(running)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for prefix, theme, (width, height) in product(PREFIXES, THEMES, SIZES):
            size = {"width": width, "height": height}
            page = browser.new_context(base_url=running.address, viewport=size, color_scheme=theme).new_page()
            language = prefix.strip("/") or "en"
            for name in chain(shown(page, prefix), desk(page, prefix)):
                if wanted in name:
                    page.screenshot(path=INTO / f"{name}-{language}-{theme}-{width}.png")
                    page.screenshot(path=INTO / f"{name}-{language}-{theme}-{width}-whole.png", full_page=True)
            page.context.close()
        browser.close()
    print(f"{len(list(INTO.iterdir()))} pictures in {INTO.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
