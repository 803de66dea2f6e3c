"""A team's meetings, whom they speak of, what is written, decided and asked of others, and who was there.

What was said is kept in versions, and what was decided is taken back with a reason and never deleted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from joinedup.record.access.models import Account, Organisation, Team
from joinedup.record.people.models import Person
from joinedup.work.meetings.dates import Every


class Series(models.Model):
    """A meeting that a team holds again and again, and what brings people onto its agenda.

    ``weekday`` counts from Monday as 0; ``nth`` is which of a month, -1 the last; ``spacing`` is every so many weeks or
    months, counted from ``first_on``; ``most`` is how many people whom nobody asked for an agenda has.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    every = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Every])
    weekday = models.SmallIntegerField(null=True)
    nth = models.SmallIntegerField(null=True)
    day = models.SmallIntegerField(null=True, help_text="The day of a month")
    spacing = models.PositiveSmallIntegerField(default=1)
    first_on = models.DateField()
    begins = models.TimeField(help_text="In London")
    minutes = models.PositiveSmallIntegerField(default=60)
    takes_urgent = models.BooleanField(default=True)
    takes_overdue = models.BooleanField(default=True)
    most = models.PositiveSmallIntegerField(default=20)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"series {self.pk}"


class Invited(models.Model):
    """Who comes beside the team itself: a team, or everyone of an organisation, in one role or in any."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="invited")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("series"), F("organisation"), F("role"), Coalesce("team", 0), name="nobody_is_invited_twice"
            ),
        ]

    def __str__(self) -> str:
        return f"invited {self.pk}"


class Meeting(models.Model):
    """One meeting of a series. It is to come until it is begun, and over once it is closed or called off."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="meetings")
    planned_at = models.DateTimeField()
    moved_why = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField(null=True)
    begun_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    called_off_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_series_has_one_meeting_to_come", fields=["series"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="a_meeting_is_begun_before_it_is_closed",
                condition=Q(closed_at=None) | Q(begun_at__isnull=False) | ~Q(called_off_why=""),
            ),
        ]
        indexes = [models.Index(name="meetings_of_a_series", fields=["series", "planned_at"])]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class AgendaRequest(models.Model):
    """That someone asked a meeting to speak of a person, and why. ``settled`` is the meeting that did, or left it."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=400)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    settled = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                name="requests_that_wait", fields=["series"], condition=Q(withdrawn_at=None, settled=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"request {self.pk}"


class Item(models.Model):
    """One person on the agenda of one meeting, with why, and with the minutes as they stand.

    ``reasons`` are those of the moment when they came onto it, as ``rules.Reason`` writes them; ``place`` is where they
    stand. ``tells`` is what the minutes give away, as of a task.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    reasons = models.JSONField()
    minutes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    tells = models.CharField(max_length=30, blank=True)
    left_off_why = models.CharField(max_length=200, blank=True)
    left_off_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_meeting_has_a_person_once", fields=["meeting", "person"]),
        ]
        indexes = [models.Index(name="meetings_about_a_person", fields=["person"])]

    def __str__(self) -> str:
        return f"item {self.pk}"


class Minute(models.Model):
    """What the minutes of an item said from one moment on, and whose words made it so."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="each_version_of_minutes_has_its_number", fields=["item", "number"]),
        ]

    def __str__(self) -> str:
        return f"minute {self.pk}"


class Decision(models.Model):
    """What a meeting decided of someone, why, who saw it otherwise, and when it is looked at again."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions")
    key = models.UUIDField(unique=True, help_text="Given with the page on which it was written: sent twice, kept once")
    words = models.TextField()
    reasons = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    for_person = models.BooleanField(default=True)
    for_proxy = models.BooleanField(default=False)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_a_proxy_sees_of_a_decision_the_person_sees_too",
                condition=Q(for_proxy=False) | Q(for_person=True),
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Action(models.Model):
    """What a decision asks of a team, by when; and what came of it.

    ``agreed`` is that the person agreed to the team being told, whose organisation had no relationship with them: it
    has one through this, until it is done.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="actions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Given with the page on which it was written: sent twice, kept once")
    words = models.CharField(max_length=200)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    agreed = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    done = models.BooleanField(null=True, help_text="Whether it was done, or could not be; nothing until one is said")
    outcome = models.CharField(max_length=400, blank=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_came_of_an_action_was_told_at_a_moment",
                condition=Q(done=None, told_at=None) | Q(done__isnull=False, told_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="actions_about_a_person", fields=["person"])]

    def __str__(self) -> str:
        return f"action {self.pk}"


class Attendance(models.Model):
    """That someone was there, or sent apologies: one of the staff, or whoever is named with where they come from."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    place_of_work = models.CharField(max_length=200)
    role = models.CharField(max_length=60, blank=True)
    present = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="nobody_attends_twice", fields=["meeting", "account"], condition=Q(account__isnull=False)
            ),
            models.UniqueConstraint(
                name="no_guest_attends_twice", fields=["meeting", "name", "place_of_work"], condition=Q(account=None)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"attendance {self.pk}"
