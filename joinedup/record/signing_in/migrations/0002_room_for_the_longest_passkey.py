from django.db import migrations, models


class Migration(migrations.Migration):
    """A credential's id may be 1023 bytes (W3C Web Authentication 2, section 4): 1364 letters of base64url."""

    dependencies = [("signing_in", "0001_what_proves_who_someone_is")]

    operations = [
        migrations.AlterField(
            model_name="passkey",
            name="credential",
            field=models.CharField(help_text="The credential's id, in base64url", max_length=1400, unique=True),
        ),
    ]
