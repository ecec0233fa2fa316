"""Facts said in other words: nothing of the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('codes', '0015_five_languages'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalreplycode',
            name='awaited',
            field=models.CharField(blank=True, choices=[('message', 'The sending program sends the message'), ('line', 'The sending program sends one line in base64'), ('command', 'The sending program sends its next command'), ('replies', 'The server sends further replies')], max_length=20, verbose_name='what comes next'),
        ),
        migrations.AlterField(
            model_name='historicalreplycode',
            name='retried',
            field=models.CharField(choices=[('nothing', 'Nothing to retry'), ('queue', 'Yes, the sending server tries again'), ('client', 'Usually not by itself: somebody has to try again'), ('no', 'No, something has to change first'), ('ended', 'Usually not: the time for it has run out')], max_length=20, verbose_name='tried again by itself?'),
        ),
        migrations.AlterField(
            model_name='replycode',
            name='awaited',
            field=models.CharField(blank=True, choices=[('message', 'The sending program sends the message'), ('line', 'The sending program sends one line in base64'), ('command', 'The sending program sends its next command'), ('replies', 'The server sends further replies')], max_length=20, verbose_name='what comes next'),
        ),
        migrations.AlterField(
            model_name='replycode',
            name='retried',
            field=models.CharField(choices=[('nothing', 'Nothing to retry'), ('queue', 'Yes, the sending server tries again'), ('client', 'Usually not by itself: somebody has to try again'), ('no', 'No, something has to change first'), ('ended', 'Usually not: the time for it has run out')], max_length=20, verbose_name='tried again by itself?'),
        ),
    ]
