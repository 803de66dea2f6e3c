"""Which model the place's clinical safety officer accepted, for which use, and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Acceptance(models.Model):
    """One acceptance of one trained model, by its hash. A model that is trained anew is another, and not accepted."""

    risk = models.CharField(max_length=80, help_text="Its id in the catalogue")
    model_hash = models.CharField(max_length=64, help_text="SHA-256 of the model's file")
    use = models.CharField(max_length=400, help_text="What the people found are to be offered, and by whom")
    accepted_by = models.ForeignKey("access.Account", on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_acceptance_in_force_for_each_risk", fields=["risk"],
                                    condition=Q(ended_at=None)),
            models.CheckConstraint(name="an_acceptance_ends_after_it_began",
                                   condition=Q(ended_at=None) | Q(ended_at__gte=F("accepted_at"))),
            models.CheckConstraint(name="an_acceptance_says_for_which_use", condition=~Q(use="")),
        ]  # fmt: skip
        ordering = ["-accepted_at"]

    def __str__(self) -> str:
        return f"{self.risk}: {self.use}"
