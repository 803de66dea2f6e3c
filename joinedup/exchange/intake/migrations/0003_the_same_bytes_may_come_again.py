from django.db import migrations, models
from django.db.models import F, Q


def heard_when_received(apps, schema_editor):
    """What is here was first heard when it was received."""
    apps.get_model("intake", "Delivery").objects.update(heard_at=F("received_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("intake", "0002_when_the_source_changed_it"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="delivery",
            name="the_same_bytes_from_a_sender_are_taken_in_once",
        ),
        migrations.AddField(
            model_name="delivery",
            name="heard_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="is_piece",
            field=models.BooleanField(default=False, help_text="One row, resource or message, mended and replayed"),
        ),
        migrations.RunPython(heard_when_received, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="delivery",
            name="heard_at",
            field=models.DateTimeField(help_text="When what it says first reached us: it decides what is newer"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=Q(state__in=["received", "landed"]),
                fields=["sender", "feed", "sha256"],
                name="the_same_bytes_are_not_begun_again_before_they_are_in",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["sender", "feed", "sha256"], name="deliveries_of_the_same_bytes"),
        ),
    ]
