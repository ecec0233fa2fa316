"""Users and groups of the workbench; what they may do is said in the reader's language."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.admin import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.admin import TOTPDevice

from codes import logins
from codes.models import Person
from codes.rows import OTHERS

_GROUPS = {  # which the migrations make
    "Translators": gettext_lazy("Translators"),
    "Support staff": gettext_lazy("Support staff"),
    "Publishers": gettext_lazy("Publishers"),
}
_RIGHTS = {  # that are of no one model
    "write_every_language": gettext_lazy("Words of every language: write"),
    "write_facts": gettext_lazy("Facts: write"),
    "undo_others": gettext_lazy("What others changed or deleted: bring back"),
    "settle_conflicts": gettext_lazy("Conflicts with the content files: settle"),
}
_ACTIONS = {
    "add": gettext_lazy("%(name)s: add"),
    "change": gettext_lazy("%(name)s: change"),
    "delete": gettext_lazy("%(name)s: delete"),
    "view": gettext_lazy("%(name)s: view"),
}


def _group_name(group: Group) -> str:
    return str(_GROUPS.get(group.name, group.name))


def _permission_name(permission: Permission) -> str:
    if permission.codename in _RIGHTS:
        return str(_RIGHTS[permission.codename])
    model, action = permission.content_type.model_class(), permission.codename.partition("_")[0]
    if model is None or action not in _ACTIONS:
        return permission.name
    return str(_ACTIONS[action]) % {"name": capfirst(str(model._meta.verbose_name_plural))}


# Their names stand in the database, in English; wherever they are shown, they are shown so.
Group.add_to_class("__str__", _group_name)
Permission.add_to_class("__str__", _permission_name)


if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _UserAdmin = UserAdmin[User]
    _PasswordForm = AdminPasswordChangeForm[User]
    _UserForm = UserChangeForm[User]
else:
    _ModelAdmin, _UserAdmin = admin.ModelAdmin, UserAdmin
    _PasswordForm, _UserForm = AdminPasswordChangeForm, UserChangeForm


class _PeopleAdmin(_ModelAdmin):
    """What users and groups have in common."""

    class Media:
        js: ClassVar = ["admin/languages.js"]

    show_facets = admin.ShowFacets.NEVER

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Let each input have the direction of what stands in it."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["dir"] = "auto"
        return field

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the permissions for what the workbench has, as boxes: two lists are no good to listen to."""
        kwargs["widget"] = CheckboxSelectMultiple
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.related_model is Permission:
            models: list[Any] = [*self.admin_site._registry, Person]
            names = [model._meta.model_name for model in models]
            field.queryset = field.queryset.filter(content_type__model__in=names)
        return field

    def construct_change_message(self, request: Any, form: Any, formsets: Any, add: bool = False) -> Any:
        """Keep names of fields as they can be translated: not as labels, which begin with a capital letter."""
        message = super().construct_change_message(request, form, formsets, add)
        for changed in (part["changed"] for part in message if part.get("changed")):
            changed["fields"] = [name[:1].lower() + name[1:] for name in changed["fields"]]
        return message

    def get_deleted_objects(self, objs: Any, request: Any) -> Any:
        """Name who is deleted, and count what goes with them; not what only belongs to them."""
        _nested, counts, lacking, protected = super().get_deleted_objects(objs, request)
        fields: list[Any] = [field for field in self.opts.get_fields() if field.many_to_many]
        relations = (field.remote_field if field.concrete else field for field in fields)
        owned = (*(relation.through for relation in relations), Person, TOTPDevice, StaticDevice, StaticToken)
        names = {model._meta.verbose_name_plural for model in owned}
        rows = [format_html("{}: <bdi>{}</bdi>", capfirst(row._meta.verbose_name), row) for row in objs]
        return rows, {name: number for name, number in counts.items() if name not in names}, lacking, protected


admin.site.unregister([User, Group, TOTPDevice, StaticDevice])  # the latter show secrets, in English


@admin.register(Group)
class TeamAdmin(_PeopleAdmin, GroupAdmin):  # type: ignore[misc]  # its stubs name less than they take
    """Groups."""


class PasswordForm(_PasswordForm):
    """Django puts the two sentences together in English, whatever the language."""

    usable_password_help_text: Any = format_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        gettext_lazy("Without a password the user cannot log in here."),
        gettext_lazy("If disabled, the current password is lost."),
    )


def _with_languages(fields: Any) -> list[str]:
    return [each for name in fields for each in ((name, "languages") if name == "groups" else (name,))]


def _name_of(language: str) -> str:
    return capfirst(str(get_language_info(language)["name_translated"]))


class PersonForm(_UserForm):
    """A user, and the languages into which one translates."""

    languages = MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=[(language, lazy(_name_of, str)(language)) for language in OTHERS],
        widget=CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Whose words a translator may change; none ticked means none. Support staff and publishers need no tick: "
            "they change the words of every language."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = getattr(self.instance, "person", None)
        self.initial["languages"] = person.languages if person else []


@admin.register(User)
class PersonAdmin(_PeopleAdmin, _UserAdmin):
    """Users."""

    change_password_form = PasswordForm
    list_display = ("username", "address", "first_name", "last_name", "is_of_staff")
    readonly_fields = ("last_login", "date_joined")  # nobody has to change when somebody came

    def get_form(self, request: Any, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the languages of somebody who has an account to superusers."""
        if obj and request.user.is_superuser:
            kwargs["form"] = PersonForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: Any, obj: User | None = None) -> Any:
        """Put the languages beside the groups."""
        own = super().get_fieldsets(request, obj)
        if not (obj and request.user.is_superuser):
            return own
        return [(name, options | {"fields": _with_languages(options["fields"])}) for name, options in own]

    def save_model(self, request: Any, obj: User, form: Any, change: bool) -> None:
        """Save the languages with the account."""
        super().save_model(request, obj, form, change)
        if "languages" in form.cleaned_data:
            Person.objects.update_or_create(user=obj, defaults={"languages": form.cleaned_data["languages"]})

    def get_urls(self) -> list[Any]:
        """Add the page of somebody's second step."""
        view = self.admin_site.admin_view(self.second_step)
        return [path("<id>/second-step/", view, name="auth_user_second_step"), *super().get_urls()]

    def second_step(self, request: HttpRequest, id: str) -> HttpResponse:
        """Say whether somebody has a second step; let a superuser take it away, so that another can be set up."""
        if not request.user.is_superuser:
            raise PermissionDenied
        if (person := self.get_object(request, unquote(id))) is None:
            raise Http404
        named = f"\u2068{person}\u2069"
        if request.method == "POST":
            logins.forget(person)
            self.log_change(request, person, [{"deleted": {"name": "Second step", "object": str(person)}}])
            messages.success(request, _("The second step was taken away: %(person)s") % {"person": named})
            return redirect("admin:auth_user_change", person.pk)
        context = {
            "title": _("Second step: %(person)s") % {"person": named},
            "opts": self.opts,
            "person": person,
            "app": logins.app_of(person),
            "left": logins.codes_left(person),
        }
        return TemplateResponse(
            request, "admin/auth/user/second_step.html", self.admin_site.each_context(request) | context
        )

    @admin.display(description=gettext_lazy("email address"), ordering="email")
    def address(self, user: User) -> str:
        """Return an address, left to right."""
        return format_html('<bdi dir="ltr">{}</bdi>', user.email)

    @admin.display(description=gettext_lazy("staff status"), ordering="is_staff")
    def is_of_staff(self, user: User) -> str:
        """Say in words what is else an icon with an English name."""
        return _("Yes") if user.is_staff else _("No")
