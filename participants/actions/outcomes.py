"""What each row of an uploaded list would do, and how many would do what."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from npq_portal.users.models import User
from participants.models import Mentoring
from participants.reading import FIELDS, ReadPerson

NEW, FILLS, DIFFERS, SAME, REFUSED = "new", "fills", "differs", "same", "refused"
# In the order in which a page shows them.
KINDS = {
    REFUSED: "Cannot be used",
    DIFFERS: "Differs from the portal",
    NEW: "New on the cohort",
    FILLS: "Adds what was missing",
    SAME: "No change",
}


@dataclass(slots=True)
class Difference:
    """A field in which the file says something else than the portal."""

    name: str
    ours: str
    theirs: str

    @property
    def label(self) -> str:
        return FIELDS[self.name]


@dataclass(slots=True)
class Outcome:
    """What one row would do. ``differences`` are only replaced when somebody asks for it; ``fills`` are names of fields."""

    person: ReadPerson
    # None where the portal has none; a Participant, an Enrolment and so on once writing has made them.
    user: Any = None
    participant: Any = None
    enrolment: Any = None
    school: Any = None
    mentor: User | None = None
    pairing: Mentoring | None = None
    fills: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.person.number

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Each problem: the label of its field, what was written there, and what is wrong with it."""
        return [(FIELDS.get(name, "Row"), self.person.written(name), text) for name, text in self.person.errors.items()]

    @property
    def who(self) -> str:
        """The name, as far as it can be read."""
        return self.person.full_name or " ".join(
            filter(None, (self.person.written(name) for name in ("full_name", "first_name", "last_name")))
        )

    @property
    def filled_labels(self) -> list[str]:
        return [FIELDS[name] for name in self.fills]

    @property
    def kind(self) -> str:
        if self.person.errors:
            return REFUSED
        if self.differences:
            return DIFFERS
        if self.enrolment is None:
            return NEW
        return FILLS if self.fills else SAME


@dataclass(slots=True)
class Comparison:
    """All rows of an upload, in their order."""

    outcomes: list[Outcome]

    def of_kind(self, kind: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.kind == kind]

    def counts(self) -> dict[str, int]:
        """How many rows of each kind; they add up to the rows of the file."""
        counted = Counter(outcome.kind for outcome in self.outcomes)
        return {kind: counted[kind] for kind in KINDS}

    def guessed(self) -> list[Outcome]:
        """Rows that could be used and whose TRN has zeros put back that Excel may have removed."""
        return [outcome for outcome in self.outcomes if outcome.person.is_trn_guessed and not outcome.person.errors]

    def fingerprint(self) -> str:
        """Changes whenever the page that was checked would look different."""
        seen = [
            (outcome.number, outcome.kind, outcome.fills, [(d.name, d.ours, d.theirs) for d in outcome.differences])
            for outcome in self.outcomes
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()
