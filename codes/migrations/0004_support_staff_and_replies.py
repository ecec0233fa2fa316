"""Support staff write the words of causes, and collect replies and providers."""

from django.db import migrations

GROUP = "Support staff"
MODELS = {
    "cause": ("cause", ("view", "change")),
    "provider": ("provider", ("view", "add", "change")),
    "knownreply": ("known reply", ("view", "add", "change")),
}


def allow(apps, schema_editor):
    # Permissions are made after all migrations; make those needed here now.
    group, _new = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for model, (name, actions) in MODELS.items():
        content_type, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="codes", model=model
        )
        for action in actions:
            permission, _new = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {name}"}
            )
            group.permissions.add(permission)


def forbid(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name=GROUP).first()
    if group:
        group.permissions.remove(*group.permissions.filter(content_type__model__in=MODELS))


class Migration(migrations.Migration):
    dependencies = [("codes", "0003_causes")]
    operations = [migrations.RunPython(allow, forbid)]
