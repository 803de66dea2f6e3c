"""Lines are sealed in blocks, and the database itself refuses to change or take out a line or a seal."""

from django.db import migrations, models

TABLES = ("journal_journalline", "journal_seal")
_SAID = "What is written in the journal is never changed."


def refuse_changes(apps, schema_editor):
    """Have the database refuse, whoever asks; someone who may drop the triggers leaves broken seals behind."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION journal_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
        )
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            name = f"{table}_no_{act.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION journal_never_changes()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
                )


def allow_changes(apps, schema_editor):
    """Take the refusal away again."""
    for table in TABLES:
        for act in ("update", "delete"):
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('sealed_at', models.DateTimeField()),
                ('lines', models.JSONField()),
                ('reached', models.PositiveBigIntegerField(help_text='The highest number of a line that is sealed')),
                ('awaited', models.JSONField(default=list)),
                ('before', models.CharField(help_text='The hash of the seal before it', max_length=64)),
                ('sha256', models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
