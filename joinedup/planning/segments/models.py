"""Cuts of segments that someone saved by name: who is meant and how they are divided, never how many they were."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class SavedCut(models.Model):
    """One cut by its name. It is asked anew of the newest release each time; deleted, it is kept and not offered."""

    name = models.CharField(max_length=120)
    where = models.JSONField(help_text="What it filters by: the value of each dimension")
    split_by = models.CharField(max_length=40, help_text="The dimension by which it is broken down")
    shared = models.BooleanField(help_text="Whether everyone who may see segments sees it, or only who saved it")
    saved_by = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_cut_in_use_by_each_name_for_each_account", fields=["saved_by", "name"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="a_cut_is_deleted_after_it_was_saved",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("saved_at")),
            ),
            models.CheckConstraint(name="a_cut_has_a_name", condition=~Q(name="")),
        ]  # fmt: skip
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
