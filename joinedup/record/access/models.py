"""Organisations, accounts and posts: who may act here. An account signs in; a post is a role somewhere, for a time."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Role(models.TextChoices):
    """What someone does, in the words of the place. What each role may do is in ``rules.py``."""

    GP = "gp", "GP"
    NURSE = "nurse", "Practice nurse"
    COMMUNITY_NURSE = "community_nurse", "Community nurse"
    CARE_NAVIGATOR = "care_navigator", "Care navigator"
    HUB_CLINICIAN = "hub_clinician", "Hub clinician"
    DISCHARGE_COORDINATOR = "discharge_coordinator", "Discharge coordinator"
    SOCIAL_WORKER = "social_worker", "Social worker"
    PARAMEDIC = "paramedic", "Paramedic"
    ANALYST = "analyst", "Analyst"
    DATA_STEWARD = "data_steward", "Data steward"
    PRIVACY_OFFICER = "privacy_officer", "Information governance lead"
    SAFETY_OFFICER = "safety_officer", "Clinical safety officer"
    ADMINISTRATOR = "administrator", "System administrator"


class Organisation(models.Model):
    """An organisation of the place, by its ODS code."""

    ods_code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; Django's sign-in asks for one."""

    def create_user(self, username: str, password: str | None = None, *, full_name: str = "") -> Account:
        """Return a new account; without a password it cannot sign in."""
        account = self.model(username=username, full_name=full_name)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Someone who can sign in. Not a person in our care, and not a post."""

    username = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name


class Post(models.Model):
    """An account's role in an organisation, from and until."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_post_ends_after_it_starts", condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                name="one_open_post_for_each_account_role_and_organisation",
                fields=["account", "organisation", "role"],
                condition=Q(ends_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"
