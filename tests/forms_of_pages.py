"""The forms on a page, as a browser finds them and as a careful person fills them in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# What a field takes, by its name or else by its kind.
TYPED = {
    "colour": "#005f5f",
    "colour_dark": "#7fd4d0",
    "contract_year": "2021",
    "ends_on": "2023-05-31",
    "fingerprint": "",
    "mark": "E",
    "placement-end": "11:00",
    "roles": "participant",
    "slug": "elm-two",
    "starts_on": "2022-05-11",
    "trn": "9123456",
    "urn": "",
    "email": "jo.bloggs{}@school.example.org",
    "contact_email": "jo.bloggs{}@school.example.org",
    "url": "https://teams.microsoft.com/l/meetup-join/1",
    "date": "2022-05-20",
    "time": "10:00",
    "number": "1",
    "checkbox": "on",
}
# Kinds whose value the page gives.
GIVEN = {"select", "hidden", "radio"}
# Kinds into which nobody types, but whose values anybody can change on the way.
TEXT = {"text", "email", "url", "date", "time", "number", "search", "tel", "textarea", "hidden", "select", "radio"}
SKIPPED = {"csrfmiddlewaretoken"}


@dataclass
class FormOnPage:
    """Where a form goes, how, and what stands in it: name -> (kind, value)."""

    action: str
    method: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def signature(self) -> tuple:
        """The same form with other objects in its address is the same form."""
        path = "/".join("#" if part.isdigit() else part for part in urlsplit(self.action).path.split("/"))
        return path, self.method, tuple(sorted(self.fields))

    def filled(self, number: int) -> dict[str, str]:
        typed = {}
        for name, (kind, value) in self.fields.items():
            if value or kind in GIVEN:
                typed[name] = value
            elif name in TYPED or kind not in {"checkbox", "file"}:
                typed[name] = TYPED.get(name, TYPED.get(kind, "Elm School")).format(number)
        return {name: value for name, value in typed.items() if value}

    def text_fields(self) -> list[str]:
        return [name for name, (kind, _) in self.fields.items() if kind in TEXT]


class Reader(HTMLParser):
    def __init__(self, address):
        super().__init__()
        self.address, self.forms, self.form, self.select, self.textarea = address, [], None, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            action = urljoin(self.address, given.get("action") or given.get("hx-post") or "")
            self.form = FormOnPage(action, (given.get("method") or "get").lower())
            self.forms.append(self.form)
        elif self.form is not None:
            self.read(tag, given)

    def read(self, tag, given):
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "option" and self.select:
            chosen = self.form.fields[self.select][1]
            if not chosen or "selected" in given:
                self.form.fields[self.select] = ("select", given.get("value") or "")
        elif not name or name in SKIPPED:
            return
        elif tag == "select":
            self.select = name
            self.form.fields[name] = ("select", "")
        elif tag == "textarea":
            self.textarea = name
            self.form.fields[name] = ("textarea", "")
        elif tag == "button":
            self.form.fields.setdefault(name, ("button", given.get("value") or ""))
        elif tag == "input" and kind in {"radio", "checkbox"}:
            if "checked" in given or (kind == "radio" and not self.form.fields.get(name, ("", ""))[1]):
                self.form.fields[name] = (kind, given.get("value") or "on")
            else:
                self.form.fields.setdefault(name, (kind, ""))
        elif tag == "input" and kind not in {"submit", "button"}:
            self.form.fields[name] = (kind, given.get("value") or "")

    def handle_data(self, data):
        if self.textarea:
            self.form.fields[self.textarea] = ("textarea", data.strip())

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None


def forms_on(page: str, address: str) -> list[FormOnPage]:
    reader = Reader(address)
    reader.feed(page)
    return reader.forms
