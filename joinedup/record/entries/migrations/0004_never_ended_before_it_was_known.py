from django.db import migrations, models
from django.db.models import F, Q


def mend_what_was_ended_before_it_was_known(apps, schema_editor):
    """A late version could end one that was recorded after it: it ended in the instant in which it was recorded."""
    for table in ("Entry", "Resource"):
        inverted = apps.get_model("entries", table).objects.filter(recorded_until__lt=F("recorded_from"))
        inverted.update(recorded_until=F("recorded_from"))


class Migration(migrations.Migration):

    dependencies = [
        ("entries", "0003_feeds_heard_here"),
    ]

    operations = [
        migrations.RunPython(mend_what_was_ended_before_it_was_known, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_from")),
                name="a_resource_is_never_ended_before_it_was_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_from")),
                name="an_entry_is_never_ended_before_it_was_known",
            ),
        ),
    ]
