"""In which of their posts someone acts: chosen once a session, and checked at every request."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpRequest

from joinedup.record.access import queries
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Post
from joinedup.record.signing_in.models import Sitting

CHOSEN = "post"


class StaffRequest(HttpRequest):
    """A request as our views see it: with its moment, and with the actor whose post was chosen."""

    at: datetime
    actor: Actor
    sitting: Sitting


def posts_open_to(request: HttpRequest) -> list[Post]:
    """Return the posts in which whoever is signed in may act now: of those that their provider gives, where it does."""
    if not request.user.is_authenticated:
        return []
    asked = cast(StaffRequest, request)
    posts = queries.open_posts(request.user.pk, at=asked.at)
    given = asked.sitting.posts
    return posts if given is None else [post for post in posts if [post.organisation.ods_code, post.role] in given]


def actor_for(request: HttpRequest) -> Actor | None:
    """Return who acts: in the post chosen, or in the only one; None where nothing is chosen or all has ended."""
    posts = posts_open_to(request)
    chosen = request.session.get(CHOSEN) if posts else None
    fits = posts if len(posts) == 1 else [post for post in posts if post.pk == chosen]
    return queries.actor_of(fits[0]) if fits else None
