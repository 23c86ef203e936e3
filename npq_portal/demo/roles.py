"""Who the demo lets you be with one tap."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """A button on the sign-in page: a role, the person who plays it, and what they come for."""

    key: str
    role: str
    name: str
    email: str
    comes_for: str


PEOPLE = (
    DemoPerson(
        "manager",
        "Programme manager",
        "Ruth Adeyemi",
        "ruth.adeyemi@hub.example.org",
        "Both intakes, and what needs you today",
    ),
    DemoPerson("facilitator", "Facilitator", "Sam Iqbal", "sam.iqbal@hub.example.org", "The next register, in one tap"),
    DemoPerson("mentor", "Mentor", "Helen Marsh", "helen.marsh@school.example.org", "Your participants, worst first"),
    DemoPerson(
        "participant",
        "Participant",
        "Chloe Nyambura",
        "chloe.nyambura@school.example.org",
        "Your eighteen months, and what comes next",
    ),
    DemoPerson(
        "administrator", "Administrator", "Alex Brandt", "alex.brandt@hub.example.org", "Accounts, partners, programmes"
    ),
)
