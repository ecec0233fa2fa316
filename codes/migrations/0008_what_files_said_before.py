from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("codes", "0007_advice_and_program_errors")]
    operations = [
        migrations.AddField("loadedfield", "earlier", models.JSONField(default=list)),
        migrations.AddField("loadedfield", "by_staff", models.BooleanField(default=False)),
        migrations.AlterField("loadedfield", "value", models.JSONField(null=True)),
    ]
