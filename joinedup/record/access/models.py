"""Organisations, sites, teams, accounts and posts: who may act here.

An account signs in; a post is a role somewhere, for a time. Organisations stand in the tree of the Organisation Data
Service (ODS): what runs what, who commissions whom, and from when until when.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class Role(models.TextChoices):
    """What someone does, in the words of the place. What each role may do is in ``rules.py``."""

    GP = "gp", "GP"
    NURSE = "nurse", "Practice nurse"
    COMMUNITY_NURSE = "community_nurse", "Community nurse"
    CARE_NAVIGATOR = "care_navigator", "Care navigator"
    LINK_WORKER = "link_worker", "Social prescribing link worker"
    HEALTH_COACH = "health_coach", "Health and wellbeing coach"
    KEY_WORKER = "key_worker", "Key worker"
    HUB_CLINICIAN = "hub_clinician", "Hub clinician"
    CALL_HANDLER = "call_handler", "Call handler"
    OUT_OF_HOURS_GP = "out_of_hours_gp", "Out-of-hours GP"
    WARD_STAFF = "ward_staff", "Ward staff"
    DISCHARGE_COORDINATOR = "discharge_coordinator", "Discharge coordinator"
    FLOW_COORDINATOR = "flow_coordinator", "Patient flow coordinator"
    SOCIAL_WORKER = "social_worker", "Social worker"
    REABLEMENT_WORKER = "reablement_worker", "Reablement worker"
    CARE_HOME_STAFF = "care_home_staff", "Care home staff"
    PARAMEDIC = "paramedic", "Paramedic"
    VOLUNTEER = "volunteer", "Volunteer"
    COMMISSIONER = "commissioner", "Commissioner"
    PUBLIC_HEALTH = "public_health", "Public health specialist"
    ANALYST = "analyst", "Analyst"
    DATA_STEWARD = "data_steward", "Data steward"
    PRIVACY_OFFICER = "privacy_officer", "Information governance lead"
    CALDICOTT_GUARDIAN = "caldicott_guardian", "Caldicott Guardian"
    SAFETY_OFFICER = "safety_officer", "Clinical safety officer"
    ADMINISTRATOR = "administrator", "System administrator"


class Belonging(models.TextChoices):
    """How an organisation belongs to the one above it. Source: ODS relationship types RE2, RE6, RE4 and RE8.

    The first two are one body: what the lower one sends, the upper one sent. The others are not.
    """

    SUB_DIVISION = "sub_division", "Is a sub-division of"
    OPERATED_BY = "operated_by", "Is operated by"
    COMMISSIONED_BY = "commissioned_by", "Is commissioned by"
    PARTNER_TO = "partner_to", "Is a partner to"


ONE_BODY = (Belonging.SUB_DIVISION, Belonging.OPERATED_BY)


class Organisation(models.Model):
    """An organisation of the place, by its ODS code, and the one that it belongs to."""

    ods_code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below")
    belongs = models.CharField(max_length=20, choices=Belonging, blank=True, default="")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_organisation_says_how_it_belongs_to_the_one_above",
                condition=Q(parent=None, belongs="") | (Q(parent__isnull=False) & ~Q(belongs="")),
            ),
            models.CheckConstraint(name="an_organisation_is_not_above_itself", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="an_organisation_closes_after_it_opens",
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where an organisation works: a hospital, a branch surgery, a home. Its ODS code may be a sender's."""

    ods_code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_site_closes_after_it_opens",
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of an organisation who work together; a neighbourhood team serves the people of some practices."""

    class Kind(models.TextChoices):
        """What kind of team."""

        PRACTICE = "practice", "Practice team"
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood team"
        COMMUNITY = "community", "Community team"
        WARD = "ward", "Ward"
        HUB = "hub", "Hub or flow centre"
        SOCIAL = "social", "Social care team"
        HOME = "home", "Care home team"
        VOLUNTARY = "voluntary", "Voluntary group"
        OTHER = "other", "Other team"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="teams")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_team_closes_after_it_opens",
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Served(models.Model):
    """A practice whose registered people a team serves."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="serves")
    practice = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="served_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_team_serves_a_practice_once", fields=["team", "practice"]),
        ]

    def __str__(self) -> str:
        return f"{self.team} serves {self.practice}"


LONGEST_NAME = 150  # with which someone signs in


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

    username = models.CharField(max_length=LONGEST_NAME, unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name


class Post(models.Model):
    """An account's role in an organisation, in one of its teams or in none, from and until."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="posts")
    role = models.CharField(max_length=30, choices=Role)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_post_ends_after_it_starts", condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                F("account"),
                F("organisation"),
                F("role"),
                Coalesce("team", 0),
                name="one_open_post_for_each_account_role_organisation_and_team",
                condition=Q(ends_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"
