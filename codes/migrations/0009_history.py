"""The history of every row, which begins with what there is; and the conflicts that a load finds."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


HISTORY = "history_"  # how the columns begin that say who changed what, when, from where


def begin(apps, schema_editor):
    now = timezone.now()
    for entry in [model for model in apps.get_app_config("codes").get_models() if has_history(model)]:
        model = apps.get_model("codes", entry._meta.object_name.removeprefix("Historical"))
        held = [field.attname for field in entry._meta.fields if not field.name.startswith(HISTORY)]
        entry._default_manager.bulk_create(
            [
                entry(
                    history_date=now,
                    history_type="+",
                    history_change_reason="before",
                    **{name: getattr(row, name) for name in held},
                )
                for row in model._default_manager.order_by("pk").iterator()
            ]
        )


def has_history(model):
    return model._meta.object_name.startswith("Historical")


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0008_what_files_said_before"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=120)),
                ("field", models.CharField(blank=True, max_length=40)),
                ("outcome", models.CharField(max_length=20)),
                ("file", models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalCause",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "name_en",
                    models.CharField(
                        help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
                    ),
                ),
                (
                    "name_ar",
                    models.CharField(
                        help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
                    ),
                ),
                (
                    "summary_en",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=400,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                (
                    "summary_ar",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=400,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                ("description_en", models.TextField(null=True, verbose_name="description")),
                ("description_ar", models.TextField(null=True, verbose_name="description")),
                ("slug", models.SlugField(db_index=False, max_length=40, verbose_name="name in addresses")),
                ("actors", models.JSONField(default=list, verbose_name="who acts")),
                (
                    "waiting",
                    models.CharField(
                        choices=[
                            ("helps", "Waiting helps"),
                            ("sometimes", "Waiting sometimes helps"),
                            ("no", "Waiting does not help"),
                        ],
                        max_length=20,
                        verbose_name="does waiting help?",
                    ),
                ),
                (
                    "codes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Codes that by their definition mean this cause where the wording says nothing.",
                        verbose_name="codes that mean it",
                    ),
                ),
                ("references", models.JSONField(default=list, verbose_name="specification")),
                (
                    "checked",
                    models.CharField(
                        blank=True,
                        help_text="A day like 2026-11-28 on which all was read against the sections named; else empty.",
                        max_length=10,
                        verbose_name="checked on",
                    ),
                ),
                ("signs_en", models.TextField(null=True, verbose_name="how it shows itself")),
                ("signs_ar", models.TextField(null=True, verbose_name="how it shows itself")),
                ("for_sender_en", models.TextField(null=True, verbose_name="if you sent the message")),
                ("for_sender_ar", models.TextField(null=True, verbose_name="if you sent the message")),
                (
                    "for_sender_admin_en",
                    models.TextField(null=True, verbose_name="if you run the sending server or program"),
                ),
                (
                    "for_sender_admin_ar",
                    models.TextField(null=True, verbose_name="if you run the sending server or program"),
                ),
                ("for_recipient_en", models.TextField(null=True, verbose_name="on the recipient’s side")),
                ("for_recipient_ar", models.TextField(null=True, verbose_name="on the recipient’s side")),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalClassMeaning",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "name_en",
                    models.CharField(
                        help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
                    ),
                ),
                (
                    "name_ar",
                    models.CharField(
                        help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
                    ),
                ),
                (
                    "summary_en",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=400,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                (
                    "summary_ar",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=400,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                ("description_en", models.TextField(null=True, verbose_name="description")),
                ("description_ar", models.TextField(null=True, verbose_name="description")),
                ("code", models.CharField(max_length=9, verbose_name="code")),
                ("references", models.JSONField(default=list, verbose_name="specification")),
                (
                    "checked",
                    models.CharField(
                        blank=True,
                        help_text="A day like 2026-11-28 on which all was read against the sections named; else empty.",
                        max_length=10,
                        verbose_name="checked on",
                    ),
                ),
                ("when_seen_en", models.TextField(null=True, verbose_name="when you see it")),
                ("when_seen_ar", models.TextField(null=True, verbose_name="when you see it")),
                ("fix_en", models.TextField(null=True, verbose_name="what there is to do")),
                ("fix_ar", models.TextField(null=True, verbose_name="what there is to do")),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalCodePair",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("left", models.CharField(max_length=8, verbose_name="first code")),
                ("right", models.CharField(max_length=8, verbose_name="second code")),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("wait-or-act", "Will it pass by itself, or must somebody act?"),
                            ("which-refusal", "Which refusal is it?"),
                            ("accepted-or-not", "Was it accepted?"),
                            ("login-or-permission", "Is it the login, or a permission?"),
                            ("wrong-address", "What is wrong with the address?"),
                            ("mailbox-or-server", "Is it the mailbox, the message or the server?"),
                            ("wrong-command", "What is wrong with the command?"),
                            ("sender-authentication", "Which check of the sender failed?"),
                        ],
                        max_length=30,
                        verbose_name="question it answers",
                    ),
                ),
                ("references", models.JSONField(default=list, verbose_name="specification")),
                (
                    "checked",
                    models.CharField(
                        blank=True,
                        help_text="A day like 2026-11-28 on which all was read against the sections named; else empty.",
                        max_length=10,
                        verbose_name="checked on",
                    ),
                ),
                (
                    "verdict_en",
                    models.TextField(
                        help_text="The first paragraph leads the page and stands alone.",
                        null=True,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "verdict_ar",
                    models.TextField(
                        help_text="The first paragraph leads the page and stands alone.",
                        null=True,
                        verbose_name="verdict",
                    ),
                ),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgram",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField(db_index=False, max_length=40, verbose_name="name in addresses")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mail program", "Mail programs"),
                            ("library", "Libraries"),
                            ("web application", "Websites and web applications"),
                            ("server log", "Logs of mail servers"),
                            ("system", "Networks, certificates and systems"),
                            ("device", "Printers and other devices"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "marks",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Words by which a text shows that this program speaks.",
                        verbose_name="marks",
                    ),
                ),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalProvider",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField(db_index=False, max_length=40, verbose_name="name in addresses")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mailbox provider", "Mailbox providers"),
                            ("filter", "Mail filters"),
                            ("mta", "Mail server software"),
                            ("blocklist", "Blocklists"),
                            ("sending service", "Sending services"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("domains", models.JSONField(blank=True, default=list, verbose_name="domains")),
                ("postmaster_url", models.CharField(blank=True, max_length=300, verbose_name="postmaster’s page")),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalReplyCode",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "name_en",
                    models.CharField(
                        help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
                    ),
                ),
                (
                    "name_ar",
                    models.CharField(
                        help_text="A few words, without the code.", max_length=100, null=True, verbose_name="name"
                    ),
                ),
                (
                    "summary_en",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=400,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                (
                    "summary_ar",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=400,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                ("description_en", models.TextField(null=True, verbose_name="description")),
                ("description_ar", models.TextField(null=True, verbose_name="description")),
                ("code", models.CharField(max_length=8, verbose_name="code")),
                (
                    "official_phrase",
                    models.CharField(
                        blank=True,
                        help_text="As the specification has it; never translated.",
                        max_length=200,
                        verbose_name="official phrase",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("extension", "Extension"),
                            ("obsolete", "Obsolete"),
                            ("unregistered", "Not defined by any specification"),
                            ("registered", "In the registry of enhanced codes"),
                        ],
                        max_length=20,
                        verbose_name="standing",
                    ),
                ),
                ("references", models.JSONField(blank=True, default=list, verbose_name="specification")),
                ("stages", models.JSONField(blank=True, default=dict, verbose_name="stages")),
                ("actors", models.JSONField(blank=True, default=list, verbose_name="who acts")),
                (
                    "retried",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing to retry"),
                            ("queue", "Yes, the sending server tries again"),
                            ("client", "As a rule not by itself: the program or its user tries again"),
                            ("no", "No, something has to change first"),
                            ("ended", "Usually no longer: the time for it has run out"),
                        ],
                        max_length=20,
                        verbose_name="tried again by itself?",
                    ),
                ),
                ("enhanced", models.JSONField(blank=True, default=list, verbose_name="usual enhanced codes")),
                ("related", models.JSONField(blank=True, default=list, verbose_name="related codes")),
                ("confused_with", models.JSONField(blank=True, default=list, verbose_name="codes it is confused with")),
                ("transcript", models.TextField(blank=True, verbose_name="example session")),
                ("classes", models.JSONField(blank=True, default=list, verbose_name="classes")),
                (
                    "useful_classes",
                    models.JSONField(blank=True, default=list, verbose_name="classes its specification finds useful"),
                ),
                (
                    "partners",
                    models.JSONField(blank=True, default=dict, verbose_name="usual reply codes and their sources"),
                ),
                (
                    "awaited",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("message", "The client sends the message"),
                            ("line", "The client sends one line in base64"),
                            ("command", "The client sends its next command"),
                            ("replies", "The server sends further replies"),
                        ],
                        max_length=20,
                        verbose_name="what comes next",
                    ),
                ),
                (
                    "checked",
                    models.CharField(
                        blank=True,
                        help_text="A day like 2026-11-28 on which all was read against the sections named; else empty.",
                        max_length=10,
                        verbose_name="checked on",
                    ),
                ),
                ("when_seen_en", models.TextField(null=True, verbose_name="when you see it")),
                ("when_seen_ar", models.TextField(null=True, verbose_name="when you see it")),
                (
                    "fix_en",
                    models.TextField(
                        help_text="Numbered steps; the first one is shown on the first screen.",
                        null=True,
                        verbose_name="how to fix it",
                    ),
                ),
                (
                    "fix_ar",
                    models.TextField(
                        help_text="Numbered steps; the first one is shown on the first screen.",
                        null=True,
                        verbose_name="how to fix it",
                    ),
                ),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalStageMeaning",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="code")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("connect", "On connecting"),
                            ("ehlo", "EHLO"),
                            ("starttls", "STARTTLS"),
                            ("auth", "AUTH"),
                            ("mail", "MAIL FROM"),
                            ("rcpt", "RCPT TO"),
                            ("data", "DATA"),
                            ("end-of-data", "After the message"),
                            ("quit", "QUIT"),
                            ("other", "Other command"),
                        ],
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("references", models.JSONField(default=list, verbose_name="specification")),
                (
                    "meaning_en",
                    models.TextField(
                        help_text="What was and was not accepted, and what the client should do.",
                        null=True,
                        verbose_name="meaning",
                    ),
                ),
                (
                    "meaning_ar",
                    models.TextField(
                        help_text="What was and was not accepted, and what the client should do.",
                        null=True,
                        verbose_name="meaning",
                    ),
                ),
                (
                    "first_step_en",
                    models.CharField(
                        blank=True,
                        help_text="Where the code’s own first step does not fit here.",
                        max_length=400,
                        null=True,
                        verbose_name="first step",
                    ),
                ),
                (
                    "first_step_ar",
                    models.CharField(
                        blank=True,
                        help_text="Where the code’s own first step does not fit here.",
                        max_length=400,
                        null=True,
                        verbose_name="first step",
                    ),
                ),
                (
                    "checked",
                    models.CharField(
                        blank=True,
                        help_text="A day like 2026-11-28 on which all was read against the sections named; else empty.",
                        max_length=10,
                        verbose_name="checked on",
                    ),
                ),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalVendorUse",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("vendor", models.CharField(max_length=80, verbose_name="vendor")),
                ("seen_as", models.CharField(blank=True, max_length=200, verbose_name="seen as")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("meaning_en", models.TextField(null=True, verbose_name="meaning")),
                ("meaning_ar", models.TextField(null=True, verbose_name="meaning")),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalAdvice",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField(db_index=False, max_length=60, verbose_name="name in addresses")),
                (
                    "wordings",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Words that mean this whoever says them; <…> stands for what varies.",
                        verbose_name="wordings",
                    ),
                ),
                (
                    "provider_wordings",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Words that mean this only where the provider shows that it speaks.",
                        verbose_name="wordings of the provider",
                    ),
                ),
                (
                    "codes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="With a provider: codes by which it means this. Without: codes whose definition this is.",
                        verbose_name="codes",
                    ),
                ),
                (
                    "not_with",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Words in whose company it is something else.",
                        verbose_name="not beside",
                    ),
                ),
                ("actors", models.JSONField(default=list, verbose_name="who acts")),
                ("link", models.CharField(blank=True, max_length=300, verbose_name="official page")),
                ("sources", models.JSONField(default=list, verbose_name="sources")),
                ("checked", models.CharField(max_length=10, verbose_name="checked on")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("documented", "Documented by those who say it"),
                            ("source-code", "From the source of the program"),
                            ("observed", "Seen in public logs and questions"),
                            ("general", "General knowledge, not verified for this case"),
                        ],
                        max_length=20,
                        verbose_name="certainty",
                    ),
                ),
                (
                    "name_en",
                    models.CharField(
                        help_text="A heading, without a code.", max_length=60, null=True, verbose_name="name"
                    ),
                ),
                (
                    "name_ar",
                    models.CharField(
                        help_text="A heading, without a code.", max_length=60, null=True, verbose_name="name"
                    ),
                ),
                (
                    "summary_en",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=200,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                (
                    "summary_ar",
                    models.CharField(
                        help_text="One plain sentence without jargon.",
                        max_length=200,
                        null=True,
                        verbose_name="summary",
                    ),
                ),
                (
                    "first_step_en",
                    models.CharField(
                        help_text="For whoever acts first.", max_length=250, null=True, verbose_name="first step"
                    ),
                ),
                (
                    "first_step_ar",
                    models.CharField(
                        help_text="For whoever acts first.", max_length=250, null=True, verbose_name="first step"
                    ),
                ),
                (
                    "next_steps_en",
                    models.TextField(blank=True, help_text="Numbered steps.", null=True, verbose_name="next steps"),
                ),
                (
                    "next_steps_ar",
                    models.TextField(blank=True, help_text="Numbered steps.", null=True, verbose_name="next steps"),
                ),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="codes.cause",
                        to_field="slug",
                        verbose_name="cause",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Whose replies it is about; empty: anybody’s.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="codes.provider",
                        to_field="slug",
                        verbose_name="provider",
                    ),
                ),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalKnownReply",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField(db_index=False, max_length=100, verbose_name="name in addresses")),
                (
                    "reply",
                    models.TextField(
                        help_text="Exactly as sent; replace addresses, hosts and identifiers by placeholders.",
                        verbose_name="reply",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=3, verbose_name="code")),
                ("enhanced", models.CharField(blank=True, max_length=9, verbose_name="enhanced code")),
                (
                    "source",
                    models.CharField(
                        help_text="The public address where the text stands.", max_length=300, verbose_name="source"
                    ),
                ),
                (
                    "source_kind",
                    models.CharField(
                        choices=[
                            ("provider-doc", "Documented by the provider"),
                            ("collected", "Collected from a public source"),
                        ],
                        max_length=20,
                        verbose_name="kind of source",
                    ),
                ),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="codes.cause",
                        to_field="slug",
                        verbose_name="cause",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="codes.provider",
                        to_field="slug",
                        verbose_name="provider",
                    ),
                ),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgramError",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField(db_index=False, max_length=60, verbose_name="name in addresses")),
                (
                    "shown",
                    models.JSONField(
                        default=list, help_text="Verbatim; <…> stands for what varies.", verbose_name="what it shows"
                    ),
                ),
                (
                    "translations",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text='What it shows in other languages, a list for each, such as {"de": ["…"]}.',
                        verbose_name="in other languages",
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("own", "Between your program and your own mail server"),
                            ("between", "Between your mail server and the recipient’s"),
                            ("theirs", "On the recipient’s side"),
                        ],
                        max_length=10,
                        verbose_name="between whom",
                    ),
                ),
                (
                    "needs",
                    models.CharField(
                        choices=[
                            ("nothing", "Unmistakable by itself"),
                            ("mail", "Counts in a text about mail"),
                            ("alone", "Counts where it is the whole text"),
                            ("program", "Counts where the program shows itself"),
                        ],
                        max_length=10,
                        verbose_name="when it counts",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("often", "Met often"), ("heading", "A heading: anything more special is better")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("sources", models.JSONField(default=list, verbose_name="sources")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("documented", "Documented by those who say it"),
                            ("source-code", "From the source of the program"),
                            ("observed", "Seen in public logs and questions"),
                            ("general", "General knowledge, not verified for this case"),
                        ],
                        max_length=20,
                        verbose_name="certainty",
                    ),
                ),
                (
                    "meaning_en",
                    models.TextField(
                        blank=True,
                        help_text="Only where cause and advice do not say it.",
                        null=True,
                        verbose_name="meaning",
                    ),
                ),
                (
                    "meaning_ar",
                    models.TextField(
                        blank=True,
                        help_text="Only where cause and advice do not say it.",
                        null=True,
                        verbose_name="meaning",
                    ),
                ),
                ("first_step_en", models.CharField(blank=True, max_length=250, null=True, verbose_name="first step")),
                ("first_step_ar", models.CharField(blank=True, max_length=250, null=True, verbose_name="first step")),
                ("history_change_reason", models.CharField(max_length=20)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                ("history_user", models.CharField(blank=True, max_length=150)),
                (
                    "advice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="codes.advice",
                        to_field="slug",
                        verbose_name="advice",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Empty where it only wraps a reply, or says nothing of a reason.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="codes.cause",
                        to_field="slug",
                        verbose_name="cause",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="codes.program",
                        to_field="slug",
                        verbose_name="program",
                    ),
                ),
            ],
            options={
                "verbose_name": "history",
                "verbose_name_plural": "histories",
                "ordering": ["-history_id"],
                "get_latest_by": "history_id",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
