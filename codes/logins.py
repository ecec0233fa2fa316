"""Logging in to the workbench after the password: a second step with the codes of an app (TOTP), and recovery codes.

Whoever has set up a second step is asked for a code; where `REQUIRE_TOTP` is on, whoever has none begins with it. A
login lasts as long as it is used. Failed passwords are counted by django-axes, failed codes by django-otp.
"""

import time
from base64 import b32encode
from math import ceil
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp import login as note_device
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from codes.private import unkept
from smtp_replies.characters import plain

RECOVERY_CODES = 10
_DIGITS = 6  # of a code of an app; a recovery code is longer
_ASK, _SET_UP = "admin:code", "admin:second-step"


def next_step(user: Any) -> str:
    """Return the name of the page that stands between a password and the workbench; none where nothing does."""
    if getattr(user, "otp_device", None):  # which an account has not yet in the request that brings its password
        return ""
    if app_of(user):
        return _ASK
    return _SET_UP if settings.REQUIRE_TOTP else ""


def app_of(user: AbstractBaseUser) -> TOTPDevice | None:
    """Return what makes the codes of somebody who has set up a second step."""
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return device


def codes_left(user: AbstractBaseUser) -> int:
    """Return how many recovery codes somebody has."""
    number: int = StaticToken.objects.filter(device__user=user).count()
    return number


def forget(user: AbstractBaseUser) -> None:
    """Take away somebody's second step and recovery codes."""
    for devices in (TOTPDevice, StaticDevice):
        devices.objects.filter(user=user).delete()


def prolong(session: SessionBase) -> None:
    """Let a login that is in use last; once a minute, since each write waits for those of others."""
    if session.get("minute") != (minute := int(time.time() // 60)):
        session["minute"] = minute


class CodeForm(forms.Form):
    """A code of somebody's app, or, where one is asked for, a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        widget=forms.TextInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
    )
    device: Any = None  # which a right code has proved

    def __init__(self, user: AbstractBaseUser, *args: Any, app: TOTPDevice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.app = user, app
        # Where the app is set up, the page is read from its beginning, which a phone would scroll out of sight.
        self.fields["code"].widget.attrs["autofocus"] = app is None

    def clean_code(self) -> str:
        """Refuse a code that is not right, was used before, or comes too soon after wrong ones."""
        code = "".join(plain(self.cleaned_data["code"]).replace("-", " ").split()).lower()
        device = self._device(code)
        if device is not None:
            is_allowed, why = device.verify_is_allowed()
            if not is_allowed:
                raise ValidationError(_wait(ceil((why["locked_until"] - timezone.now()).total_seconds())))
            self.device = verify_token(self.user, device.persistent_id, code)
        if self.device is None:
            raise ValidationError(_WRONG, code="wrong")
        return code

    def _device(self, code: str) -> Any:
        if self.app or len(code) == _DIGITS:
            return self.app or app_of(self.user)
        return StaticDevice.objects.filter(user=self.user).first()


def _wait(seconds: int) -> str:
    said = ngettext(
        "Several codes were wrong. Wait %(seconds)d second, then try again.",
        "Several codes were wrong. Wait %(seconds)d seconds, then try again.",
        seconds,
    )
    return said % {"seconds": seconds}


def ask(request: HttpRequest) -> HttpResponse:
    """Ask whoever came with a password for a code."""
    user: Any = request.user
    if not is_staff(user):
        return redirect_to_login(_next(request), reverse("admin:login"))
    if next_step(user) != _ASK:
        return redirect(_next(request))
    form = CodeForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        _come_in(request, form.device)
        return redirect(_next(request))
    return _page(request, "code", {"title": _("Second step"), "form": form, "next": _next(request)})


def set_up(request: HttpRequest) -> HttpResponse:
    """Set up a second step, or another one in its place: an app gets a secret and proves it, then come the codes."""
    user: Any = request.user
    if not is_staff(user) or next_step(user) == _ASK:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    app = TOTPDevice.objects.filter(user=user, confirmed=False).first() or TOTPDevice(user=user, confirmed=False)
    if app.pk is None:
        app.save()
    form = CodeForm(user, request.POST if request.method == "POST" else None, app=app)
    if form.is_valid():
        codes = _confirm(form.device)
        _come_in(request, form.device)
        return _page(request, "recovery_codes", {"title": _("Recovery codes"), "codes": codes, "next": _next(request)})
    secret = b32encode(app.bin_key).decode()
    context = {
        "title": _("Second step"),
        "form": form,
        "picture": _picture(app.config_url),
        "address": app.config_url,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "is_on": user.is_verified(),
        "left": codes_left(user),
        "next": _next(request),
    }
    return _page(request, "second_step", context)


def is_staff(user: Any) -> bool:
    """Whether somebody may work here at all."""
    return bool(isinstance(user, User) and user.is_active and user.is_staff)


@transaction.atomic
def _confirm(app: TOTPDevice) -> list[str]:
    """Make an app the only one of its user, with new recovery codes, which are returned and never shown again."""
    TOTPDevice.objects.filter(user=app.user).exclude(pk=app.pk).delete()
    StaticDevice.objects.filter(user=app.user).delete()
    app.confirmed = True
    app.save()
    recovery = StaticDevice.objects.create(user=app.user)
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=recovery, token=code) for code in codes)
    return [f"{code[:4]} {code[4:]}" for code in codes]


def _come_in(request: HttpRequest, device: Any) -> None:
    request.session.cycle_key()
    note_device(request, device)


def _next(request: HttpRequest) -> str:
    """Return where somebody was going, if that is here."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_here else reverse("admin:index")


def address_of(step: str, wanted: str) -> str:
    """Return the address of a step that leads on to where somebody was going."""
    return f"{reverse(step)}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"


def _picture(text: str) -> SafeString:
    """Return a text as the picture that an app reads: an element without a style, as the security policy wants it."""
    import qrcode  # noqa: PLC0415 - a start need not load what few ever see
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415

    image: str = qrcode.make(text, image_factory=SvgPathImage).to_string(encoding="unicode")
    return mark_safe(image)


def _page(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    known = admin.site.each_context(request)
    known["is_nav_sidebar_enabled"] &= known["has_permission"]  # it would lead nowhere
    text = render_to_string(f"admin/codes/{name}.html", known | context, request)
    return unkept(HttpResponse(text))


_WRONG = _(
    "This code is not right, or was used before. An app shows another one every 30 seconds; the clock of its phone has "
    "to be right."
)
