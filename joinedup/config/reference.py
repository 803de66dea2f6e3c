"""Makes docs/reference/ from the code: settings, commands, tables, dataset, measures, permissions, feeds, jobs.

python -m joinedup.config.reference           writes the pages
python -m joinedup.config.reference --check   fails where one is not as it would be written
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"
MADE = "<!-- Made by `make docs` from the code. Change the code, not this page. -->\n"


def settings_page() -> str:
    """Return the page of settings."""
    from joinedup.config.environment import SETTINGS  # noqa: PLC0415

    rows = [f"| `{name}` | {default} | {what} |" for name, (default, what) in SETTINGS.items()]
    return _page(
        "Settings",
        "Read from the environment when a command starts.",
        ["| setting | default | what |", "| --- | --- | --- |", *rows],
    )


def commands_page() -> str:
    """Return the page of commands, with each one's own help."""
    import click  # noqa: PLC0415

    from joinedup.faces.cli.main import COMMANDS, joinedup  # noqa: PLC0415

    def told(command: click.Command, name: str, parent: click.Context | None) -> list[str]:
        context = click.Context(command, info_name=name, parent=parent, terminal_width=110, max_content_width=110)
        path = context.command_path
        lines = [f"## `{path}`", "", "```text", command.get_help(context).rstrip(), "```", ""]
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                found = command.get_command(context, sub)
                lines += told(found, sub, context) if found else []
        return lines

    root = click.Context(joinedup, info_name="joinedup")
    lines: list[str] = []
    for name in sorted(COMMANDS):
        command = joinedup.get_command(root, name)
        lines += told(command, name, root) if command else []
    intro = "One program, `joinedup` (in `.venv/bin`). It ends with 0, or with 2 and a sentence where you can mend it."
    return _page("Commands", intro, lines)


def tables_page() -> str:
    """Return the page of the operational database's tables, each column personal or not."""
    from django.apps import apps  # noqa: PLC0415

    from joinedup.config.columns import PERSONAL  # noqa: PLC0415

    lines: list[str] = []
    for model in sorted(
        (m for m in apps.get_models() if m.__module__.startswith("joinedup.")), key=lambda m: m._meta.label
    ):
        lines += [f"## {model.__name__} (`{model._meta.db_table}`)", "", (model.__doc__ or "").strip(), ""]
        lines += ["| column | type | personal | what |", "| --- | --- | --- | --- |"]
        for f in model._meta.concrete_fields:
            personal = "yes" if PERSONAL[f"{model.__name__}.{f.column}"] else "no"
            lines.append(f"| `{f.column}` | {f.get_internal_type()} | {personal} | {f.help_text} |")
        promises = [c.name for c in model._meta.constraints]
        lines += ["", *(f"- {name.replace('_', ' ')}" for name in promises), ""] if promises else [""]
    return _page("Tables", "Every table of the record and of what runs, with what the database itself promises.", lines)


def dataset_page() -> str:
    """Return the page of the linked dataset's tables."""
    from joinedup.words.vocabulary.dataset import TABLES  # noqa: PLC0415

    lines: list[str] = []
    for table in TABLES.values():
        lines += [
            f"## {table.name}",
            "",
            f"Each row: {table.each_row}.",
            "",
            "| column | type | personal | what |",
            "| --- | --- | --- | --- |",
        ]
        lines += [f"| `{f.name}` | {f.type} | {'yes' if f.personal else 'no'} | {f.title} |" for f in table.fields]
        lines.append("")
    return _page("The linked dataset", "What a release holds, and what insight reads.", lines)


def measures_page() -> str:
    """Return the page of measures, and which feed feeds which."""
    from joinedup.insight.measures.page import lines  # noqa: PLC0415

    return _page("Measures", "Each is a file in `catalogue/measures`; its examples are its tests.", lines())


def criteria_page() -> str:
    """Return the page of criteria: the grammar, the vocabulary, the lists it names."""
    from joinedup.words.criteria.page import lines  # noqa: PLC0415

    return _page("Criteria", "Who is meant, in a model of care, a register, a cohort or a measure.", lines())


def registers_page() -> str:
    """Return the page of registers."""
    from joinedup.insight.registers.page import lines  # noqa: PLC0415

    return _page("Registers", "Each is a file in `catalogue/registers`.", lines())


def forms_page() -> str:
    """Return the page of forms: what a form may use, the instruments, and what each form asks."""
    from joinedup.insight.forms import catalogue  # noqa: PLC0415
    from joinedup.words.forms.page import lines  # noqa: PLC0415

    intro = "Each is a FHIR R4 Questionnaire in `catalogue/forms`; the examples beside it are its tests."
    return _page("Forms", intro, lines(list(catalogue().values())))


def models_page() -> str:
    """Return the page of models of care: the grammar, the words, and each model read aloud."""
    from joinedup.insight.models_of_care import catalogue, known  # noqa: PLC0415
    from joinedup.words.models_of_care.page import lines  # noqa: PLC0415

    intro = "Each is a folder in `catalogue/models`: the model, its examples (which are its tests) and its evidence."
    models = [each.model for each in catalogue().values()]
    return _page("Models of care", intro, [*_entries(), *lines(models, known())])


def _entries() -> list[str]:
    """Return which model is whose: the entries of the collection of examples that its evidence names."""
    from joinedup.insight.models_of_care import catalogue  # noqa: PLC0415

    rows = []
    for each in catalogue().values():
        evidence = (each.folder / "evidence.md").read_text(encoding="utf-8")
        [told] = (line for line in evidence.splitlines() if line.startswith(("Entry: ", "Entries: ")))
        rows.append(f"| `{each.id}` | {told.partition(': ')[2].rstrip('.').replace(' and ', ', ')} |")
    return ["## Whose each is", "", "| model | entries |", "| --- | --- |", *rows, ""]


def permissions_page() -> str:
    """Return the page of who may do what."""
    from joinedup.record.access.actor import role_title  # noqa: PLC0415
    from joinedup.record.access.rules import MAY  # noqa: PLC0415

    rows = [f"| `{act}` | {', '.join(sorted(map(role_title, roles)))} |" for act, roles in sorted(MAY.items())]
    intro = "What is not in this table, nobody may do. Every page names the act that it needs."
    return _page("Permissions", intro, ["| act | roles |", "| --- | --- |", *rows])


def sensitivity_page() -> str:
    """Return the page of who sees what is sensitive, and which part of a record each role reads."""
    from joinedup.record.access.actor import role_title  # noqa: PLC0415
    from joinedup.record.sharing.sensitivity import CLINICIANS, FULL, PARTS, WHO_SEES  # noqa: PLC0415
    from joinedup.words.vocabulary.sections import HEADINGS  # noqa: PLC0415

    groups = {frozenset(): "nobody", CLINICIANS: "clinicians", FULL: "all who read every section"}

    def named(roles: Collection[str]) -> str:
        return groups.get(frozenset(roles)) or ", ".join(sorted(map(role_title, roles)))

    rows = [
        f"| {label.words} | {named(rule.sender)} | {named(rule.practice)} | {named(rule.anyone)} "
        f"| {named(rule.emergency)} | {'yes' if rule.person else 'no'} |"
        for label, rule in WHO_SEES.items()
    ]
    parts = [
        f"| {role_title(role)} | {', '.join(each.title for each in HEADINGS if each.section in sections)} |"
        for role, sections in sorted(PARTS.items())
    ]
    intro = (
        "Who sees an entry with a label: of those who sent it, of the practice where the person is registered, of "
        "anyone else who may open the record, in an emergency, and the person. A proxy sees nothing that has a label. "
        "Every clinician sees every medicine and allergy that no choice of the person keeps from them."
    )
    return _page(
        "Sensitivity",
        intro,
        [
            "| label | of those who sent it | of their practice | anyone else | in an emergency | the person |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
            f"Clinicians: {', '.join(sorted(map(role_title, CLINICIANS)))}.",
            "",
            f"Every section is read by them, and by: {named(FULL - CLINICIANS)}. Others read a part:",
            "",
            "| role | sections |",
            "| --- | --- |",
            *parts,
        ],
    )


def access_page() -> str:
    """Return the page of every page and command, with the act and the reason that each needs."""
    from joinedup.faces.matrix import page  # noqa: PLC0415
    from joinedup.faces.screens.pages import PAGES as SCREENS  # noqa: PLC0415

    intro = "Which roles may do each act is in [permissions](permissions.md). What is not here, does not exist."
    return _page("Access, page by page", intro, page(SCREENS))


def feeds_page() -> str:
    """Return the page of feeds."""
    from joinedup.words.vocabulary.feeds import declared  # noqa: PLC0415
    from joinedup.words.vocabulary.feeds.page import page  # noqa: PLC0415

    return MADE + page(declared())


def jobs_page() -> str:
    """Return the page of jobs."""
    from joinedup.config.jobs import JOBS  # noqa: PLC0415

    lines = ["| job | what | queued by |", "| --- | --- | --- |"]
    for path, who in JOBS.items():
        module, name = path.rsplit(".", 1)
        doc = (getattr(importlib.import_module(module), name).func.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{path}` | {doc} | {who} |")
    return _page("Jobs", "Work done apart from a page, from the one table in `joinedup/config/jobs.py`.", lines)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "tables.md": tables_page,
    "dataset.md": dataset_page,
    "measures.md": measures_page,
    "criteria.md": criteria_page,
    "registers.md": registers_page,
    "forms.md": forms_page,
    "models-of-care.md": models_page,
    "permissions.md": permissions_page,
    "sensitivity.md": sensitivity_page,
    "access.md": access_page,
    "feeds.md": feeds_page,
    "jobs.md": jobs_page,
}


def _page(title: str, intro: str, lines: list[str]) -> str:
    return MADE + "\n".join([f"# {title}", "", intro, "", *lines]).rstrip() + "\n"


def stale() -> list[str]:
    """Return the names of the pages that are not as they would be written now."""
    kept = {name: HERE / name for name in PAGES}
    return [n for n, path in kept.items() if not path.exists() or path.read_text(encoding="utf-8") != PAGES[n]()]


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are stale."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("JOINEDUP_HOME", home)
        import django  # noqa: PLC0415

        django.setup()
        if "--check" in arguments:
            if old := stale():
                print(f"Not current in docs/reference: {', '.join(old)}. Run: make docs", file=sys.stderr)  # noqa: T201
                return 1
            return 0
        HERE.mkdir(parents=True, exist_ok=True)
        for name, made in PAGES.items():
            (HERE / name).write_text(made(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
