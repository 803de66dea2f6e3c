"""The facts by which looks are judged, read in a few questions however many looks there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, When
from django.db.models.functions import TruncDate

from joinedup.record.access.models import Account
from joinedup.record.access.queries import senders_of, sending_for
from joinedup.record.entries.models import Entry, HeardFeed
from joinedup.record.entries.relating import CALLS, CARE, STAYS
from joinedup.record.journal.models import JournalLine, Outcome
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.relationships.models import Declared
from joinedup.record.watching.rules import Followed, Known, Named, Opening, Seen, named
from joinedup.words.basics.moments import LONDON, start_of_day

USUAL_OVER = timedelta(days=28)
A_DAY = timedelta(days=1)
# Acts that are looking, or having something before one: none of them is work that followed a look.
LOOKING = (
    "record.open", "record.declare", "record.break_glass", "record.why", "record.export", "person.find", "linkage.look",
    "quarantine.look", "emergency.seen", "choice.see", "reidentify.seen", "risk.listed", "care.found",
    "care.listed", "register.listed", "appointment.listed",
    "care.exported", "form.fill",
    "form.amend", "plan.see", "plan.write", "care.refer", "journal.read", "downtime.pack", "alert.owned",
    "alert.closed", "alert.reopened",
)  # fmt: skip
_LOOKS = JournalLine.objects.filter(act="record.open", outcome=Outcome.DONE, account_id__isnull=False)


def looks_since(reached: int, *, most: int) -> tuple[int, list[Opening]]:
    """Return how far the journal reaches now, and every look of the days and accounts that had a new one."""
    new = list(JournalLine.objects.filter(pk__gt=reached).order_by("pk").values_list("pk", flat=True)[:most])
    if not new:
        return reached, []
    fresh = _LOOKS.filter(pk__gt=reached, pk__lte=new[-1])
    accounts = set(fresh.values_list("account_id", flat=True))
    first = fresh.aggregate(first=Min("at"))["first"]
    if first is None:
        return new[-1], []
    since = start_of_day(first.astimezone(LONDON).date())
    rows = _LOOKS.filter(account_id__in=accounts, at__gte=since, pk__lte=new[-1])
    told = rows.values_list("account_id", "role", "person_id", "at", "details").order_by("pk")
    return new[-1], [
        Opening(account or 0, role, person or 0, at, emergency=bool(details.get("emergency")))
        for account, role, person, at, details in told
    ]


def follow_up(*, before: datetime) -> list[Declared]:
    """Return what was declared before ``before`` and no work followed; each is looked at once, and marked so."""
    waiting = Declared.objects.filter(followed=None, starts_at__lt=before)
    missed: list[Declared] = []
    for organisation in list(waiting.order_by("organisation").values_list("organisation", flat=True).distinct()):
        work = Entry.objects.filter(
            recorded_until=None, kind__in=(*CALLS, *CARE, *STAYS), happened_at__gte=OuterRef("starts_at") - A_DAY,
            source_record__sender__in=senders_of(organisation), source_record__links__ended_at=None,
            source_record__links__person_id=OuterRef("now"),
        )  # fmt: skip
        declared = waiting.filter(organisation=organisation).annotate(now=person_now("person_id"))
        of_it = list(declared.annotate(work=Exists(work)).order_by("pk"))
        for said in of_it:
            said.followed = said.work
        Declared.objects.bulk_update(of_it, ["followed"], batch_size=500)
        missed += [said for said in of_it if not said.followed]
    return missed


def openings(first: date, last: date, *, within: timedelta) -> list[Followed]:
    """Return who was opened by whom on each day, and whether anything followed ``within``: one query, however many.

    What follows is anything that the organisation (all that is one body with it) tells of the person from the day
    before, and any other act about them here by someone of it: a task done, a form answered, a plan written. Left out
    are organisations from which nothing has ever come: what they do could not show.
    """
    begins, ends = start_of_day(first), start_of_day(last + A_DAY)
    about, at = OuterRef("now"), OuterRef("at")
    one_body, sites = sending_for(OuterRef(OuterRef("organisation")))

    def of_theirs(sender: str) -> Q:
        """Return the condition for what the organisation sent, itself, as a site or as a part of it."""
        itself, part = Q(**{sender: OuterRef("organisation")}), f"{sender}__in"
        return itself | Q(**{part: one_body}) | Q(**{part: sites})

    heard = Exists(HeardFeed.objects.filter(of_theirs("sender")))
    told = Exists(Entry.objects.filter(
        of_theirs("source_record__sender"), recorded_until=None, source_record__links__ended_at=None,
        source_record__links__person_id=about, happened_at__gte=at - A_DAY, happened_at__lt=at + within,
    ))  # fmt: skip
    acts = JournalLine.objects.exclude(act__in=LOOKING).filter(
        Q(person_id=about) | Q(person_id=OuterRef("person_id")), organisation=OuterRef("organisation"),
        outcome=Outcome.DONE, at__gte=at - A_DAY, at__lt=at + within,
    )  # fmt: skip
    rows = (
        _LOOKS.filter(at__gte=begins, at__lt=ends, person_id__isnull=False)
        .annotate(now=person_now("person_id"))
        .annotate(has_told=heard, followed=Case(When(told, then=True), When(Exists(acts), then=True), default=False))
        .filter(has_told=True)
        .values_list("account_id", "now", TruncDate("at", tzinfo=LONDON), "followed")
        .order_by()
        .distinct()
    )
    return [Followed(account or 0, person, day, followed) for account, person, day, followed in rows]


def known(looks: Iterable[Opening], *, at: datetime) -> Known:
    """Return what those looks are held against."""
    looks = list(looks)
    staff = {pk: named(name) for pk, name in Account.objects.values_list("pk", "full_name")}
    families = {name.family for name in staff.values() if name.family}
    having = Demographics.objects.filter(family_key__in=families).values("family_key").annotate(people=Count("pk"))
    return Known(
        staff=staff,
        people=_people({look.person_id for look in looks}),
        having={row["family_key"]: row["people"] for row in having},
        everyone=Demographics.objects.count(),
        usual=_usual({look.account_id for look in looks}, at=at),
    )


def _people(ids: set[int]) -> dict[int, Seen]:
    """Return what is known of people who were looked at, with the names of those who live at the same address."""
    wanted = ("person_id", "family_key", "given_key", "sensitive", "postcode", "address")
    found = list(Demographics.objects.filter(pk__in=ids).values_list(*wanted))
    homes: defaultdict[tuple[str, str], dict[int, Named]] = defaultdict(dict)
    lived = Demographics.objects.filter(postcode__in={row[4] for row in found if row[4]}).exclude(address="")
    for person, family, given, _, postcode, address in lived.values_list(*wanted):
        homes[postcode, address][person] = Named(family, given)
    return {
        person: Seen(
            Named(family, given),
            sensitive,
            frozenset(name for other, name in homes.get((postcode, address), {}).items() if other != person),
        )
        for person, family, given, sensitive, postcode, address in found
    }


def _usual(accounts: set[int], *, at: datetime) -> dict[int, int]:
    """Return how many people a day each account looks at: the median of the days before with any look."""
    today = start_of_day(at.astimezone(LONDON).date())
    days = (
        _LOOKS.filter(account_id__in=accounts, at__gte=today - USUAL_OVER, at__lt=today)
        .annotate(day=TruncDate("at", tzinfo=LONDON))
        .values("account_id", "day")
        .annotate(people=Count("person_id", distinct=True))
    )
    counts: defaultdict[int, list[int]] = defaultdict(list)
    for row in days:
        counts[row["account_id"] or 0].append(row["people"])
    return {account: round(median(each)) for account, each in counts.items()}
