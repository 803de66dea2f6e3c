"""Documents: letters, discharge summaries, specialist summaries, messages and forms, with their words."""

from __future__ import annotations

import re
from typing import Any

from joinedup.words.vocabulary.fhir.mapping.elements import (
    Lookup,
    Resource,
    amount,
    attachment_text,
    concept,
    dicts,
    first_moment,
    items,
    moment,
    name_of,
    one_of,
    part,
    plain,
    said,
    texts,
)
from joinedup.words.vocabulary.fhir.mapping.keys import key_at
from joinedup.words.vocabulary.fhir.mapping.shaping import (
    fact,
    linked,
    people,
    provider,
    said_with,
    shortened,
    status_of,
)
from joinedup.words.vocabulary.kinds import Fact, Kind

#: How many characters of a document its fact carries; the resource itself is kept whole.
LONGEST_CONTENT = 20_000
_END_OF_LIFE = re.compile(r"end.of.life|\beol|advance.care|respect.form|resuscitat|palliative|preferred.place", re.I)


def reference_to(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the document to which a DocumentReference points.

    Where its identifier names a DiagnosticReport that we hold, the report is the document and tells of itself.
    """
    for identifier in (*dicts(resource.get("masterIdentifier")), *dicts(resource.get("identifier"))):
        address = said(identifier.get("value"))
        found = lookup(address) if address.startswith("urn:uuid:") else None
        if found and found.get("resourceType") == "DiagnosticReport":
            return []
    attachments = [one_of(one.get("attachment")) for one in dicts(resource.get("content"))]
    first: dict[str, Any] = next(iter(attachments), {})
    context = one_of(resource.get("context"))
    kind = texts(resource.get("type")) or texts(resource.get("category"))
    title = said(first.get("title"))
    words = "\n\n".join(text for one in attachments if (text := attachment_text(one)))
    details = {
        "document_type": kind,
        "title": title,
        "content": shortened(words, LONGEST_CONTENT),
        "content_type": said(first.get("contentType")),
        "location": said(first.get("url")),
        "description": said(resource.get("description")),
        "author": people(resource.get("author"), lookup),
        "encounter": key_at(context.get("encounter"), lookup),
        "setting": texts(context.get("practiceSetting")),
        **provider(resource.get("custodian"), lookup),
    }
    return [
        fact(
            resource,
            Kind.DOCUMENT,
            said_with(kind or "Document", said(resource.get("description")) or title),
            coded=concept(resource.get("type")),
            happened=moment(resource.get("date"))
            or moment(first.get("creation"))
            or moment(part(context, "period", "start")),
            status=status_of(resource),
            details=details,
        )
    ]


def composition(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the document that a Composition heads, each section with its heading and its words."""
    details = {
        "document_type": texts(resource.get("type")),
        "title": said(resource.get("title")),
        "sections": list(_sections(resource, lookup)),
        "author": people(resource.get("author"), lookup),
        "setting": concept(_care_setting(resource)).text,
        **provider(resource.get("custodian"), lookup),
        **linked(resource, lookup),
    }
    return [
        fact(
            resource,
            Kind.DOCUMENT,
            said(resource.get("title")) or details["document_type"],
            coded=concept(resource.get("type")),
            happened=moment(resource.get("date")),
            status=status_of(resource),
            details=details,
        )
    ]


def _care_setting(resource: Resource) -> Any:
    return next(
        (
            found.get("valueCodeableConcept")
            for found in dicts(resource.get("extension"))
            if str(found.get("url", "")).endswith("CareSettingType")
        ),
        None,
    )


def _sections(holder: Resource, lookup: Lookup) -> list[dict[str, Any]]:
    """Return a document's sections in order, a section within another after it; none that say nothing."""
    found: list[dict[str, Any]] = []
    for section in dicts(holder.get("section")):
        text = plain(part(section.get("text"), "div"))
        reason = texts(section.get("emptyReason"))
        title = said(section.get("title")) or concept(section.get("code")).text
        if text or reason:
            words = shortened(text or f"Nothing here: {reason.lower()}", LONGEST_CONTENT)
            found.append({"title": title, "text": words})
        found += _sections(section, lookup)
    return found


def message(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return what a Communication said, to whom and from whom."""
    payloads = list(dicts(resource.get("payload")))
    words = [said(one.get("contentString")) or attachment_text(one.get("contentAttachment")) for one in payloads]
    topic = texts(resource.get("topic")) or texts(resource.get("reasonCode")) or "Message"
    text = "\n".join(word for word in words if word)
    details = {
        "document_type": texts(resource.get("category")),
        "content": shortened(text, LONGEST_CONTENT),
        "channel": texts(resource.get("medium")),
        "author": name_of(resource.get("sender"), lookup),
        "recipient": people(resource.get("recipient"), lookup),
        **linked(resource, lookup),
    }
    return [
        fact(
            resource,
            Kind.DOCUMENT,
            said_with(topic, text),
            happened=first_moment(resource, "sent", "received"),
            status=status_of(resource),
            details=details,
        )
    ]


def media(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return the photograph, film or recording that a Media resource holds."""
    content = one_of(resource.get("content"))
    return [
        fact(
            resource,
            Kind.DOCUMENT,
            said_with(texts(resource.get("type")) or "Media", said(content.get("title"))),
            happened=first_moment(resource, "createdDateTime", "createdPeriod", "issued"),
            status=status_of(resource),
            details={
                "content_type": said(content.get("contentType")),
                "location": said(content.get("url")),
                **linked(resource, lookup),
            },
        )
    ]


def answers(resource: Resource, lookup: Lookup) -> list[Fact]:
    """Return a filled-in form; what it says of the end of life is a preference, else it is an assessment."""
    found = list(_answered(resource))
    title = said(part(lookup(said(resource.get("questionnaire"))), "title")) or _form_name(resource)
    headings = " ".join([title, *(said(item.get("text")) for item in dicts(resource.get("item")))])
    details = {
        "form": said(resource.get("questionnaire")),
        "answers": found,
        "author": name_of(resource.get("author"), lookup),
        "said_by": name_of(resource.get("source"), lookup),
        "encounter": key_at(resource.get("encounter"), lookup),
    }
    return [
        fact(
            resource,
            Kind.PREFERENCE if _END_OF_LIFE.search(headings) else Kind.ASSESSMENT,
            title,
            happened=moment(resource.get("authored")),
            status=status_of(resource),
            details=details,
        )
    ]


def _form_name(resource: Resource) -> str:
    """Return the form's name as its address ends: ``…/Questionnaire/FitnessForWork|1`` gives "FitnessForWork"."""
    address = said(resource.get("questionnaire")).partition("|")[0]
    return address.rpartition("/")[2] or "Form"


def _answered(holder: Resource) -> list[dict[str, Any]]:
    """Return each question that was answered, with its answers in words, in the order of the form."""
    found: list[dict[str, Any]] = []
    for item in dicts(holder.get("item")):
        given = [words for answer in dicts(item.get("answer")) if (words := _answer(answer))]
        if given:
            found.append({"question": said(item.get("text")) or said(item.get("linkId")), "answer": ", ".join(given)})
        for answer in dicts(item.get("answer")):
            found += _answered(answer)
        found += _answered(item)
    return found


def _answer(answer: dict[str, Any]) -> str:
    name = next((key for key in answer if key.startswith("value")), "")
    value = answer.get(name)
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:g}"
        case str():
            return value.strip()
        case dict() if name == "valueQuantity":
            return amount(value)
        case dict():
            return concept(value).text or said(value.get("title")) or said(value.get("url"))
    return ", ".join(said(one) for one in items(value))
