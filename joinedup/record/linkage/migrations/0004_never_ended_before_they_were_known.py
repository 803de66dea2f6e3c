from django.db import migrations, models
from django.db.models import F, Q


def mend_what_was_ended_before_it_was_known(apps, schema_editor):
    """A late statement could end one that was recorded after it: it ended in the instant in which it was recorded."""
    inverted = apps.get_model("linkage", "SentParticulars").objects.filter(recorded_until__lt=F("recorded_from"))
    inverted.update(recorded_until=F("recorded_from"))


class Migration(migrations.Migration):

    dependencies = [
        ("linkage", "0003_the_sender_says_so"),
    ]

    operations = [
        migrations.RunPython(mend_what_was_ended_before_it_was_known, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="sentparticulars",
            constraint=models.CheckConstraint(
                condition=Q(recorded_until=None) | Q(recorded_until__gte=F("recorded_from")),
                name="particulars_are_never_ended_before_they_were_known",
            ),
        ),
    ]
