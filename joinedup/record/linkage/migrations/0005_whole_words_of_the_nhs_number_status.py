from django.db import migrations, models

# The words that senders use (UK Core's value set, and ours in the feeds' declarations) that were cut to 20 letters.
WORDS = (
    "traced but not verified",
    "number-present-and-verified",
    "number-present-but-not-traced",
    "trace-attempted-no-match-or-multiple-match-found",
    "trace-needs-to-be-resolved-nhs-number-or-patient-detail-conflict",
    "number-not-present-and-trace-not-required",
    "trace-postponed-baby-under-six-weeks-old",
)


def put_back_what_was_cut(apps, schema_editor):
    """Each of these words begins in a way of its own, so what is left of it tells it."""
    particulars = apps.get_model("linkage", "SentParticulars")
    for word in WORDS:
        particulars.objects.filter(nhs_number_status=word[:20]).update(nhs_number_status=word)


class Migration(migrations.Migration):

    dependencies = [
        ("linkage", "0004_never_ended_before_they_were_known"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sentparticulars",
            name="nhs_number_status",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.RunPython(put_back_what_was_cut, migrations.RunPython.noop, elidable=True),
    ]
