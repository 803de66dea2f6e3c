"""What left is written down where there was no agreement too."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_sharing_agreements")]

    operations = [
        migrations.AlterField(
            model_name="departure",
            name="agreement",
            field=models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="departures", to="agreements.sharingagreement"
            ),
        ),
    ]
