"""What stops someone who has no relationship with a person, and what they could do about it."""

from __future__ import annotations

from joinedup.record.sharing.rules import Decision
from joinedup.words.basics.errors import NotAllowed


class NoRelationship(NotAllowed):
    """Nothing on record gives the one who asks a reason to open this person's record."""

    def __init__(self, decision: Decision, *, person_id: int) -> None:
        if decision.may_declare or decision.may_break_glass:
            now = "If you have a reason that we cannot know of, say so on the next page."
        else:
            now = "If you care for this person in another post, choose that post."
        super().__init__(decision.because, now=now)
        self.decision = decision
        self.person_id = person_id
