"""A person's one plan, its parts in every version, what was agreed, and what those who used it say of it.

Nothing is overwritten: a part is a thread of versions, and where two people wrote at once both stand until someone has
read both and writes the next.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from joinedup.record.people.models import Person


class Plan(models.Model):
    """The plan of a person, across all models of care. PRSB: Personalised Care and Support Plan 2.0."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Part(models.Model):
    """One part of a plan: a wish, a goal, a decision. What it says is in its versions."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=30)
    once = models.BooleanField(help_text="Whether a plan has one of its kind at most")
    under = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    key = models.UUIDField(unique=True, help_text="Given with the page on which it was written: sent twice, kept once")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_plan_has_one_part_of_a_kind_that_is_had_once", fields=["plan", "kind"], condition=Q(once=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class PartVersion(models.Model):
    """What a part said from one moment on, who wrote it, and who may see it. Columns are set once.

    ``based_on`` is the number of the version that its writer had read. Where another had been written since, it stands
    ``beside`` that one: both are shown until someone who has read both writes the next.
    """

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField()
    beside = models.BooleanField(default=False)
    content = models.JSONField(help_text="The answers, by their names in parts.yaml")
    ended = models.BooleanField(default=False, help_text="Whether the part holds no more")
    why = models.CharField(max_length=400, blank=True)
    for_person = models.BooleanField(default=True)
    for_proxy = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    team = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="each_version_of_a_part_has_its_number", fields=["part", "number"]),
            models.CheckConstraint(
                name="a_version_is_based_on_an_earlier_one", condition=Q(based_on__lt=F("number"), number__gte=1)
            ),
            models.CheckConstraint(
                name="what_a_proxy_sees_the_person_sees_too", condition=Q(for_proxy=False) | Q(for_person=True)
            ),
        ]
        indexes = [models.Index(name="what_someone_wrote_in_plans", fields=["written_by", "written_at"])]

    def __str__(self) -> str:
        return f"version {self.number} of part {self.part_id}"


class Agreed(models.Model):
    """That the person, or who may speak for them, agreed the plan as it stood at ``agreed_at``, or no longer does."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="agreed")
    yes = models.BooleanField(default=True)
    agreed_at = models.DateTimeField(help_text="When they said so")
    how = models.CharField(max_length=20)
    representative = models.CharField(max_length=200, blank=True, help_text="Who agreed for them; empty: they did")
    relation = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="who_agrees_for_someone_says_what_they_are_to_them",
                condition=Q(representative="") | ~Q(relation=""),
            ),
            models.CheckConstraint(
                name="nobody_agrees_after_it_is_recorded", condition=Q(agreed_at__lte=F("recorded_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"agreed {self.pk}"


class Feedback(models.Model):
    """What happened when someone used a plan, and what was wrong in it; for who wrote it. Columns are set once.

    ``part`` is what it is about, where it is about one part; a person without a plan may be told of too.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(Part, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Given with the page on which it was written: sent twice, kept once")
    happened = models.TextField(help_text="What happened")
    wrong = models.TextField(blank=True, help_text="What was wrong or missing in the plan")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)
    to_account = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.CharField(max_length=12, blank=True, help_text="Whose it is to answer")
    answer_by = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="feedback_on_a_plan", fields=["person", "told_at"]),
            models.Index(name="feedback_for_an_organisation", fields=["to_organisation", "told_at"]),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class FeedbackAnswer(models.Model):
    """What was done about a piece of feedback: the first answer settles it, others may follow."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey("access.Account", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=12, blank=True)

    def __str__(self) -> str:
        return f"answer {self.pk}"
