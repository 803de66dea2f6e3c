"""What imports cannot show: foreign keys point down the flow, and every column is declared personal or not."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from joinedup.config.columns import PERSONAL, undeclared

# Top to bottom, as in the import contracts.
FLOW = [
    "planning",
    "work",
    "exchange",
    "record.watching",
    "record.notices",
    "record.tasks",
    "record.answers",
    "record.entries",
    "record.sharing",
    "record.linkage",
    "record.people",
    "record.signing_in",
    "record.journal",
    "record.access",
]


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("joinedup.")]


def height(model: type[models.Model]) -> int:
    module = model.__module__.removeprefix("joinedup.")
    return next(i for i, name in enumerate(FLOW) if module.startswith(name))


def foreign_keys() -> list[tuple[type[models.Model], models.Field]]:
    return [
        (m, f) for m in ours() for f in m._meta.get_fields() if isinstance(f, models.ForeignKey | models.OneToOneField)
    ]


def points_up(model: type[models.Model], to: type[models.Model]) -> bool:
    return height(to) < height(model)


def test_foreign_keys_point_down_the_flow() -> None:
    assert foreign_keys()
    wrong = [f"{m.__name__}.{f.name}" for m, f in foreign_keys() if points_up(m, f.related_model)]
    assert wrong == []


def test_a_foreign_key_that_points_up_would_be_seen() -> None:
    by_name = {m.__name__: m for m in ours()}
    assert points_up(by_name["Person"], by_name["Entry"])
    assert not points_up(by_name["Entry"], by_name["SourceRecord"])


def test_the_journal_keeps_a_persons_id_without_a_foreign_key() -> None:
    assert [f.name for m, f in foreign_keys() if m.__name__ == "JournalLine"] == []


def test_every_column_is_declared_personal_or_not() -> None:
    assert undeclared(ours()) == []


def test_no_column_that_is_gone_is_still_declared() -> None:
    there = {f"{m.__name__}.{f.column}" for m in ours() for f in m._meta.concrete_fields}
    assert sorted(set(PERSONAL) - there) == []


def test_an_undecided_column_would_be_seen() -> None:
    class Sample(models.Model):
        shoe_size = models.IntegerField()

        class Meta:
            app_label = "people"

    try:
        assert undeclared([Sample]) == ["Sample.id", "Sample.shoe_size"]
    finally:
        del apps.all_models["people"]["sample"]
        apps.clear_cache()


@pytest.mark.django_db
def test_no_migration_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
