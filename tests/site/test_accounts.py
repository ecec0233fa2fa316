"""Users and groups of the workbench."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils import translation
from django_otp.plugins.otp_totp.models import TOTPDevice

from codes import logins

pytestmark = pytest.mark.django_db


def test_permissions_and_groups_have_names_in_both_languages():
    permission, group = Permission.objects.get(codename="add_replycode"), Group.objects.get(name="Support staff")
    assert (str(permission), str(group), str(Group(name="Other"))) == ("Reply codes: add", "Support staff", "Other")
    with translation.override("ar"):
        assert (str(permission), str(group)) == ("رموز الرد: إضافة", "فريق الدعم")


@pytest.mark.parametrize("path", ["auth/user/add/", "auth/group/", "conflicts/", "codes/replycode/"])
def test_the_style_of_languages_is_linked_once(admin_client, path):
    assert admin_client.get(f"/admin/{path}").text.count("admin/languages.css") == 1


def test_only_what_the_workbench_offers_can_be_permitted(admin_client):
    page = admin_client.get(f"/admin/auth/group/{Group.objects.first().pk}/change/").text
    assert "Reply codes: change" in page
    assert "Users: add" in page
    assert "session" not in page.lower().partition("id_permissions")[2]


def test_deleting_a_person_names_and_counts_what_goes_with_them(admin_client, support):
    logins._confirm(TOTPDevice.objects.create(user=support))
    page = admin_client.get(f"/ar/admin/auth/user/{support.pk}/delete/").text
    assert "TOTP" not in page
    assert "<bdi>support</bdi>" in page
    assert "المستخدمون: 1" in page
    assert "User_groups" not in page
    admin_client.post(f"/ar/admin/auth/user/{support.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=support.pk).exists()


def test_a_password_is_changed_and_the_way_of_logging_in_is_explained(admin_client, support):
    where = f"/ar/admin/auth/user/{support.pk}/password/"
    assert "ضاعت كلمة المرور الحالية" in admin_client.get(where).text
    new = {"usable_password": "true", "password1": "battery horse correct", "password2": "battery horse correct"}
    assert admin_client.post(where, new | {"set-password": "1"}).status_code == 302
    support.refresh_from_db()
    assert support.check_password("battery horse correct")
