"""The columns of Spanish, French, Russian, Chinese and Persian."""

from django.db import migrations, models

LANGUAGES = ["es", "fr", "ru", "zh_hans", "fa"]
FIELDS = {
    "advice": {
        "first_step": models.CharField(
            help_text="For whoever acts first.", max_length=250, null=True, verbose_name="first step"
        ),
        "name": models.CharField(help_text="A heading, without a code.", max_length=60, null=True, verbose_name="name"),
        "next_steps": models.TextField(blank=True, help_text="Numbered steps.", null=True, verbose_name="next steps"),
        "summary": models.CharField(
            help_text="One plain sentence without jargon.", max_length=200, null=True, verbose_name="summary"
        ),
    },
    "cause": {
        "description": models.TextField(null=True, verbose_name="description"),
        "for_recipient": models.TextField(null=True, verbose_name="on the recipient's side"),
        "for_sender_admin": models.TextField(null=True, verbose_name="if you run the sending server or program"),
        "for_sender": models.TextField(null=True, verbose_name="if you sent the message"),
        "name": models.CharField(
            help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
        ),
        "signs": models.TextField(null=True, verbose_name="how it shows itself"),
        "summary": models.CharField(
            help_text="One plain sentence without jargon.", max_length=400, null=True, verbose_name="summary"
        ),
    },
    "classmeaning": {
        "description": models.TextField(null=True, verbose_name="description"),
        "fix": models.TextField(null=True, verbose_name="what there is to do"),
        "name": models.CharField(
            help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
        ),
        "summary": models.CharField(
            help_text="One plain sentence without jargon.", max_length=400, null=True, verbose_name="summary"
        ),
        "when_seen": models.TextField(null=True, verbose_name="when you see it"),
    },
    "codepair": {
        "verdict": models.TextField(
            help_text="The first paragraph leads the page and stands alone.", null=True, verbose_name="verdict"
        ),
    },
    "programerror": {
        "first_step": models.CharField(blank=True, max_length=250, null=True, verbose_name="first step"),
        "meaning": models.TextField(
            blank=True, help_text="Only where cause and advice do not say it.", null=True, verbose_name="meaning"
        ),
    },
    "replycode": {
        "description": models.TextField(null=True, verbose_name="description"),
        "fix": models.TextField(
            help_text="Numbered steps; the first one is shown on the first screen.",
            null=True,
            verbose_name="how to fix it",
        ),
        "name": models.CharField(
            help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
        ),
        "summary": models.CharField(
            help_text="One plain sentence without jargon.", max_length=400, null=True, verbose_name="summary"
        ),
        "when_seen": models.TextField(null=True, verbose_name="when you see it"),
    },
    "stagemeaning": {
        "first_step": models.CharField(
            blank=True,
            help_text="Where the code's own first step does not fit here.",
            max_length=400,
            null=True,
            verbose_name="first step",
        ),
        "meaning": models.TextField(
            help_text="What was and was not accepted, and what the client should do.", null=True, verbose_name="meaning"
        ),
    },
    "vendoruse": {
        "meaning": models.TextField(null=True, verbose_name="meaning"),
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0014_people"),
    ]

    operations = [
        migrations.AddField(f"{history}{model}", f"{name}_{language}", field.clone())
        for model, fields in FIELDS.items()
        for name, field in fields.items()
        for language in LANGUAGES
        for history in ("", "historical")
    ]
