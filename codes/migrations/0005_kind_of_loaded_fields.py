"""A loaded field is named by its kind as well: a cause and a provider may have one name."""

import re

from django.core.management.base import CommandError
from django.db import migrations, models

# The model, the form of the keys and the columns of each kind when this was written; words end in a language.
REPLY_CODE = "standing official_phrase references actors retried name_ summary_ description_ when_seen_ fix_"
KINDS = {
    "codes": ("replycode", r"[0-9]{3}", f"{REPLY_CODE} stages enhanced related confused_with transcript"),
    "enhanced": ("replycode", r"X\.[0-9.]+", f"{REPLY_CODE} classes useful_classes partners"),
    "stages": ("stagemeaning", r"[0-9.]+ [a-z-]+", "references meaning_"),
    "pairs": ("codepair", r"[0-9.]+/[0-9.]+", "question references verdict_"),
    "vendors": ("vendoruse", r"[0-9.]+(?:-[0-9]+)? .+", "seen_as source meaning_"),
    "causes": (
        "cause",
        r"[a-z][a-z0-9-]*",  # a file that began with a digit was about a code
        "actors waiting codes references name_ summary_ description_ signs_ for_sender_ for_sender_admin_ for_recipient_",
    ),
    "providers": ("provider", r"[a-z0-9-]+", "name kind domains postmaster_url"),
    "replies": ("knownreply", r"[a-z0-9-]+", "provider reply code enhanced cause source source_kind"),
}
KEYS = {
    "replycode": ("code",),
    "stagemeaning": ("code", "stage"),
    "codepair": ("left", "right"),
    "vendoruse": ("code", "vendor"),
    "cause": ("slug",),
    "provider": ("slug",),
    "knownreply": ("slug",),
}
LANGUAGE = re.compile(r"_(?:en|ar)$")


def candidates(base):
    """The kinds that a key and a column fit."""
    column = LANGUAGE.sub("_", base.field)
    return [
        kind
        for kind, (_model, key, columns) in KINDS.items()
        if re.fullmatch(key, base.key) and column in columns.split()
    ]


def has_row(apps, kind, key):
    model = KINDS[kind][0]
    values = key.split("/" if kind == "pairs" else " ", len(KEYS[model]) - 1)
    return apps.get_model("codes", model).objects.filter(**dict(zip(KEYS[model], values, strict=True))).exists()


def name_kinds(apps, schema_editor):
    bases = list(apps.get_model("codes", "LoadedField").objects.filter(kind=""))
    for base in bases:
        fitting = candidates(base)
        if len(fitting) > 1:
            fitting = [kind for kind in fitting if has_row(apps, kind, base.key)]
        if len(fitting) != 1:
            reason = "more than one kind" if fitting else "no kind"
            raise CommandError(f"the loaded field {base.field} of {base.key!r} fits {reason} of content; delete it")
        base.kind = fitting[0]
    apps.get_model("codes", "LoadedField").objects.bulk_update(bases, ["kind"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("codes", "0004_support_staff_and_replies")]
    operations = [
        migrations.RemoveConstraint(model_name="loadedfield", name="one_base_per_field"),
        migrations.AddField(
            model_name="loadedfield",
            name="kind",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="loadedfield",
            constraint=models.UniqueConstraint(fields=("kind", "key", "field"), name="one_base_per_field"),
        ),
    ]
