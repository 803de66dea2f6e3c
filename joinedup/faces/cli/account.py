"""``joinedup account``: who may sign in, and in which posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from joinedup.faces.cli import signing_in
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.errors import BadInput

if TYPE_CHECKING:
    from joinedup.record.access.models import Organisation, Role


@click.group()
def account() -> None:
    """Open accounts, start and end posts, and put right how people sign in."""
    django_ready()


for command in signing_in.COMMANDS:
    account.add_command(command)


@account.command("open")
@click.argument("username")
@click.option("--full-name", required=True, help="The name that colleagues and the journal see.")
@click.option("--role", required=True, help="The role of their first post, such as nurse (see joinedup account roles).")
@click.option("--organisation", required=True, help="ODS code of where the post is.")
@click.option("--organisation-name", default="", help="Its name, where it is new here.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where not given.")
def open_(username: str, full_name: str, role: str, organisation: str, organisation_name: str, password: str) -> None:
    """Open an account called USERNAME, with one post."""
    from joinedup.record.access import actions, queries  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    the_role, at = _role(role), datetime.now(UTC)
    where = queries.organisation_coded(organisation) or _new_organisation(organisation, organisation_name)
    opened = actions.open_account(username=username, full_name=full_name, password=password, by=SYSTEM, at=at)
    actions.start_post(account=opened, organisation=where, role=the_role, by=SYSTEM, at=at)
    click.echo(f"{username} can sign in, as {the_role.label} at {where}.")


@account.command("list")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_(as_json: bool) -> None:
    """List open posts: who may act here, as what, where."""
    from joinedup.record.access import queries  # noqa: PLC0415

    posts = queries.all_open_posts(at=datetime.now(UTC))
    rows = [
        {
            "post": post.pk,
            "username": post.account.username,
            "role": post.role,
            "organisation": post.organisation.ods_code,
            "since": post.starts_at.date().isoformat(),
        }
        for post in posts
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(
            f"{row['post']:>6}  {row['username']:<20} {row['role']:<24} {row['organisation']:<10} {row['since']}"
        )
    if not rows:
        click.echo("Nobody can sign in yet: joinedup account open NAME …")


@account.command("end-post")
@click.argument("post", type=int)
def end_post(post: int) -> None:
    """End the post with the number POST (see joinedup account list): nothing more may be done in it."""
    from joinedup.record.access import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    actions.end_post(post_id=post, by=SYSTEM, at=datetime.now(UTC))
    click.echo(f"Post {post} has ended.")


@account.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--whole", is_flag=True, help="The file is all staff of its organisations: whoever is not in it leaves.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--names", is_flag=True, help="Name the accounts too, not only how many.")
def load(file: Path, whole: bool, dry_run: bool, names: bool) -> None:
    """Take in the place's own FILE (.csv or .yaml) of organisations or staff: who joins, moves and leaves.

    Whoever the file names has the posts that it says and no others. Loading it again changes nothing. Every mistake
    is told at once, with its line, and then nothing is changed.
    """
    from joinedup.record.access import loading  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    done = loading.load(
        name=file.name, content=file.read_bytes(), by=SYSTEM, at=datetime.now(UTC), whole=whole, dry_run=dry_run
    )
    lists = {"join": done.joins, "return": done.returns, "move": done.moves, "leave": done.leaves,
             "change": done.changes}  # fmt: skip
    for word, number in loading.counts(done).items():
        who = f": {', '.join(sorted(lists[word]))}" if names and word in lists else ""
        click.echo(f"{number:>6,}  {word}{who}")
    if done.nothing:
        click.echo("Nothing is new in this file.")
    elif dry_run:
        click.echo("Nothing was changed: this was a dry run.")


@account.command("leave")
@click.argument("username")
def leave(username: str) -> None:
    """Close the account USERNAME at once: every post ends, every session is worth nothing."""
    from joinedup.record.access import actions, queries  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    found = queries.account_named(username)
    if found is None:
        raise BadInput("There is no account by this name.", now="List them: joinedup account list.")
    actions.leave(account_id=found.pk, by=SYSTEM, at=datetime.now(UTC))
    click.echo(f"{username} has left: every post has ended and nobody is signed in under this name.")


@account.command("roles")
def roles() -> None:
    """List the roles that a post may have."""
    from joinedup.record.access.models import Role  # noqa: PLC0415

    for role in Role:
        click.echo(f"{role.value:<24} {role.label}")


def _role(text: str) -> Role:
    from joinedup.record.access.models import Role  # noqa: PLC0415

    if text not in Role.values:
        raise BadInput(f"There is no role '{text}'.", now=f"Choose one of: {', '.join(Role.values)}.")
    return Role(text)


def _new_organisation(code: str, name: str) -> Organisation:
    from joinedup.record.access import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    if not name:
        raise BadInput("This organisation is not known here.", now="Give its name too: --organisation-name.")
    return actions.keep_organisation(ods_code=code, name=name, kind="other", by=SYSTEM)
