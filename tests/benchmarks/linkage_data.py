"""Made-up records of made-up people in three feeds, with the dirt of real ones, and the truth beside them.

A practice's, a hospital's and a council's records of overlapping people: nicknames, slips, swapped and married
names, moves, twins, shared phones, default births, numbers missing or mistyped. The rates are those of the trial
in which this way of linking was chosen. All is drawn from one seed; nothing here knows how linkage works.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# ruff: noqa: SIM905 (a list of names is read more easily as a text)

Texts = NDArray[np.str_]
FEEDS = ("gp", "hospital", "social_care")
PEOPLE_FOR_EACH_RECORD = 291_045 / 225_000

_GIVEN_F = """Olivia Amelia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Isabella Grace Daisy Sienna
Poppy Elsie Emily Ella Evelyn Phoebe Evie Charlotte Harper Millie Matilda Maya Sophie Emilia Alice Margaret Jean Mary
Joan Patricia Sheila Barbara Doreen June Shirley Dorothy Joyce Maureen Elizabeth Audrey Brenda Kathleen Sylvia Eileen
Pamela Betty Susan Linda Christine Carol Jacqueline Janet Ann Jane Julie Karen Deborah Tracey Sharon Alison Helen
Sarah Nicola Claire Emma Lisa Joanne Michelle Amanda Rachel Laura Gemma Rebecca Samantha Victoria Katherine Jennifer
Lauren Jessica Hannah Bethany Georgia Chloe Megan Fatima Aisha Maryam Zainab Khadija Priya Anjali Sunita Harpreet
Manpreet Simran Ngozi Adaeze Folake Abena Ama Wanjiru Mei Xin Agnieszka Katarzyna Magdalena Ioana Elena""".split()
_GIVEN_M = """Noah Oliver George Arthur Muhammad Leo Harry Oscar Archie Henry Theodore Freddie Jack Charlie Theo
Alfie Jacob Thomas Finley Arlo William Lucas Roman Tommy Isaac Teddy Alexander Luca Edward James John Peter Ronald
Kenneth Derek Brian Dennis Roy Raymond Gordon Stanley Norman Frederick Robert David Michael Alan Keith Malcolm Anthony
Christopher Stephen Paul Andrew Mark Ian Kevin Gary Graham Philip Nigel Richard Simon Jonathan Darren Lee Matthew
Daniel Craig Jason Stuart Neil Adam Benjamin Samuel Joseph Joshua Luke Ryan Nathan Callum Connor Ali Omar Hassan
Ibrahim Yusuf Bilal Imran Rajesh Sanjay Amit Gurpreet Jaspreet Chinedu Emeka Kwame Kofi Tunde Wei Jun Piotr Krzysztof
Tomasz Andrei Mihai""".split()
_FAMILY = """Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White
Roberts Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell Rose Davis Rodgers Cook Cooper
Ward Turner Hill Moore Clark Lee King Baker Harrison Morgan Allen Scott Watson Parker Bennett Young Shaw Hughes Ahmed
Ali Begum Hussain Singh Kaur Shah Miah Rahman Akhtar Malik Iqbal Edwards Collins Price Murphy Kelly Murray Simpson
Marshall Stevens Webb Reid Palmer Mills Chapman Ellis Knight Foster Gray Graham Hunt Barnes Fisher Dixon Harvey Powell
Grant Carter Russell Rogers Fox Butler Matthews Howard Pearson Kennedy Lloyd Holmes Okafor Adeyemi Mensah Osei Nowak
Kowalski Wojcik Popescu Ionescu Chen Wong Li Nguyen OBrien OConnor McDonald MacKenzie Fletcher Gibson Burton Crawford
Sutton Barker Lawson Hawkins Bishop Payne Spencer Stone Perry Bailey Griffiths Newman Reynolds Armstrong""".split()
_STARTS = """Ash Bar Bel Bram Car Clif Col Cran Dal Den Dray El Fair Fen Gar Glen Had Hal Har Hol Kil Kir Lang Lin Mar
Mor Nor Oak Pen Rad Ram Rush San Sel Shaw Stan Thorn Tun Wal West Win Wor Yar""".split()
_MIDDLES = ["", "a", "er", "ing", "en", "le", "o", "i", "es", "al"]
_ENDS = """bury by cott den don field ford ham hurst ley low man mere more ridge sell shaw ston thorpe ton wald well wick
wood worth""".split()
# Everyday short forms, written down here apart from the ones that linkage knows.
_SHORT = {
    "Elizabeth": "Liz", "Katherine": "Kate", "Margaret": "Peggy", "Patricia": "Pat", "Susan": "Sue",
    "Deborah": "Debbie", "Jennifer": "Jenny", "Rebecca": "Becky", "Samantha": "Sam", "Victoria": "Vicky",
    "Christine": "Chris", "Jacqueline": "Jackie", "Pamela": "Pam", "Dorothy": "Dot", "Barbara": "Babs",
    "Kathleen": "Kath", "Amanda": "Mandy", "William": "Bill", "Robert": "Bob", "Richard": "Dick", "James": "Jim",
    "John": "Jack", "Michael": "Mick", "Anthony": "Tony", "Christopher": "Chris", "Stephen": "Steve",
    "Andrew": "Andy", "Frederick": "Fred", "Edward": "Ted", "Thomas": "Tom", "Joseph": "Joe", "Benjamin": "Ben",
    "Samuel": "Sammy", "Daniel": "Danny", "Matthew": "Matt", "Kenneth": "Ken", "Ronald": "Ron", "Raymond": "Ray",
    "Muhammad": "Mohammed", "Alexander": "Sandy", "Henry": "Hal", "Jonathan": "Jon", "Philip": "Phil",
    "Harpreet": "Harry", "Krzysztof": "Kris", "Magdalena": "Magda", "Theodore": "Theo",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a feed's record has each fault (0 to 1)."""

    number_missing: float
    number_wrong: float
    slip: float
    short: float
    swapped: float
    married: float
    moved: float
    birth_slip: float
    birth_default: float
    postcode_missing: float
    phone_missing: float
    twice: float


RATES = {
    "gp": Rates(0.01, 0.0005, 0.01, 0.02, 0.001, 0.01, 0.02, 0.003, 0.002, 0.002, 0.25, 0.0),
    "hospital": Rates(0.08, 0.004, 0.025, 0.05, 0.004, 0.03, 0.08, 0.012, 0.006, 0.01, 0.35, 0.02),
    "social_care": Rates(0.40, 0.006, 0.035, 0.09, 0.008, 0.03, 0.10, 0.02, 0.012, 0.02, 0.45, 0.02),
}


@dataclass(frozen=True, slots=True)
class Made:
    """``sent``: as ``linkage.clean.SENT``; ``truth``: record, person, feed, and the groups each person is in."""

    sent: pa.Table
    truth: pa.Table


def make(records_a_feed: int, *, seed: int) -> Made:
    """Return three feeds of ``records_a_feed`` records each."""
    rng = np.random.default_rng(seed)
    people = _people(round(records_a_feed * PEOPLE_FOR_EACH_RECORD), rng)
    sent, truth = [], []
    first = 1
    for feed in FEEDS:
        rows, who = _feed(feed, people, records_a_feed, rng, first)
        sent.append(rows)
        truth.append(who)
        first += records_a_feed
    return Made(pa.concat_tables(sent), pa.concat_tables(truth))


def _people(count: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return the true people: columns of one length. One in fifty is a twin, beside the other."""
    rare = np.array([s + m + e for s in _STARTS for m in _MIDDLES for e in _ENDS])
    family_pool = np.concatenate([np.array(_FAMILY), rng.permutation(rare)])
    weight = 1 / (np.arange(len(family_pool)) + 8.0) ** 0.9
    homes = rng.integers(0, max(1, count // 2), count)
    family = family_pool[rng.choice(len(family_pool), max(1, count // 2), p=weight / weight.sum())][homes]
    own = rng.random(count) < 0.3
    family[own] = family_pool[rng.choice(len(family_pool), int(own.sum()), p=weight / weight.sum())]
    female = rng.random(count) < 0.51
    given = np.where(female, _zipf(_GIVEN_F, count, rng), _zipf(_GIVEN_M, count, rng))
    second = np.where(female, _zipf(_GIVEN_F, count, rng), _zipf(_GIVEN_M, count, rng))
    age_days = (rng.beta(1.15, 1.4, count) * 98 * 365.25).astype(np.int64)
    born = np.datetime64("2026-03-31") - age_days
    twin = np.zeros(count, dtype=bool)
    pairs = rng.permutation(count // 2)[: count // 100] * 2
    for column in (homes, family, born):
        column[pairs + 1] = column[pairs]
    twin[pairs] = twin[pairs + 1] = True
    same = pairs[given[pairs] == given[pairs + 1]]
    given[same + 1] = np.where(female[same + 1], "Wilhelmina", "Bartholomew")
    streets = max(1, count // 36)
    street = homes % streets
    decile = (street % 10) + 1
    ethnic = rng.choice(["white", "asian", "black", "mixed", "other"], count, p=[0.81, 0.1, 0.045, 0.025, 0.02])
    home_phone = np.char.add("01632", np.char.zfill((homes % 1_000_000).astype(str), 6))
    own_phone = np.char.add("07700", np.char.zfill(rng.permutation(count).astype(str), 6))
    return {
        "number": _numbers(count, rng), "family": family, "given": given, "second": second, "born": born,
        "female": female, "street": street, "decile": decile, "ethnic": ethnic, "twin": twin, "age": age_days // 365,
        "home_phone": home_phone, "own_phone": own_phone, "old_phone": rng.permutation(own_phone), "homes": homes,
        "married": family_pool[rng.choice(len(family_pool), count, p=weight / weight.sum())],
        "new_street": rng.integers(0, streets, count), "moved": rng.random(count) < 0.2,
    }  # fmt: skip


def _zipf(names: list[str], count: int, rng: np.random.Generator) -> Texts:
    weight = 1 / (np.arange(len(names)) + 6.0)
    return np.array(rng.permutation(names))[rng.choice(len(names), count, p=weight / weight.sum())].astype("<U24")


def _numbers(count: int, rng: np.random.Generator) -> Texts:
    """Return distinct valid NHS numbers of the range that is given to nobody."""
    stems = rng.permutation(1_000_000)[: min(999_999, int(count * 1.15))]
    nine = 999_000_000 + stems
    digits = (nine[:, None] // 10 ** np.arange(8, -1, -1)) % 10
    check = (11 - (digits * np.arange(10, 1, -1)).sum(axis=1) % 11) % 11
    return np.char.add(nine[check < 10].astype(str), check[check < 10].astype(str))[:count]


def _postcodes(street: np.ndarray) -> Texts:
    """Return a postcode for each street: 130 in a sector, five sectors in a district."""
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    district = np.char.add("QQ", (street // 650 + 1).astype(str))
    unit = np.char.add(letters[street % 130 % 20], letters[street % 130 // 20])
    return np.char.add(np.char.add(np.char.add(district, " "), (street // 130 % 5).astype(str)), unit)


def _feed(
    feed: str, people: dict[str, np.ndarray], size: int, rng: np.random.Generator, first: int
) -> tuple[pa.Table, pa.Table]:
    rates = RATES[feed]
    total = len(people["number"])
    once = size - int(size * rates.twice)
    who = np.concatenate([rng.permutation(total)[:once], rng.integers(0, total, size - once)])

    def some(rate: float) -> np.ndarray:
        return rng.random(size) < rate

    number = people["number"][who].copy()
    wrong = np.flatnonzero(some(rates.number_wrong))
    half = len(wrong) // 2
    number[wrong[:half]] = people["number"][rng.integers(0, total, half)]
    number[wrong[half:]] = _slips(number[wrong[half:]], rng, "0123456789")
    number[some(rates.number_missing)] = ""
    given, family = people["given"][who].astype("<U40"), people["family"][who].astype("<U40")
    married = some(rates.married * 2) & people["female"][who] & (people["age"][who] > 20)
    double = married & (rng.random(size) < 0.3)
    family[married] = people["married"][who][married]
    family[double] = np.char.add(np.char.add(people["family"][who][double], "-"), family[double])
    short = some(rates.short)
    given[short] = [_SHORT.get(name, name) for name in given[short].tolist()]
    for column in (given, family):
        slipped = np.flatnonzero(some(rates.slip))
        column[slipped] = _slips(column[slipped], rng, "aeiorstnl")
    middle = some(0.4)
    given[middle] = np.char.add(np.char.add(given[middle], " "), people["second"][who][middle])
    swapped = some(rates.swapped)
    given[swapped], family[swapped] = family[swapped], given[swapped].copy()
    young = (people["age"][who] < 1) & some(0.3)
    given[young] = "Baby"
    born = _births(people["born"][who], rates, rng)
    at = np.where(
        people["moved"][who] & some(min(1.0, rates.moved * 5)), people["new_street"][who], people["street"][who]
    )
    postcode = np.where(some(rates.postcode_missing), np.where(some(0.3), "ZZ99 3VZ", ""), _postcodes(at))
    kind = rng.choice(["home_phone", "own_phone", "old_phone"], size, p=[0.25, 0.65, 0.1])
    phone = np.select(
        [kind == name for name in ("home_phone", "own_phone")],
        [people["home_phone"][who], people["own_phone"][who]],
        people["old_phone"][who],
    )
    phone = np.where(some(rates.phone_missing), "", phone)
    sex = np.where(some(0.005), "unknown", np.where(people["female"][who] ^ some(0.003), "female", "male"))
    empty = np.full(size, "")
    ids = np.arange(first, first + size)
    sent = {
        "record": ids, "sender": np.full(size, f"X-{feed}"[:12]), "feed_group": np.full(size, feed),
        "nhs_number": number, "nhs_number_status": empty, "family_name": family, "given_names": given,
        "previous_family_name": empty, "title": empty, "birth_date": born, "death_date": empty, "sex": sex,
        "ethnic_group": empty, "address": empty, "postcode": postcode, "phone": phone, "email": empty,
        "language": empty, "registered_practice": empty,
    }  # fmt: skip
    table = pa.table(
        {name: pa.array(values.tolist()) for name, values in sent.items()}
        | {
            "sensitive": pa.array(np.zeros(size, bool)), "known_from": pa.array(["2026-03-31 00:00:00"] * size),
            "person": pa.nulls(size, pa.int64()), "method": pa.nulls(size, pa.string()),
            "arriving": pa.array(np.ones(size, bool)),
        }
    )  # fmt: skip
    age = people["age"][who]
    truth = {
        "record": ids, "person": who, "feed": np.full(size, feed), "deprivation": people["decile"][who],
        "ethnic_group": people["ethnic"][who], "twin": people["twin"][who],
        "moved": people["moved"][who],
        "age": np.select([age < 18, age < 65, age < 85], ["0-17", "18-64", "65-84"], "85+"),
    }  # fmt: skip
    return table, pa.table({name: pa.array(values.tolist()) for name, values in truth.items()})


def _births(born: np.ndarray, rates: Rates, rng: np.random.Generator) -> Texts:
    size = len(born)
    text = born.astype("datetime64[D]").astype(str).astype("<U10")
    slipped = np.flatnonzero(rng.random(size) < rates.birth_slip)
    for at in slipped:
        year, month, day = text[at].split("-")
        if int(day) <= 12 and rng.random() < 0.4:
            text[at] = f"{year}-{day}-{month}"
        elif rng.random() < 0.5:
            text[at] = f"{int(year) + int(rng.choice([-10, -1, 1, 10]))}-{month}-{min(int(day), 28):02}"
        else:
            text[at] = f"{year}-{month}-{int(rng.integers(1, 29)):02}"
    default = rng.random(size) < rates.birth_default
    text[default] = np.char.add(born[default].astype("datetime64[Y]").astype(str), "-01-01")
    return text


def _slips(texts: np.ndarray, rng: np.random.Generator, letters: str) -> list[str]:
    """Return each text with one letter put in, left out, changed, or two changed round."""
    slipped = []
    for text in texts.tolist():
        at = int(rng.integers(1, max(2, len(text) - 1)))
        other = letters[int(rng.integers(len(letters)))]
        kind = int(rng.integers(4)) if not text.isdigit() else int(rng.integers(2, 4))
        slipped.append(
            [
                text[:at] + other + text[at:],
                text[:at] + text[at + 1 :],
                text[:at] + other + text[at + 1 :],
                text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
            ][kind]
        )
    return slipped
