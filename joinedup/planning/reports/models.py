"""Reports that someone asked for, what was made of each, and who took it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Often(models.TextChoices):
    """When a report is made."""

    RELEASE = "release", "With each new release"
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"


class Format(models.TextChoices):
    """What a report is made as."""

    PDF = "pdf", "PDF, to print or hand out"
    XLSX = "xlsx", "Spreadsheet, to work on"


class Report(models.Model):
    """A page with what was asked of it, made regularly for the post that asked, and for everyone of ``role``."""

    page = models.CharField(max_length=40, help_text="A line of rules.PAGES")
    asked = models.JSONField(default=dict, help_text="What narrows the page: which measure, which practice")
    about = models.CharField(max_length=200, help_text="What it is of, in words")
    format = models.CharField(max_length=10, choices=Format)
    often = models.CharField(max_length=10, choices=Often)
    post = models.ForeignKey("access.Post", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, blank=True, help_text="Everyone of this role has it too; empty: no one else")
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_is_deleted_after_it_was_asked_for",
                condition=Q(deleted_at=None) | Q(deleted_at__gte=models.F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.about


class Made(models.Model):
    """One making of a report: its file, or why there is none. Columns are set once."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="made")
    release = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    file = models.CharField(max_length=200, blank=True, help_text="Below JOINEDUP_HOME")
    name = models.CharField(max_length=200, blank=True, help_text="What the file is called when it is downloaded")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes")
    why_not = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_report_was_made_or_it_says_why_not",
                condition=(Q(file="") & ~Q(why_not="")) | (~Q(file="") & Q(why_not="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.why_not


class Taken(models.Model):
    """Who has downloaded what was made, and when first."""

    made = models.ForeignKey(Made, on_delete=models.CASCADE, related_name="taken")
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_file_is_taken_for_the_first_time_once", fields=["made", "account"])
        ]

    def __str__(self) -> str:
        return str(self.made)
