"""What reading a task gives away; what plans ask for is said without their words."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def say_less(apps: Any, schema_editor: Any) -> None:
    """Label what branches asked for of safeguarding, and take the words of plans from the titles of tasks."""
    tasks = apps.get_model("tasks", "Task").objects
    tasks.filter(source="plan").update(title="An action in their plan")
    asked = tasks.filter(source="enrolment", key__startswith="errand.")
    asked.filter(~Q(hidden_from="") | Q(title__icontains="safeguarding")).update(tells="safeguarding")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_what_is_due")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="tells",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What reading it gives away: safeguarding, or nothing",
                max_length=30,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(say_less, migrations.RunPython.noop),
    ]
