"""Users and groups of the workbench; what they may do is said in the reader's language."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.forms import CheckboxSelectMultiple
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_GROUPS = {"Support staff": gettext_lazy("Support staff")}  # which the migrations make
_ACTIONS = {
    "add": gettext_lazy("%(name)s: add"),
    "change": gettext_lazy("%(name)s: change"),
    "delete": gettext_lazy("%(name)s: delete"),
    "view": gettext_lazy("%(name)s: view"),
}


def _group_name(group: Group) -> str:
    return str(_GROUPS.get(group.name, group.name))


def _permission_name(permission: Permission) -> str:
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
else:
    _ModelAdmin, _UserAdmin, _PasswordForm = admin.ModelAdmin, UserAdmin, AdminPasswordChangeForm


class _PeopleAdmin(_ModelAdmin):
    """What users and groups have in common."""

    class Media:
        css: ClassVar = {"all": ["admin/languages.css"]}
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
            models = [model._meta.model_name for model in self.admin_site._registry]
            field.queryset = field.queryset.filter(content_type__model__in=models)
        return field

    def construct_change_message(self, request: Any, form: Any, formsets: Any, add: bool = False) -> Any:
        """Keep names of fields as they can be translated: not as labels, which begin with a capital letter."""
        message = super().construct_change_message(request, form, formsets, add)
        for changed in (part["changed"] for part in message if part.get("changed")):
            changed["fields"] = [name[:1].lower() + name[1:] for name in changed["fields"]]
        return message

    def get_deleted_objects(self, objs: Any, request: Any) -> Any:
        """Name who is deleted, and count what goes with them; not the rows that only connect tables."""
        _nested, counts, lacking, protected = super().get_deleted_objects(objs, request)
        fields: list[Any] = [field for field in self.opts.get_fields() if field.many_to_many]
        relations = (field.remote_field if field.concrete else field for field in fields)
        names = {relation.through._meta.verbose_name_plural for relation in relations}
        rows = [format_html("{}: <bdi>{}</bdi>", capfirst(row._meta.verbose_name), row) for row in objs]
        return rows, {name: number for name, number in counts.items() if name not in names}, lacking, protected


admin.site.unregister([User, Group])


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


@admin.register(User)
class PersonAdmin(_PeopleAdmin, _UserAdmin):
    """Users."""

    change_password_form = PasswordForm
    list_display = ("username", "address", "first_name", "last_name", "is_of_staff")
    readonly_fields = ("last_login", "date_joined")  # nobody has to change when somebody came

    @admin.display(description=gettext_lazy("email address"), ordering="email")
    def address(self, user: User) -> str:
        """Return an address, left to right."""
        return format_html('<bdi dir="ltr">{}</bdi>', user.email)

    @admin.display(description=gettext_lazy("staff status"), ordering="is_staff")
    def is_of_staff(self, user: User) -> str:
        """Say in words what is else an icon with an English name."""
        return _("Yes") if user.is_staff else _("No")
