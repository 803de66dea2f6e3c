"""A medicine's name taken apart: what it is, how strong, and in what form.

dm+d and RxNorm names have a grammar (ingredient, strength, form), and what people type is close to it. Two names of
the same medicine come apart into equal parts, so that one line can stand for both: units, plurals, spellings and
salts that make no difference are made alike. Manufacturer, flavour, "sugar free" and pack size are not parts.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple


class MedicineParts(NamedTuple):
    """The parts of a medicine's name, in lower case; any may be '' where the name does not tell it."""

    ingredient: str
    strength: str
    form: str


_UNIT = (
    r"micrograms?|microgrammes?|mcgs?|µg|μg|ug|nanograms?|ng|milligrams?|mgs?|kg|grams?|gm|g|"
    r"millilitres?|mls?|litres?|l|million\s?units|mega\s?units|units?|iu|unt|mmols?|millimoles?|meq|ppm|"
    r"%(?:\s?[wv]/[wv])?"
)
_PER = (
    r"doses?|actuations?|actuat|puffs?|hours?|hrs?|h|days?|sachets?|vials?|ampoules?|tablets?|capsules?|spray|drop|"
    r"square\s?cm|cm2"
)
_NUMBER = r"\d+(?:\.\d+)?"
_AMOUNT = rf"{_NUMBER}\s?(?:{_UNIT})(?![a-z0-9])"
_UNDER = rf"(?:{_NUMBER}\s?)?(?:{_UNIT}|{_PER})(?![a-z0-9])"
_STRENGTH = re.compile(rf"(?<![\w.])(?:{_AMOUNT}(?:\s?/\s?{_UNDER})*|\d+(?:\.\d+)?/\d+(?:\.\d+)?(?![\w.%]))")
_ONE = re.compile(rf"({_NUMBER})?\s?({_UNIT}|{_PER})?")
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RX_PREFIX = re.compile(r"^(?:nda\d+\s+)?(?:[\d.]+\s?(?:hrs?|actuat|ml)\s+)?")
_WORD = re.compile(r"[a-z0-9][\w'/.-]*")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNIT_NAMES = {
    "microgram": "micrograms", "microgramme": "micrograms", "microgrammes": "micrograms", "mcg": "micrograms",
    "mcgs": "micrograms", "µg": "micrograms", "μg": "micrograms", "ug": "micrograms", "nanogram": "nanograms",
    "ng": "nanograms", "milligram": "mg", "milligrams": "mg", "mgs": "mg", "gram": "g", "grams": "g", "gm": "g",
    "millilitre": "ml", "millilitres": "ml", "mls": "ml", "litre": "l", "litres": "l", "unit": "units",
    "iu": "units", "unt": "units", "millionunits": "million units", "megaunits": "million units",
    "mmols": "mmol", "millimole": "mmol", "millimoles": "mmol", "meq": "mmol", "doses": "dose",
    "actuation": "dose", "actuations": "dose", "actuat": "dose", "puff": "dose", "puffs": "dose", "spray": "dose",
    "hours": "hour", "hr": "hour", "hrs": "hour", "h": "hour", "days": "day", "sachets": "sachet", "vials": "vial",
    "ampoules": "ampoule", "tablets": "tablet", "capsules": "capsule", "squarecm": "cm2",
}  # fmt: skip
_MASSES = {"nanograms": 1e-6, "micrograms": 1e-3, "mg": 1.0, "g": 1e3, "kg": 1e6}

_FORM_WORDS = _set(
    """tablet capsule caplet granule sachet powder solution suspension emulsion liquid syrup elixir linctus mixture
    drop cream ointment gel lotion foam paste spray inhaler inhalation nebuliser patch plaster suppository pessary
    enema injection infusion pen syringe cartridge vial ampoule device auto-injector implant shampoo lozenge pastille
    mouthwash gargle wash bandage dressing film bath additive concentrate solvent milkshake bag bottle tube pump
    modified-release gastro-resistant prolonged-release dispersible effervescent chewable orodispersible soluble buccal
    sublingual oromucosal oral nasal eye ear rectal vaginal transdermal cutaneous scalp intrauterine intravenous
    subcutaneous medicated dry breath actuated pre-filled disposable for and style delivery system stick pad
    eye/ear ear/eye topical"""
)
_DOSAGE = _set(
    """tablet capsule granule powder solution suspension liquid syrup cream ointment gel lotion inhaler patch
    suppository pessary enema injection spray lozenge shampoo drop paste foam"""
)
_FORM_NAMES = {
    "tab": "tablet", "tabs": "tablet", "cap": "capsule", "caps": "capsule", "inj": "injection", "soln": "solution",
    "susp": "suspension", "oint": "ointment", "crm": "cream", "supp": "suppository", "supps": "suppository",
    "suppositories": "suppository", "pessaries": "pessary", "patches": "patch", "mr": "modified-release",
    "m/r": "modified-release", "sr": "modified-release", "xl": "modified-release", "cr": "modified-release",
    "er": "modified-release", "ec": "gastro-resistant", "e/c": "gastro-resistant", "nebules": "nebuliser",
    "nebulisers": "nebuliser", "prefilled": "pre-filled", "autoinjector": "auto-injector",
    "prolonged-release": "modified-release", "enteric-coated": "gastro-resistant", "syringes": "syringe",
    "pens": "pen", "injectable": "injection", "penfill": "cartridge", "evohaler": "inhaler",
    "accuhaler": "dry powder inhaler", "turbohaler": "dry powder inhaler", "turbuhaler": "dry powder inhaler",
    "easyhaler": "dry powder inhaler", "autohaler": "breath actuated inhaler",
}  # fmt: skip
_PHRASES = (
    (re.compile(r"\b(?:extended[ -]|modified |prolonged |slow )release\b"), "modified-release"),
    (re.compile(r"\bdelayed[ -]release\b|\bgastro resistant\b|\benteric coated\b"), "gastro-resistant"),
    (re.compile(r"\bmetered dose inhaler\b|\bpressurised inhaler\b"), "inhaler"),
    (re.compile(r"\binjectable suspension\b"), "suspension for injection"),
    (re.compile(r"\binjectable solution\b"), "solution for injection"),
    (re.compile(r"\btransdermal system\b|\btransdermal patch\b"), "transdermal patch"),
    (re.compile(r"\borally disintegrating\b"), "orodispersible"),
    (re.compile(r"\btopical (?=cream|ointment|gel|lotion)"), ""),
    (re.compile(r"\boral (?=tablet|capsule)"), ""),
    (re.compile(r"\bophthalmic (?=solution|suspension)"), "eye "),
    (re.compile(r"\bpre filled\b"), "pre-filled"),
    (re.compile(r"\b(?:sugar|cfc|lactose|gluten|preservative|alcohol|colour|latex|phosphate|salt)[ -]free\b"), ""),
    (re.compile(r"\bunit[ -]dose\b|\bnpf\b|\bbpc?\b|\bgsl\b"), ""),
    (re.compile(r"\bbreath-actuated\b"), "breath actuated"),
)  # fmt: skip
_SALTS = _set(
    """hydrochloride hcl dihydrochloride hydrobromide besilate besylate maleate mesilate mesylate tartrate succinate
    sulfate phosphate fumarate sodium disodium dihydrate monohydrate trihydrate anhydrous calcium magnesium bromide
    citrate acetate nitrate hemihydrate"""
)
_SALT_IS_THE_MEDICINE = _set(
    """ferrous ferric sodium potassium calcium magnesium zinc aluminium lithium silver iron ammonium barium
    glucose and chloride phosphate valproate isosorbide glyceryl medroxyprogesterone cyproterone megestrol
    norethisterone tocopheryl docusate alginate"""
)
_SPELLINGS = {
    "amoxycillin": "amoxicillin", "frusemide": "furosemide", "bendrofluazide": "bendroflumethiazide",
    "acetaminophen": "paracetamol", "albuterol": "salbutamol", "thyroxine": "levothyroxine",
    "cholecalciferol": "colecalciferol", "ergocholecalciferol": "ergocalciferol", "sulphate": "sulfate",
    "beclomethasone": "beclometasone", "cephalexin": "cefalexin", "cephradine": "cefradine",
    "chlorpheniramine": "chlorphenamine", "lignocaine": "lidocaine", "oestradiol": "estradiol",
    "oestriol": "estriol", "oestrogens": "estrogens", "phenobarbitone": "phenobarbital", "rifampin": "rifampicin",
    "epinephrine": "adrenaline", "glyburide": "glibenclamide", "dothiepin": "dosulepin",
    "trimeprazine": "alimemazine", "meperidine": "pethidine", "nitroglycerin": "glyceryl trinitrate",
    "hydroxyurea": "hydroxycarbamide", "cyclosporin": "ciclosporin", "cyclosporine": "ciclosporin",
    "aluminum": "aluminium", "sulphasalazine": "sulfasalazine", "cromoglycate": "cromoglicate",
}  # fmt: skip


@functools.lru_cache(maxsize=32768)
def medicine_parts(display: str) -> MedicineParts:
    """Return the ingredient, strength and form that a medicine's name tells.

    Several ingredients, and their strengths, are joined by "/". Masses are written in the unit in which they are
    least long (0.5mg is 500micrograms; 1000mg is 1g). A local mixture is its whole recipe.
    """
    if display.lower().startswith("local mixture"):
        return MedicineParts(" ".join(display.lower().split()), "", "")
    name = _tidied(display)
    found = list(_STRENGTH.finditer(name))
    if not found:
        ingredient, form = _split_form(name)
        return MedicineParts(_ingredient(ingredient), "", _form(form))
    told, tail = _told(name, found)
    if len(told) > 1:
        pairs = sorted((_ingredient(ingredient), strength) for ingredient, strength in told)
        return MedicineParts("/".join(i for i, _ in pairs), "/".join(s for _, s in pairs), _form(tail))
    (written, strength), *_ = told
    ingredient, before = _split_form(written)
    return MedicineParts(_ingredient(ingredient), strength, _form(f"{before} {tail}"))


def _tidied(display: str) -> str:
    """Return the name in lower case, without what stands in brackets and without phrases that make no difference."""
    name = _THOUSANDS.sub("", display.lower())
    while (shorter := _PARENTHESES.sub(" ", name)) != name:
        name = shorter
    for pattern, instead in _PHRASES:
        name = pattern.sub(instead, name)
    return _RX_PREFIX.sub("", " ".join(name.split()))


def _told(name: str, found: list[re.Match[str]]) -> tuple[list[tuple[str, str]], str]:
    """Return each ingredient with its strength as the name pairs them, and the words after the last of them.

    A second amount belongs to a second ingredient where "/" or "+" and a word lead to it; otherwise it is a pack size.
    """
    told = [(name[: found[0].start()], _strength(found[0][0]))]
    end = found[0].end()
    for match in found[1:]:
        between = name[end : match.start()].strip()
        if between[:1] not in ("/", "+") or not _WORD.search(between):
            break
        told.append((between[1:], _strength(match[0])))
        end = match.end()
    return told, _STRENGTH.sub(" ", name[end:])


def _strength(written: str) -> str:
    """Return a strength with its units made alike: ``0.09 mg/actuat`` is ``90micrograms/dose``."""
    parts = []
    for piece in re.split(r"\s?/\s?(?![wv]\b)", written):
        amount, unit = _ONE.fullmatch(piece.strip()).groups()  # type: ignore[union-attr]
        parts.append(_one(amount, unit))
    return "/".join(parts)


def _one(amount: str | None, unit: str | None) -> str:
    plain = re.sub(r"\s", "", unit or "")
    if plain.startswith("%"):
        plain = "%"
    plain = _UNIT_NAMES.get(plain, plain)
    if amount is None:
        return plain
    number = float(amount)
    if plain in _MASSES:
        milligrams = number * _MASSES[plain]
        plain = (
            "g"
            if milligrams >= 1000
            else "mg"
            if milligrams >= 1
            else "micrograms"
            if milligrams >= 1e-3
            else "nanograms"
        )
        number = round(milligrams / _MASSES[plain], 9)
    if number == 1 and plain in ("ml", "dose", "hour", "l", "day"):
        return plain
    return f"{number:.10g}{plain}"


def _words(text: str) -> list[str]:
    """Return the words of a form, each in the singular and unabbreviated."""
    found = []
    for word in _WORD.findall(text):
        one = _FORM_NAMES.get(word, word)
        if one == word and one not in _FORM_WORDS and one.endswith("s") and one[:-1] in _FORM_WORDS:
            one = one[:-1]
        found += one.split()
    return found


def _split_form(text: str) -> tuple[str, str]:
    """Return the words of a name, and the words of form that end it: ``adcal-d3``, ``chewable tablets``.

    A flavour after the form (``tablets tutti frutti``) is left out.
    """
    words = text.split()
    dosage = [n for n, word in enumerate(words) if n and _DOSAGE.intersection(_words(word))]
    if not _are_form(words[-1:]) and dosage:
        words = words[: dosage[-1] + 1]
    cut = len(words)
    while cut > 1 and _are_form(words[cut - 1 : cut]):
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def _are_form(words: list[str]) -> bool:
    """Return whether all these words (and there are some) are words of form."""
    found = _words(" ".join(words))
    return bool(found) and _FORM_WORDS.issuperset(found)


def _form(text: str) -> str:
    """Return a form in words that are alike for like forms, each said once; flavours and sizes are left out."""
    known = list(dict.fromkeys(word for word in _words(text) if word in _FORM_WORDS))
    while known and known[-1] in ("for", "and"):
        known.pop()
    while known and known[0] in ("for", "and"):
        known.pop(0)
    return " ".join(known)


def _ingredient(text: str) -> str:
    """Return an ingredient without the salt, where the salt makes no difference, in today's spelling."""
    words = [_SPELLINGS.get(word, word) for word in re.split(r"\s+", text.strip(" -,/+")) if word]
    while len(words) > 1 and words[-1] in _SALTS and words[-2] not in _SALT_IS_THE_MEDICINE:
        words.pop()
    return " ".join(words)
