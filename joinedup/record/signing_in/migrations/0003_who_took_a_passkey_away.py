from django.db import migrations, models


class Migration(migrations.Migration):
    """Only what the owner took away themselves can be put back."""

    dependencies = [("signing_in", "0002_room_for_the_longest_passkey")]

    operations = [
        migrations.AddField(
            model_name="passkey",
            name="ended_by",
            field=models.BigIntegerField(
                help_text="The account that took it away: only its own may be undone", null=True
            ),
        ),
    ]
