"""The group that may change content and nothing else."""

from django.db import migrations

GROUP = "Support staff"
MODELS = {
    "replycode": "reply code",
    "stagemeaning": "meaning at a stage",
    "codepair": "comparison",
    "vendoruse": "vendor's use",
}


def create(apps, schema_editor):
    # Permissions are made after all migrations; make the two needed here now.
    group, _new = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for model, name in MODELS.items():
        content_type, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label="codes", model=model
        )
        for action in ("view", "change"):
            permission, _new = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {name}"}
            )
            group.permissions.add(permission)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, remove)]
