"""Who works here: organisations, accounts and posts are made through these, and through nothing else."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Account, Organisation, Post, Role
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound


@transaction.atomic
def keep_organisation(*, ods_code: str, name: str, kind: str, by: Actor) -> Organisation:
    """Return the organisation with this code, made or brought up to date."""
    rules.require(by, "access.manage")
    organisation, _ = Organisation.objects.update_or_create(ods_code=ods_code, defaults={"name": name, "kind": kind})
    return organisation


@transaction.atomic
def keep_organisations(*, found: dict[str, tuple[str, str]], by: Actor) -> None:
    """Make or bring up to date many organisations at once: ODS code to (name, kind)."""
    rules.require(by, "access.manage")
    Organisation.objects.bulk_create(
        [Organisation(ods_code=code, name=name, kind=kind) for code, (name, kind) in sorted(found.items())],
        update_conflicts=True,
        unique_fields=["ods_code"],
        update_fields=["name", "kind"],
        batch_size=500,
    )


@transaction.atomic
def open_account(*, username: str, full_name: str, password: str, by: Actor) -> Account:
    """Return a new account that can sign in. Raises BadInput where the password is too weak or the name is taken."""
    rules.require(by, "access.manage")
    if Account.objects.filter(username=username).exists():
        raise BadInput("There is already an account with this name.", now="Choose another sign-in name.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), now="Choose a longer password that is not a common one.") from error
    return Account.objects.create_user(username, password, full_name=full_name)


@transaction.atomic
def start_post(*, account: Account, organisation: Organisation, role: Role, by: Actor, at: datetime) -> Post:
    """Return the open post of this account, started now where there was none."""
    rules.require(by, "access.manage")
    post, _ = Post.objects.get_or_create(
        account=account, organisation=organisation, role=role, ends_at=None, defaults={"starts_at": at}
    )
    return post


@transaction.atomic
def end_post(*, post_id: int, by: Actor, at: datetime) -> None:
    """End a post: from this instant nothing may be done in it. Raises CannotProceed where it has ended."""
    rules.require(by, "access.manage")
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no post by this number.", now="List them: joinedup account list.")
    if post.ends_at:
        raise CannotProceed("This post has ended already.", now="Nothing is left to do.")
    post.ends_at = at
    post.save(update_fields=["ends_at"])
