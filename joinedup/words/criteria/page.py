"""The reference page of criteria, made from what reads them: the grammar, the vocabulary, the lists."""

from __future__ import annotations

from joinedup.words.criteria.phrases import GRAMMAR
from joinedup.words.criteria.reading import read
from joinedup.words.criteria.vocabulary import VERSION, VOCABULARY, Definition, lists
from joinedup.words.criteria.vocabulary.insight import FRAILTY_SCORE, RISK_SCORE
from joinedup.words.criteria.vocabulary.use import ACTIVITIES, RECENT

HOW = """\
Every line under `who` must hold; the lines under `any` are alternatives, those under `not` exceptions of which none may
hold. An item of a list that has several lines is a group of which all must hold.

```yaml
who:
  any:
    - age: 5 to 11
    - {age: 65 or over, lives_alone: yes}
  not: {condition: dementia}
```

reads: *(aged 5 to 11, or aged 65 or over and living alone) and not with dementia of any kind*.

Each line holds, does not, or is **not known**: where nobody here tells of it, or what is recorded does not say. Not
known is never a no. All of several lines hold only if each does, and do not if one does not; any of several holds if
one does; the opposite of not known is not known (Kleene's logic). Only those of whom all of it holds are found. Nothing
holds of someone who died before the day. A window ends with the day asked about, which is in it, and begins after the
same day so long before: `1 month` on 31 March begins on 1 March (after 28 February); days are London's."""


def lines() -> list[str]:
    """Return the lines of the page."""
    page = [
        f"Version of the vocabulary: {VERSION}.",
        "",
        HOW,
        "",
        "## Phrases",
        "",
        "```ebnf",
        GRAMMAR.rstrip(),
        "```",
        "",
    ]
    page += [
        "`number`, `whole` (a number without a fraction), `unit`, `item` and `thing` (words) are as one reads them.",
        "",
    ]
    page += ["Units are UCUM's (`mm[Hg]`, `mmol/mol`). In YAML, `yes` and `no` are booleans.", ""]
    for definition in VOCABULARY.values():
        page += _of(definition)
    return [*page, *_lists()]


def _of(definition: Definition) -> list[str]:
    page = [f"## {definition.title} (`{definition.name}`)", "", definition.meaning, ""]
    for written in definition.written:
        reads = "" if definition.name == "on_register" else f": {read(f'{definition.name}: {written}')}"
        page.append(f"- `{definition.name}: {written}`{reads}")
    page += [f"- Source: {definition.source}", f"- Since: {definition.since}"]
    page += [f"- Not known of anyone yet; needs: {definition.needs}"] if definition.needs else []
    return [*page, ""]


def _lists() -> list[str]:
    page = ["## Conditions that can be named", "", "| word | title | holds | source |", "| --- | --- | --- | --- |"]
    for word, condition in sorted(lists.conditions().items()):
        holds = [", ".join(condition.words)] if condition.words else []
        holds += [f"SNOMED CT {', '.join(condition.snomed)}"] if condition.snomed else []
        holds += [f"ICD-10 {', '.join(condition.icd10)}"] if condition.icd10 else []
        holds += ["once had, for good"] if condition.ever else []
        page.append(f"| `{word}` | {condition.title} | {'; '.join(holds)} | {condition.source or 'conditions.yaml'} |")
    words, source = lists.long_term()
    page += ["", f"Long-term conditions ({source}): {', '.join(words)}.", ""]
    page += ["## Activities and recent events that can be named", "", "| word | counts |", "| --- | --- |"]
    page += [f"| `{name}` | {activity.plural} |" for name, activity in ACTIVITIES.items()]
    page += ["", f"Recent events: {', '.join(RECENT)}.", ""]
    page += ["## Measurements, vaccines, medicines", ""]
    page += [
        f"Measurements, each with its unit: {', '.join(f'{w} ({u})' for w, u in lists.measurements().items())}.",
        "",
    ]
    page += [f"Vaccines: {', '.join(lists.vaccines())}.", ""]
    groups = [word for word, column in lists.medicines().items() if column == "medicine_group"]
    page += [f"Groups of medicines: {', '.join(groups)}; and every substance of them.", ""]
    page += [f"Scores, as insight keeps them in `person_score`: {RISK_SCORE}, {FRAILTY_SCORE}.", ""]
    return page
