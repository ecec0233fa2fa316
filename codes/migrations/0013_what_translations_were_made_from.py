"""What each translation was made from: of what there is, the source text beside it."""

from django.conf import settings
from django.db import migrations, models
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.freshness import digest

MODELS = [
    *("replycode", "classmeaning", "stagemeaning", "codepair", "vendoruse"),
    *("cause", "advice", "programerror"),
]
SOURCE = word_column("", settings.LANGUAGE_CODE)  # how the columns of a language end
OTHERS = [word_column("", code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def call_current(apps, schema_editor):
    for name in MODELS:
        model, entries = apps.get_model("codes", name), apps.get_model("codes", f"historical{name}")
        for row in model._default_manager.all():
            made_from = dict(digests(row))
            model._default_manager.filter(pk=row.pk).update(made_from=made_from)
            # Else the next change, whatever it is, would seem to have changed this as well.
            newest = entries._default_manager.filter(id=row.pk).order_by("-history_id").values("history_id")[:1]
            entries._default_manager.filter(history_id__in=[entry["history_id"] for entry in newest]).update(
                made_from=made_from
            )


def digests(row):
    columns = {field.attname for field in row._meta.fields}
    for name in [column.removesuffix(SOURCE) for column in columns if column.endswith(SOURCE)]:
        for column in {f"{name}{language}" for language in OTHERS} & columns:
            if getattr(row, column):
                yield column, digest(getattr(row, f"{name}{SOURCE}") or "")


def call_files_current(apps, schema_editor):
    """Remember the same of what the files said at the last load, which was beside a text of theirs."""
    model = apps.get_model("codes", "LoadedField")
    said = {(base.kind, base.key, base.field): base.value for base in model._default_manager.all()}
    model._default_manager.bulk_create(
        model(kind=kind, key=key, field=f"made_from_{column}", value=digest(said.get((kind, key, source)) or ""))
        for (kind, key, column), text in said.items()
        for language in OTHERS
        if text and column.endswith(language)
        for source in [f"{column.removesuffix(language)}{SOURCE}"]
    )


def forget_files(apps, schema_editor):
    apps.get_model("codes", "LoadedField")._default_manager.filter(field__startswith="made_from_").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0012_certainty_in_other_words"),
    ]

    operations = [
        *(
            migrations.AddField(f"{history}{name}", "made_from", models.JSONField(default=dict, editable=False))
            for name in MODELS
            for history in ("", "historical")
        ),
        migrations.RunPython(call_current, migrations.RunPython.noop),
        migrations.RunPython(call_files_current, forget_files),
    ]
