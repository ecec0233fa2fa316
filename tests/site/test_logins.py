"""Logging in: names that failed too often, the second step, logins that nobody uses, rules for passwords."""

import re
import time
from datetime import timedelta

import lxml.html
import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from codes import logins
from site_config.clients import parse_networks

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PASSWORD = "correct horse battery"  # noqa: S105
CODE, SET_UP = "/admin/login/code/", "/admin/second-step/"


@pytest.fixture(autouse=True)
def _no_other_limit(settings):
    """The limit of all requests is the subject of test_middleware.py."""
    settings.RATE_LIMITS = {}


def log_in(client, name, password=PASSWORD, prefix="", **sent):
    return client.post(f"{prefix}/admin/login/", {"username": name, "password": password, "next": "/admin/"}, **sent)


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


# --- names that failed too often

NEAR, FAR = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}


def fail(client, times=5, name="support", **sent):
    return [log_in(client, name, "wrong", **sent) for _time in range(times)]


@pytest.mark.parametrize(
    ("prefix", "said"),
    [("", "Too many logins with this name failed from your network"), ("/ar", "تكرر فشل تسجيل الدخول بهذا الاسم")],
)
def test_who_fails_too_often_waits_even_with_the_right_password(client, support, prefix, said):
    assert [response.status_code for response in fail(client, prefix=prefix, **NEAR)] == [200] * 4 + [429]
    response = log_in(client, "support", prefix=prefix, **NEAR)
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "no-store" in response["Cache-Control"]
    assert said in response.text
    assert "15" in response.text.partition(said)[2][:80]
    assert 'value="support"' in response.text
    assert PASSWORD not in response.text
    assert not is_in(client)


def test_only_that_name_from_that_address_waits(client, support, publisher):
    fail(client, **NEAR)
    assert log_in(client, "publisher", **NEAR).status_code == 302
    client.logout()
    assert log_in(client, "support", **FAR).status_code == 302


def test_behind_a_proxy_the_client_waits_and_not_the_proxy(client, support, settings):
    settings.TRUSTED_PROXIES = parse_networks(["127.0.0.1"])
    fail(client, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")
    assert AccessAttempt.objects.get().ip_address == "198.51.100.7"
    assert log_in(client, "support", HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7").status_code == 429
    assert log_in(client, "support", HTTP_X_FORWARDED_FOR="198.51.100.8").status_code == 302


def test_without_a_trusted_proxy_nobody_escapes_by_a_header(client, support):
    for number in range(5):
        fail(client, 1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", **NEAR)
    assert log_in(client, "support", HTTP_X_FORWARDED_FOR="198.51.100.77", **NEAR).status_code == 429


def test_the_addresses_of_one_subscriber_wait_together(client, support):
    for number in range(5):
        fail(client, 1, REMOTE_ADDR=f"2001:db8::{number}")
    assert log_in(client, "support", REMOTE_ADDR="2001:db8::77").status_code == 429
    assert log_in(client, "support", REMOTE_ADDR="2001:db8:0:1::7").status_code == 302


def test_an_address_that_cannot_be_known_waits_too(client, support):
    fail(client, REMOTE_ADDR="")
    assert log_in(client, "support", REMOTE_ADDR="").status_code == 429


def test_the_wait_ends_and_is_not_lengthened_by_trying(client, support):
    fail(client, **NEAR)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert log_in(client, "support", **NEAR).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert log_in(client, "support", **NEAR).status_code == 302


def test_a_login_takes_the_failures_before_it_away(client, support):
    fail(client, 4, **NEAR)
    log_in(client, "support", **NEAR)
    assert not AccessAttempt.objects.exists()
    client.logout()
    assert fail(client, 4, **NEAR)[-1].status_code == 200


def test_neither_a_password_nor_a_name_that_failed_is_logged(client, support, caplog):
    caplog.set_level("DEBUG")
    for _time in range(6):
        log_in(client, "zq7name", "zq7password", **NEAR)
    kept = AccessAttempt.objects.values().get()
    assert kept.pop("username") == "zq7name"
    assert "zq7" not in repr(kept)
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert "zq7" not in repr(logged)
    assert "192.0.2.1" not in repr(logged)
    assert "locked out" in logged


# --- the cookie by which public pages know staff


@pytest.mark.parametrize(("name", "languages"), [("translator", "ar"), ("support", ".".join(LANGUAGES))])
def test_a_cookie_tells_pages_from_login_to_logout_who_writes_which_languages(client, request, name, languages):
    request.getfixturevalue(name)
    response = log_in(client, name)
    told, session = response.cookies["staff"], response.cookies["sessionid"]
    assert (told.value, told["max-age"]) == (languages, session["max-age"])
    assert (told["samesite"], told["path"], told["httponly"], told["secure"]) == ("Lax", "/", "", "")
    response = client.post("/admin/logout/")
    assert (response.cookies["staff"].value, response.cookies["staff"]["max-age"]) == ("", 0)


def test_the_cookie_is_for_secure_connections_only_where_the_site_has_them(client, support, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert log_in(client, "support").cookies["staff"]["secure"]


def test_the_cookie_goes_where_a_login_has_ended_on_the_server(client, support):
    log_in(client, "support")
    Session.objects.all().delete()
    assert client.get("/admin/").cookies["staff"]["max-age"] == 0


def test_the_cookie_follows_what_a_person_may_write(client, translator):
    log_in(client, "translator")
    translator.person.languages = []
    translator.person.save()
    assert client.get("/admin/").cookies["staff"].value == ""


def test_who_has_not_taken_the_second_step_has_no_such_cookie(client, support):
    app = TOTPDevice.objects.create(user=support, confirmed=True)
    assert "staff" not in log_in(client, "support").cookies
    assert "staff" not in client.get(CODE).cookies
    response = client.post(CODE, {"code": f"{TOTP(app.bin_key).token():06d}"})
    assert response.cookies["staff"].value == ".".join(LANGUAGES)


# --- the second step


def code_of(app: TOTPDevice, steps: int = 0) -> str:
    """The code that an app shows, now or some steps of 30 seconds later."""
    totp = TOTP(app.bin_key, app.step, app.t0, app.digits)
    totp.time = time.time() + steps * app.step
    return f"{totp.token():06d}"


@pytest.fixture
def app(support):
    """The app of somebody who has set up a second step; that was a while ago."""
    app = TOTPDevice.objects.create(user=support, confirmed=False)
    support.recovery_codes = logins._confirm(app)
    return app


def test_a_code_of_the_app_opens_the_workbench(client, app):
    first = log_in(client, "support")
    assert (first.status_code, first["Location"]) == (302, "/admin/")
    page = client.get("/admin/codes/replycode/", follow=True)
    assert page.redirect_chain[-1][0].startswith(CODE)
    assert "Type the code that your app shows now" in page.text
    wanted = lxml.html.document_fromstring(page.text).xpath("//input[@name='next']/@value")[0]
    assert wanted == "/admin/codes/replycode/"
    response = client.post(CODE, {"code": code_of(app), "next": wanted})
    assert (response.status_code, response["Location"]) == (302, wanted)
    assert is_in(client)


@pytest.mark.parametrize("path", ["/admin/", "/admin/codes/replycode/", "/admin/password_change/", "/admin/conflicts/"])
def test_a_password_alone_opens_nothing(client, app, path):
    log_in(client, "support")
    for method in (client.get, client.post):
        assert method(path).status_code == 302
    page = client.get(SET_UP, follow=True)
    assert page.redirect_chain[-1][0].startswith(CODE)
    assert client.post(SET_UP, {"code": "123456"}).status_code == 302


def test_whoever_stops_at_the_code_can_log_out(client, app):
    log_in(client, "support")
    client.post("/admin/logout/")
    assert client.get(CODE)["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "This code is not right, or was used before"), ("/ar", "هذا الرمز غير صحيح")]
)
def test_a_wrong_code_is_refused_in_the_language_of_the_page(client, app, prefix, said):
    log_in(client, "support")
    right = code_of(app)
    response = client.post(prefix + CODE, {"code": "000000" if right != "000000" else "111111"})
    assert (response.status_code, said in response.text) == (200, True)
    assert not is_in(client)


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}-{1}"])
def test_a_code_is_read_as_people_write_it(client, app, typed):
    log_in(client, "support")
    code = code_of(app)
    client.post(CODE, {"code": typed.format(code[:3], code[3:])})
    assert is_in(client)


def test_a_code_in_arabic_digits_is_the_same(client, app):
    log_in(client, "support")
    client.post("/ar" + CODE, {"code": code_of(app).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))})
    assert is_in(client)


def test_a_code_opens_once(client, app):
    code = code_of(app)
    log_in(client, "support")
    client.post(CODE, {"code": code})
    client.post("/admin/logout/")
    log_in(client, "support")
    assert client.post(CODE, {"code": code}).status_code == 200
    assert not is_in(client)


def test_after_wrong_codes_even_the_right_one_waits(client, app, monkeypatch):
    log_in(client, "support")
    now = timezone.now()
    for _time in range(4):
        TOTPDevice.objects.update(throttling_failure_timestamp=now - timedelta(minutes=1))
        client.post(CODE, {"code": "12345a"})
    response = client.post("/ar" + CODE, {"code": code_of(app)})
    assert re.search("انتظر [0-9]+ ثوانٍ ثم أعد المحاولة", response.text)
    assert not is_in(client)
    TOTPDevice.objects.update(throttling_failure_timestamp=now - timedelta(minutes=1))
    client.post(CODE, {"code": code_of(app)})
    assert is_in(client)


def test_a_recovery_code_opens_once(client, app, support):
    codes = support.recovery_codes
    assert len({*codes}) == logins.RECOVERY_CODES
    log_in(client, "support")
    client.post(CODE, {"code": codes[3].upper()})
    assert is_in(client)
    assert logins.codes_left(support) == logins.RECOVERY_CODES - 1
    client.post("/admin/logout/")
    log_in(client, "support")
    assert client.post(CODE, {"code": codes[3]}).status_code == 200
    assert not is_in(client)


def test_an_operator_lets_the_last_superuser_in(client, app, capsys):
    call_command("addstatictoken", "support")
    log_in(client, "support")
    client.post(CODE, {"code": capsys.readouterr().out.strip()})
    assert is_in(client)


def test_nobody_comes_in_with_the_app_of_somebody_else(client, app, publisher):
    TOTPDevice.objects.create(user=publisher, confirmed=True)
    log_in(client, "publisher")
    assert client.post(CODE, {"code": code_of(app)}).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_a_code_leads_nowhere_else(client, app, wanted):
    log_in(client, "support")
    assert client.post(CODE, {"code": code_of(app), "next": wanted})["Location"] == "/admin/"


def set_up(client, prefix=""):
    """Set up a second step as somebody does who cannot scan the picture; return the app and the page of the codes."""
    page = lxml.html.document_fromstring(client.get(prefix + SET_UP).text)
    assert page.xpath("//div[@class='qr' and @role='img' and @aria-label]/*[name()='svg']")
    assert page.xpath("//@style") == []
    app = TOTPDevice.objects.get(confirmed=False)
    assert "".join(page.xpath("//ol//code/text()")[0].split()) in app.config_url
    return app, client.post(prefix + SET_UP, {"code": code_of(app), "next": "/admin/conflicts/"})


@pytest.mark.parametrize(("prefix", "said"), [("", "They are shown only now"), ("/ar", "لن تُعرض هذه الرموز مرة أخرى")])
def test_a_second_step_is_set_up_and_its_recovery_codes_are_shown_once(client, support, prefix, said):
    client.force_login(support)
    app, response = set_up(client, prefix)
    assert said in response.text
    assert "no-store" in response["Cache-Control"]
    codes = [text.replace(" ", "") for text in lxml.html.document_fromstring(response.text).xpath("//ul//code/text()")]
    assert sorted(codes) == sorted(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == logins.RECOVERY_CODES
    assert 'href="/admin/conflicts/"' in response.text
    assert is_in(client)
    again = client.get(prefix + SET_UP).text
    assert not [code for code in codes if code[:4] in again]
    assert app.key not in again
    assert ("10 recovery codes" in again) or ("10 رموز استرداد" in again)


def test_an_app_that_shows_another_code_is_not_set_up(client, support):
    client.force_login(support)
    client.get(SET_UP)
    assert "This code is not right" in client.post(SET_UP, {"code": "12345a"}).text
    assert logins.app_of(support) is None


def test_another_app_takes_the_place_of_the_first(client, app, support):
    log_in(client, "support")
    client.post(CODE, {"code": code_of(app)})
    other, _response = set_up(client)
    assert logins.app_of(support) == other
    assert TOTPDevice.objects.count() == 1
    assert logins.codes_left(support) == logins.RECOVERY_CODES
    assert is_in(client)


def test_readers_set_up_nothing(client):
    User.objects.create_user("reader", password=PASSWORD)
    for path in (SET_UP, CODE):
        assert client.get(path)["Location"].startswith("/admin/login/")
        client.force_login(User.objects.get(username="reader"))
    assert client.get(SET_UP)["Location"].startswith("/admin/login/")
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_where_it_is_required_the_first_login_leads_to_setting_it_up(client, support, settings, prefix):
    settings.REQUIRE_TOTP = True
    log_in(client, "support", prefix=prefix)
    for path in ("/admin/", "/admin/codes/replycode/"):
        assert client.get(prefix + path, follow=True).redirect_chain[-1][0].startswith(prefix + SET_UP)
    set_up(client, prefix)
    assert is_in(client)


def test_a_superuser_takes_the_second_step_of_somebody_away(admin_client, client, app, support):
    form = f"/admin/auth/user/{support.pk}/change/"
    where = f"/admin/auth/user/{support.pk}/second-step/"
    assert where in admin_client.get(form).text
    assert "with 10 recovery codes left" in admin_client.get(where).text
    assert "بقيت 10 رموز استرداد" in admin_client.get("/ar" + where).text
    assert admin_client.post(where).status_code == 302
    assert (logins.app_of(support), logins.codes_left(support)) == (None, 0)
    assert "Second step" in admin_client.get(f"/admin/auth/user/{support.pk}/history/").text
    log_in(client, "support")
    assert is_in(client)


def test_nobody_else_takes_it_away(client, app, publisher, support):
    client.force_login(publisher)
    assert client.post(f"/admin/auth/user/{support.pk}/second-step/").status_code == 403
    assert logins.app_of(support) == app


@pytest.mark.parametrize("model", ["otp_totp/totpdevice", "otp_static/staticdevice", "axes/accessattempt"])
def test_the_workbench_shows_no_secret_and_no_address(admin_client, model):
    assert admin_client.get(f"/admin/{model}/").status_code == 404


# --- a login that nobody uses, and passwords


def test_a_login_ends_when_it_is_not_used_and_lasts_while_it_is(client, support, monkeypatch):
    client.force_login(support)
    start = time.time()
    for minutes in (0, 90, 180):  # two hours would be too long
        monkeypatch.setattr(time, "time", lambda at=start + minutes * 60: at)
        monkeypatch.setattr(
            timezone,
            "now",
            lambda at=start + minutes * 60: timezone.datetime.fromtimestamp(at, timezone.get_default_timezone()),
        )
        assert is_in(client), minutes
        assert client.cookies["sessionid"]["max-age"] == 7200
    monkeypatch.setattr(
        timezone,
        "now",
        lambda at=start + 301 * 60: timezone.datetime.fromtimestamp(at, timezone.get_default_timezone()),
    )
    assert client.get("/admin/").status_code == 302


def test_a_login_is_written_once_a_minute(client, support, monkeypatch):
    client.force_login(support)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    client.get("/admin/")
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=5))
    client.get("/admin/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=4)


def test_a_database_that_is_busy_costs_nobody_a_page(client, support, monkeypatch, caplog):
    client.force_login(support)

    def fail(*_arguments, **_named):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.sessions.models.Session.save", fail)
    assert is_in(client)
    assert "a session could not be kept" in caplog.text
    monkeypatch.undo()
    assert is_in(client)


def test_a_login_that_could_not_be_kept_is_not_taken_for_one(client, support, monkeypatch):
    save = Session.save

    def fail_later(session, *arguments, **named):
        if named.get("force_update"):
            raise OperationalError("database is locked")
        save(session, *arguments, **named)

    monkeypatch.setattr(Session, "save", fail_later)
    said = client.post("/ar/admin/login/", {"username": support.username, "password": PASSWORD})
    assert (said.status_code, said.headers["Retry-After"]) == (503, "10")
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    ("prefix", "rules"),
    [
        ("", ("at least 12 characters", "commonly used password", "entirely numeric")),
        ("/ar", ("12 محرفًا", "الكلمات الشائعة", "أرقام")),
    ],
)
def test_the_rules_for_passwords_are_told_and_kept_in_both_languages(client, support, prefix, rules):
    client.force_login(support)
    where = f"{prefix}/admin/password_change/"
    page = client.get(where).text
    assert [rule for rule in rules if rule not in page] == []
    for password in ("tr0ub4dor", "123456789012345", "q1w2e3r4t5y6"):
        new = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
        assert client.post(where, new).status_code == 200, password
