"""What fails in the workbench is said in its language and logged without a word of what was typed."""

import json
import logging

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client
from editing import opened

from codes import failures
from codes.models import ReplyCode
from site_config.logs import JSONFormatter

pytestmark = pytest.mark.django_db

TYPED = "zq7typed"


@pytest.fixture
def root(client):
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))  # noqa: S106
    client.raise_request_exception = False
    return client


def address(prefix=""):
    return f"{prefix}/admin/codes/replycode/{ReplyCode.objects.get(code='551').pk}/change/"


def said(response):
    """What a failure's page says, in which language and direction, and where it leads on."""
    page = lxml.html.document_fromstring(response.text)
    (main,) = page.xpath("//main")
    links = [link.get("href") for link in main.xpath(".//a")]
    return (page.get("lang"), page.get("dir"), " ".join(main.text_content().split()), links)


PATTERN = {prefix: f"{prefix}/admin/codes/replycode/<path:object_id>/change/" for prefix in ("", "/ar")}


def logged(caplog):
    """The failures that stand in the log."""
    failures = [one for one in caplog.records if one.name == "workbench" or one.levelno >= logging.ERROR]
    return [json.loads(JSONFormatter().format(one)) for one in failures if one.name != "site.requests"]


def fail_with(monkeypatch, error):
    def fail(*_arguments, **_named):
        raise error

    monkeypatch.setattr("codes.records.RowAdmin.save_model", fail)


@pytest.mark.parametrize(
    ("error", "status", "english", "arabic"),
    [
        (OperationalError("database is locked"), 503, "The database is busy", "قاعدة البيانات مشغولة"),
        (InterfaceError("connection already closed"), 503, "The database is busy", "قاعدة البيانات مشغولة"),
        (IntegrityError(f"Key (slug)=({TYPED})"), 500, "Something went wrong on our side", "حدث خطأ لدينا"),
        (RuntimeError(TYPED), 500, "Something went wrong on our side", "حدث خطأ لدينا"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_save_that_fails(root, monkeypatch, caplog, error, status, english, arabic):
    fail_with(monkeypatch, error)
    for prefix, language, direction, sentence in (("", "en", "ltr", english), ("/ar", "ar", "rtl", arabic)):
        where, form = address(prefix), opened(root, address(prefix))
        caplog.clear()
        response = root.post(where, form | {"summary_en": TYPED})
        assert response.status_code == status
        lang, direction_of_page, text, links = said(response)
        assert (lang, direction_of_page, links) == (language, direction, [where, f"{prefix}/admin/"])
        assert sentence in text
        assert TYPED not in response.text
        (line,) = logged(caplog)
        told = {"method": "POST", "path": PATTERN[prefix], "user": User.objects.get().pk, "error": type(error).__name__}
        assert told.items() <= line.items()
        assert "/test_failures.py:" in line["places"][-1]
        assert TYPED not in repr(line)


def test_a_developer_sees_where_the_database_failed(root, monkeypatch, settings):
    settings.DEBUG = True
    fail_with(monkeypatch, OperationalError("no such table"))
    response = root.post(address(), opened(root, address()) | {"summary_en": TYPED})
    assert response.status_code == 500
    assert "Traceback" in response.text


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_database_that_is_gone_altogether(root, monkeypatch, prefix):
    def fail(*_arguments, **_named):
        raise OperationalError("unable to open database file")

    where = address(prefix)
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)
    response = root.get(where)
    assert response.status_code == 503
    assert said(response)[3] == [where, f"{prefix}/admin/"]


def test_a_form_without_its_token(support, caplog):
    client = Client(enforce_csrf_checks=True)
    client.force_login(support)
    for prefix, sentence in (("", "was opened under an earlier login"), ("/ar", "فُتح النموذج قبل تسجيل الدخول")):
        caplog.clear()
        response = client.post(address(prefix), {"summary_en": TYPED})
        assert response.status_code == 403
        assert sentence in said(response)[2]
        assert said(response)[3] == [address(prefix), f"{prefix}/admin/"]
        (line,) = logged(caplog)
        told = {"event": "CSRF", "method": "POST", "path": PATTERN[prefix], "user": support.pk}
        assert told.items() <= line.items()
        assert TYPED not in caplog.text
    assert said(client.post("/admin/logout/"))[3] == ["/admin/"]  # which is no form to go back to


def test_who_may_not_do_it(client, support, caplog):
    client.force_login(support)
    response = client.get("/ar/admin/auth/user/")
    assert response.status_code == 403
    assert "لا يملك حسابك صلاحية" in said(response)[2]
    assert said(response)[3] == ["/ar/admin/"]
    (line,) = logged(caplog)
    told = {"event": "PermissionDenied", "method": "GET", "path": "/ar/admin/auth/user/", "user": support.pk}
    assert told.items() <= line.items()


@pytest.mark.parametrize(("prefix", "sentence"), [("", "nothing in the workbench"), ("/ar", "لا شيء في لوحة العمل")])
def test_an_address_without_a_page(root, caplog, prefix, sentence):
    response = root.get(f"{prefix}/admin/nothing/")
    assert response.status_code == 404
    assert sentence in said(response)[2]
    assert said(response)[3] == [f"{prefix}/admin/"]
    assert logged(caplog) == []


def test_what_cannot_be_read(root, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    response = root.post(address("/ar"), dict.fromkeys("abcd", TYPED))
    assert response.status_code == 400
    assert "ما تتعذّر قراءته" in said(response)[2]


def test_what_fails_before_any_page_is_looked_for(client):
    """As under the name of another host."""
    response = client.get("/ar/admin/nothing/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "ما تتعذّر قراءته" in said(response)[2]


@pytest.mark.parametrize("path", ["/nothing/", "/550/admin/"])
def test_readers_have_pages_of_their_own(client, path):
    assert "/admin" not in client.get(path).text.replace(path, "")


# --- what the browser keeps


def test_a_save_is_acknowledged_only_when_it_is_saved(root):
    form = opened(root, address()) | {"kept": "abc123"}
    refused = root.post(address(), form | {"summary_en": ""})
    assert "kept-abc123" not in refused.cookies
    saved = root.post(address(), form | {"summary_en": "The mailbox is elsewhere."})
    assert (saved.status_code, saved.cookies["kept-abc123"]["samesite"]) == (302, "Lax")
    unchanged = root.post(address(), opened(root, address()) | {"kept": "abc124"})
    assert "kept-abc124" in unchanged.cookies


@pytest.mark.parametrize("name", ["", "a b", "sessionid=1", "A", "x" * 41, "é"])
def test_no_other_cookie_can_be_made(rf, name):
    response = failures.acknowledge(rf.post("/", {"kept": name}), HttpResponse())
    assert not response.cookies


def test_the_form_of_a_deleted_record_stays_at_its_address(root, support):
    where, add = address("/ar"), "/ar/admin/codes/replycode/add/"
    ReplyCode.objects.filter(code="551").delete()
    page = root.get(where)
    assert (page.status_code, "لا يوجد هذا السجل" in said(page)[2]) == (404, True)
    assert add in page.text
    root.force_login(support)  # who adds no codes
    assert add not in root.get(where).text


def test_nothing_is_kept_of_passwords_or_users(root):
    assert "kept-texts" not in root.get("/admin/auth/user/add/").text
    assert "kept-texts" in root.get(address()).text
