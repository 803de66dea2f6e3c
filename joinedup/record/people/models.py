"""People, by our own id, and the particulars by which they are found and greeted."""

from __future__ import annotations

from django.db import models

from joinedup.words.basics.names import written_name


class Person(models.Model):
    """Someone in our care. The id is ours and never used again; all that is known of them is linked to it."""

    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"person {self.pk}"


class Demographics(models.Model):
    """How a person is found and greeted now: worked out again from their linked source records, never typed."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="demographics")
    nhs_number = models.CharField(max_length=10, blank=True)
    nhs_number_traced = models.BooleanField(default=False)
    title = models.CharField(max_length=40, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    family_key = models.CharField(max_length=120, blank=True, help_text="Lower case, letters only, for finding")
    given_key = models.CharField(max_length=120, blank=True, help_text="First given name, lower case, letters only")
    sound_key = models.CharField(max_length=20, blank=True, help_text="How the family name sounds")
    birth_date = models.DateField(null=True)
    death_date = models.DateField(null=True)
    sex = models.CharField(max_length=10, blank=True)
    ethnic_group = models.CharField(max_length=4, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=40, blank=True)
    registered_practice = models.CharField(max_length=12, blank=True)
    sensitive = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(name="found_by_nhs_number", fields=["nhs_number"]),
            models.Index(name="found_by_name_and_birth", fields=["family_key", "birth_date"]),
            models.Index(name="found_by_birth", fields=["birth_date"]),
            models.Index(name="found_by_sound_and_birth", fields=["sound_key", "birth_date"]),
            models.Index(name="found_by_postcode", fields=["postcode"]),
        ]

    def __str__(self) -> str:
        return f"particulars of {self.person_id}"

    @property
    def name(self) -> str:
        """Return the name as the NHS writes it: MARSH, Edna (Mrs)."""
        return written_name(self.family_name, self.given_names, self.title)


class FormerName(models.Model):
    """A family name that a source says someone had before: worked out with the demographics, never typed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_names")
    family_name = models.CharField(max_length=120)
    family_key = models.CharField(max_length=120, help_text="Lower case, letters only, for finding")
    sound_key = models.CharField(max_length=20, help_text="How it sounds")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="each_former_name_of_a_person_once", fields=["person", "family_name"])
        ]
        indexes = [
            models.Index(name="found_by_former_name", fields=["family_key"]),
            models.Index(name="found_by_sound_of_former_name", fields=["sound_key"]),
        ]

    def __str__(self) -> str:
        return f"former name {self.pk}"
