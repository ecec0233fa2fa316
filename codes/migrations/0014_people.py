"""Who works here: the languages of a person, and the groups of translators, support staff and publishers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TRANSLATED = {
    "replycode": "reply code",
    "classmeaning": "meaning in a class",
    "stagemeaning": "meaning at a stage",
    "codepair": "comparison",
    "vendoruse": "vendor's use",
    "cause": "cause",
    "advice": "advice",
    "programerror": "program error",
}
OTHERS = {"provider": "provider", "program": "program", "knownreply": "known reply"}
RIGHTS = {
    "write_every_language": "Words of every language: write",
    "write_facts": "Facts: write",
    "undo_others": "What others changed or deleted: bring back",
    "settle_conflicts": "Conflicts with the content files: settle",
}
# Support staff have had the words of all models and their known replies and providers since earlier migrations.
GROUPS = {
    "Translators": (TRANSLATED, ("view", "change"), ()),
    "Support staff": (TRANSLATED, ("view", "change"), ("write_every_language",)),
    "Publishers": (TRANSLATED | OTHERS, ("view", "add", "change", "delete"), RIGHTS),
}


def allow(apps, schema_editor):
    # Permissions are made after all migrations; make those needed here now.
    for name, (models_, actions, rights) in GROUPS.items():
        group, _new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for model, its_name in models_.items():
            for action in actions:
                group.permissions.add(permission(apps, model, f"{action}_{model}", f"Can {action} {its_name}"))
        for right in rights:
            group.permissions.add(permission(apps, "person", right, RIGHTS[right]))


def permission(apps, model, codename, name):
    content_type, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="codes", model=model
    )
    made, _new = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return made


def forbid(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=["Translators", "Publishers"]).delete()
    apps.get_model("auth", "Permission").objects.filter(content_type__model="person", codename__in=RIGHTS).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('codes', '0013_what_translations_were_made_from'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL)),
                ('languages', models.JSONField(default=list, verbose_name='languages')),
            ],
            options={
                'permissions': [*RIGHTS.items()],
                'default_permissions': (),
            },
        ),
        migrations.RunPython(allow, forbid),
    ]
