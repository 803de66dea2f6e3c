"""The program ``joinedup``: one command a noun, each in a file of its own, loaded only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from joinedup.insight import own
from joinedup.words.basics.errors import JoinedUpError

# noun: (module below this package, what it is for)
COMMANDS: dict[str, tuple[str, str]] = {
    "access": ("access", "Who may do and see what, and why."),
    "account": ("account", "Who may sign in, and in which posts."),
    "agreement": ("agreement", "Sharing agreements: what flows, and what each waits for."),
    "audit": ("audit", "See that the journal is as it was written."),
    "backup": ("place_files", "Write everything to one file."),
    "cohort": ("cohort", "List, show, count and save groups of people by criteria."),
    "downtime": ("downtime", "What a team needs when JoinedUp is down."),
    "intake": ("intake", "Take in files of declared feeds."),
    "measure": ("measure", "List, check and answer measures."),
    "form": ("form", "Forms: list, check, show, export."),
    "model": ("model", "Models of care: list, check, read aloud, preview, export."),
    "letter": ("letter", "Templates of letters: list, check."),
    "link": ("link", "Find which records are whose."),
    "optout": ("optout", "The national data opt-out: list out, answer in."),
    "person": ("person", "Find a person; show a record."),
    "place": ("place", "Make a made-up place, or check one."),
    "project": ("project", "The key under which a project hides people."),
    "publish": ("publish", "Publish the linked dataset."),
    "quarantine": ("quarantine", "See, mend and replay what did not pass."),
    "register": ("register", "Who is on which register; needs of a practice, area or home."),
    "reidentify": ("reidentify", "Have people behind pseudonyms shown to those who care for them."),
    "report": ("report", "Pages that are made regularly: list them, make what is due."),
    "restore": ("place_files", "Put back what backup wrote."),
    "retention": ("retention", "How long things are kept, and what is due."),
    "risk": ("risk", "Train a risk, read its model card, list the people it finds."),
    "segment": ("segment", "Divide everyone into groups with needs in common."),
    "serve": ("serve", "Serve the pages."),
    "up": ("serve", "Make the demonstration place if there is none, and serve it."),
    "worker": ("serve", "Do queued work."),
}


class LazyGroup(click.Group):
    """Lists every command, and imports one only to run it: ``joinedup --help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported now; its object has its name (dashes as underscores)."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"joinedup.faces.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup)
@click.version_option(package_name="joinedup")
def joinedup() -> None:
    """Run joined-up health and social care for a whole place."""
    own.look_in(Path(os.environ.get("JOINEDUP_HOME") or "place") / "catalogue")


@joinedup.result_callback()
def tell_what_was_left_out(_: object) -> None:
    """Say which of the place's own definitions the command met and could not use."""
    for file, why in own.refused().items():
        click.echo(f"Left out: {file} of this place's own catalogue. {why}", err=True)


def main() -> None:
    """Run the program: a user's mistake ends with code 2 and a sentence, never a traceback."""
    try:
        joinedup(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as mistake:
        mistake.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except JoinedUpError as error:
        click.echo(f"Error: {error.problem}\n{error.now}", err=True)
        sys.exit(2)
    except Exception as error:
        if type(error).__name__ != "OperationalError":  # Django's or a driver's, whichever is loaded
            raise
        click.echo("Error: The database does not answer, or is busy.\nCheck DATABASE_URL, then try again.", err=True)
        sys.exit(2)
