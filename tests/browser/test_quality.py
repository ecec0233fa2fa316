"""What machines can judge of a page: the Nu HTML checker and axe."""

import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_kinds import PASTED, PATHS, PREFIXES
from running import BOUNCES, VNU

pytestmark = [pytest.mark.browser, pytest.mark.each_language]


# Targets of 24 px, or as much room around them, are asked for by the guidelines and not by axe's defaults.
# What passes is not asked for: to describe it takes axe half of its time.
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
# Colours and room have nothing to do with each other: each is seen once in both of its ways.
LOOKS = [("light", {"width": 1280, "height": 800}), ("dark", {"width": 375, "height": 667})]


# Colours that are still on their way from one scheme to the other have no contrast that anybody reads.
SETTLED = "() => Promise.allSettled(document.getAnimations().map(animation => animation.finished))"


def violations(page, complaints):
    """What axe finds; what the browser says of axe's own inline styles is no complaint about the page."""
    page.evaluate(SETTLED)
    before = list(complaints)
    results = Axe().run(page, options=OPTIONS)
    complaints[:] = before
    return "\n".join(
        f"{rule['id']}: {node['html'][:160]}" for rule in results.response["violations"] for node in rule["nodes"]
    )


def in_languages(kinds, is_whole):
    """Yield each kind in each language, or in one by turns."""
    for number, kind in enumerate(kinds):
        yield from ((kind, prefix) for prefix in (PREFIXES if is_whole else [PREFIXES[number % len(PREFIXES)]]))


@pytest.mark.html_checker
def test_the_html_checker_finds_no_error(page, request, tmp_path):
    is_whole = not request.config.getoption("pages")
    for number, (path, prefix) in enumerate(in_languages(PATHS, is_whole)):
        body = page.request.get(prefix + path).text()
        (tmp_path / f"{number}{(prefix + path).replace('/', '_')}.html").write_text(body, "utf-8")
    for number, (name, prefix) in enumerate(in_languages(PASTED, is_whole)):
        answer = page.request.post(f"{prefix}/lookup/", form={"text": (BOUNCES / f"{name}.eml").read_text("utf-8")})
        (tmp_path / f"answer{number}.html").write_text(answer.text(), "utf-8")
    result = subprocess.run(
        ["java", "-jar", str(VNU), "--errors-only", "--skip-non-html", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


def seen_in(number):
    """How the page of a kind is looked at: in each language and in both ways by turns."""
    return [(PREFIXES[number % len(PREFIXES)], *LOOKS[number % 2])]


def pytest_generate_tests(metafunc):
    """With --pages 0 each kind in all languages in both ways."""
    if "scheme" not in metafunc.fixturenames:
        return
    everywhere = [(prefix, *look) for prefix in PREFIXES for look in LOOKS]
    is_whole = not metafunc.config.getoption("pages")
    once = [""] if is_whole else ["", ""]  # an answer in English and in Arabic
    kinds = enumerate(PATHS if "path" in metafunc.fixturenames else once)
    looks = [(path, *look) for number, path in kinds for look in (everywhere if is_whole else seen_in(number))]
    names = ("path", "prefix", "scheme", "size")
    start = 0 if "path" in metafunc.fixturenames else 1
    metafunc.parametrize(names[start:], [look[start:] for look in looks])


def test_axe_finds_no_violation(page, complaints, path, prefix, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(prefix + path)
    assert violations(page, complaints) == ""


def test_axe_finds_no_violation_in_an_answer(page, complaints, prefix, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    for name in PASTED:
        page.goto(f"{prefix}/lookup/")
        page.fill("#id_text", (BOUNCES / f"{name}.eml").read_text("utf-8"))
        page.click("main button")
        page.wait_for_load_state()
        assert violations(page, complaints) == "", name


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_axe_finds_no_violation_in_the_workbench(workbench, complaints, prefix):
    page = workbench
    for path in (
        "/admin/",
        "/admin/codes/replycode/",
        "/admin/codes/replycode/1/change/",
        "/admin/codes/knownreply/add/",
        "/admin/auth/user/add/",
        "/admin/auth/user/1/change/",
        "/admin/auth/user/1/second-step/",
        "/admin/auth/group/1/change/",
        "/admin/second-step/",
        "/admin/edit/",
    ):
        page.goto(prefix + path)
        assert violations(page, complaints) == ""
