"""Where someone decided that the limits of a control chart start again. A line is set once, and undone once."""

from __future__ import annotations

from django.db import models


class Rebase(models.Model):
    """From ``month`` on, the limits of the place's chart of ``measure`` start again, until ``undone_at``."""

    measure = models.CharField(max_length=80)
    month = models.DateField(help_text="The first day of the month from which limits are set anew")
    reason = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, help_text="The account; empty for the system itself")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_month_is_rebased_once_a_measure",
                fields=["measure", "month"],
                condition=models.Q(undone_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} from {self.month:%Y-%m}"
