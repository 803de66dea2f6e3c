"""Serve the pages: ``up`` makes the demonstration place first where there is none; ``worker`` does queued work."""

from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.errors import CannotProceed

_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option("--port", default=8000, show_default=True, help="Port to listen on.")


@click.command()
@_host
@_port
def serve(host: str, port: int) -> None:
    """Serve the pages of the place in JOINEDUP_HOME."""
    require_free(host, port)
    django_ready()
    start_server(host, port)


@click.command()
@_host
@_port
@click.option("--people", default=2500, show_default=True, help="How many people the demonstration place has.")
@click.option("--years", default=2, show_default=True, help="How many years of their lives.")
@click.option("--seed", default=2026, show_default=True, help="The same seed makes the same place.")
def up(host: str, port: int, people: int, years: int, seed: int) -> None:
    """Make the demonstration place where there is none (or go on making it), and serve it."""
    from joinedup.faces.cli.demonstration import make_demonstration  # noqa: PLC0415
    from joinedup.faces.cli.demonstration_staff import sign_ins  # noqa: PLC0415

    require_free(host, port)
    django_ready()
    make_demonstration(people=people, years=years, seed=seed)
    click.echo(f"\nJoinedUp is at http://{host}:{port}/   (Ctrl-C stops it)\n\n{sign_ins()}\n")
    start_server(host, port)


@click.command()
@click.option("--until-done", is_flag=True, help="Stop when no work is left.")
def worker(until_done: bool) -> None:
    """Do queued work in this process (PostgreSQL; on SQLite the server does it)."""
    django_ready()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    if not until_done and connection.vendor == "sqlite":
        raise CannotProceed(
            "On SQLite the server does the queued work itself, and a second writer would hold it up.",
            now="Nothing is needed; or move to PostgreSQL (DATABASE_URL) to run more workers.",
        )
    from joinedup.faces.cli import ticking  # noqa: PLC0415
    from joinedup.planning.taking_back import take_back  # noqa: PLC0415

    take_back(at=datetime.now(UTC))
    if until_done:
        ticking.run_once(list(ticking.EVERY), at=datetime.now(UTC))
    else:
        ticking.tick_beside_the_site()
    call_command("db_worker", batch=until_done, verbosity=0, startup_delay=False, reload=False)


def require_free(host: str, port: int) -> None:
    """Raise CannotProceed where something listens there already: two servers would answer in turns, each of its own."""
    with socket.socket() as tried:
        tried.settimeout(1)
        if tried.connect_ex((host, port)) == 0:
            raise CannotProceed(
                f"Something listens at {host}:{port} already.", now=f"Stop it, or choose another: --port {port + 1}."
            )


def start_server(host: str, port: int) -> None:
    """Turn this process into the server. Collects static files first, where they changed."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("collectstatic", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        os.environ["JOINEDUP_WORKER"] = "thread"
    os.environ["JOINEDUP_HOME"] = str(settings.HOME)
    granian = str(Path(sys.executable).with_name("granian"))
    sys.stdout.flush()
    os.execv(  # noqa: S606 (our own server, no shell)
        granian,
        [
            granian, "joinedup.config.wsgi:application", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", "1", "--blocking-threads", "16", "--backpressure", "64", "--workers-kill-timeout", "5",
            "--no-access-log", "--log-level", "error",
        ],
    )  # fmt: skip
