"""Finding who is behind pseudonyms: the one place where a project's key is used to go back."""

from __future__ import annotations

from collections.abc import Collection

from joinedup.planning.releases import keys
from joinedup.planning.releases.models import ProjectKey, Release
from joinedup.planning.releases.rules import person_key
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Person
from joinedup.words.basics.errors import CannotProceed


def key_of(release: Release) -> ProjectKey:
    """Return the key under which a release hides people.

    Raises CannotProceed where it has none (a care release, or made-up people), or where its key was destroyed.
    """
    told = release.manifest.get("key")
    project = release.manifest.get("project") or keys.PLACE
    found = told and ProjectKey.objects.filter(project=project, number=told["number"]).first()
    if release.purpose != Release.Purpose.PLANNING or not found:
        raise CannotProceed(
            "There are no people of this place behind the pseudonyms of this release.",
            now="Choose a planning release that was published here.",
        )
    if found.destroyed_at is not None:
        raise CannotProceed(
            "The key of this release was destroyed: nobody can say any more who is behind its pseudonyms.",
            now="Find the people again in a release published since.",
        )
    return found


def people_behind(pseudonyms: Collection[str], *, key: ProjectKey) -> dict[str, int]:
    """Return who is behind each pseudonym, as they are known now. Cost: one pass over everyone's ids, and a query."""
    secret, wanted = keys.secret_of(key), set(pseudonyms)
    everyone = Person.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000)
    then = {one: person for person in everyone if (one := person_key(person, key=secret)) in wanted}
    now = dict(Person.objects.filter(pk__in=then.values()).annotate(now=person_now("pk")).values_list("pk", "now"))
    return {pseudonym: now[person] for pseudonym, person in then.items()}
