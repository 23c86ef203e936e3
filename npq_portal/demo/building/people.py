"""Invented people and schools. Every address ends in example.org; every TRN is one that the DfE gives to nobody."""

from dataclasses import dataclass

# TRNs from 9999024 on are the DfE's own test numbers (domain/npq.md, section 8).
FIRST_TRN = 9999024

NOVEMBER = (
    "Amara Okafor", "Ben Whitcombe", "Chloe Nyambura", "Daniel Pryce", "Elif Demir", "Farah Siddiqui",
    "George Lathom", "Hannah Abel", "Imran Qureshi", "Jo Fairweather", "Kwame Boateng", "Lucy Hartnell",
    "Mei-Ling Zhou", "Niamh O'Rourke", "Oliver Stannard", "Parveen Kaur", "Quentin Ashby", "Rosa Delgado",
    "Seán Gallagher", "Tanisha Grant", "Uma Raghavan", "Victor Adeleke", "Wen Hadley", "Xanthe Morrow",
    "Yusuf Karim", "Zofia Nowak", "Alfie Tranter", "Bronwen Rees", "Callum Forsyth", "Dilys Penrose",
)  # fmt: skip
FEBRUARY = (
    "Aaliyah Bashir", "Barnaby Coles", "Catrin Howell", "Devan Pillai", "Esther Mbeki", "Freddie Marlow",
    "Grace Oyelaran", "Hugo Brandreth", "Isla Mackintosh", "Jamal Thomas", "Katya Petrova", "Liam Doherty",
    "Maryam Hussain", "Nathaniel Croft", "Oluwaseun Ajayi", "Poppy Ellwood", "Rafael Santos", "Shreya Menon",
    "Theo Bancroft", "Ursula Finch", "Vikram Rao", "Willow Sandys", "Ximena Torres", "Yvonne Clarke",
    "Zahra Rahimi", "Adrian Colley", "Bethan Pugh", "Cedric Mensah", "D'Arcy Sinclair", "Emeka Obi",
    "Fiona Lidgate", "Gareth Nuttall", "Hiba Saleh", "Ines Carvalho", "Jasper Thorne", "Keziah Wright",
    "Leo Antonov", "Miriam Goldberg", "Nguyễn Minh Anh", "Orla Keane", "Pavel Horak", "Rhiannon Vaughan",
)  # fmt: skip
SCHOOLS = (
    "Oakfield Primary", "Millbrook Academy", "St Aldhelm's C of E", "Fernhill High", "Larkspur Primary",
    "The Beacon School", "Rookwood College", "Ashdown Infants", "Priory Lane Juniors", "Kingsmead Academy",
    "Thornbury Park", "Hazelwood Sixth Form", "Brookside Community", "Elmstead Girls'", "Quarry Bank School",
    "Windmill Hill Primary", "Saltmarsh Academy", "Greenway Special School",
)  # fmt: skip
FACILITATORS = ("Sam Iqbal", "Priya Nair", "Tom Ellery")
MENTORS = ("Helen Marsh", "David Osei", "Lorna Beckett", "Aidan Walsh", "Sunita Rao", "Marcus Feld")


@dataclass(frozen=True)
class Invented:
    """An invented person."""

    name: str
    email: str


def address(name: str, *, domain: str = "school.example.org") -> str:
    """The address of an invented name: ASCII, lower case, under example.org."""
    plain = name.translate(str.maketrans("áễê", "aee", "'’")).lower()
    return ".".join(plain.encode("ascii", "ignore").decode().split()) + "@" + domain


def many(count: int) -> list[Invented]:
    """``count`` more people for a large demo: names made of the lists above, addresses numbered."""
    names = NOVEMBER + FEBRUARY
    firsts = [name.split()[0] for name in names]
    lasts = [name.split()[-1] for name in names]
    return [
        Invented(
            f"{firsts[number % len(firsts)]} {lasts[(number // len(firsts) + number) % len(lasts)]}",
            f"person{number}@large.example.org",
        )
        for number in range(count)
    ]
