"""The rules of the house that a machine can check."""

import ast
import re

from tests.repository import sources

# Where the framework's safety rails are left, with the reason; an entry that is no longer needed has to go.
RAW_SQL: dict[str, str] = {
    "npq_portal/audit/append_only.py": "Django knows no triggers, which keep history from being rewritten",
    "npq_portal/reminders/actions/group_rows.py": "a hundred messages are marked, and recorded, in one statement each",
    "npq_portal/statements.py": "what is asked all day is written out, where the list below says why",
    "sessions/actions/mark_rows.py": "a register of any size is saved in two statements, which the ORM cannot write",
}
WRITTEN_OUT = {
    "npq_portal/dashboards/own_rows.py": "a participant's own pages asked thirteen questions, and Django took longer to put them than all else",
    "npq_portal/users/backends.py": "every page of everybody who is signed in asks it",
    "sessions/actions/subscriptions.py": "every calendar asks it every hour, mostly to hear that nothing is new",
    "sessions/taking.py": "a register's page and each tap on it ask it; putting the question took a third of the page's time",
    "sessions/feed_entries.py": "the same, and what a calendar holds comes from four tables",
}
TRUSTED_MARKUP: dict[str, str] = {
    "npq_portal/ui/jinja.py": "what Jinja2 has rendered is escaped already",
    "npq_portal/ui/templatetags/portal.py": "what Jinja2 has rendered is escaped already",
}
REAL_TIME = {
    "npq_portal/clock.py": "everyone else asks here",
    "npq_portal/users/middleware.py": "a rehearsal that jumps by a month signs nobody out",
}
CLOCK_BELOW_THE_DOORS = {
    "npq_portal/users/models.py": "`acting_on` is the day of the person who acts; a door sets it, or it is today",
}
LAYERS_WITHOUT_A_CLOCK = {"actions", "models", "models.py", "planning", "rules.py"}


def calls(path):
    return sources.nodes(path, ast.Call)


def attributes(path):
    return [(node, ast.unparse(node)) for node in sources.nodes(path, ast.Attribute)]


def bodies(path, kind):
    """Functions written directly in a class of ``path``."""
    return [node for parent in sources.nodes(path, ast.ClassDef) for node in parent.body if isinstance(node, kind)]


def test_no_task_is_queued_for_later():
    """A message that waits in Redis is handed out twice, or lost; what is due later is a row in the database."""
    found = [
        sources.place(path, call)
        for path in sources.modules()
        for call in calls(path)
        if {word.arg for word in call.keywords} & {"eta", "countdown"}
        or (isinstance(call.func, ast.Attribute) and call.func.attr == "apply_async")
    ]

    assert found == []


def test_only_the_clock_asks_what_time_it_is():
    asks = re.compile(
        r"\b(timezone\.(now|localdate|localtime)|(datetime|dt)\.(now|utcnow|today)|date\.today|time\.time)$"
    )
    found = {sources.name(path) for path in sources.modules() for _, text in attributes(path) if asks.search(text)}

    assert found == REAL_TIME.keys()


def test_below_the_doors_the_time_is_an_argument():
    found = {
        sources.name(path)
        for path in sources.modules()
        if LAYERS_WITHOUT_A_CLOCK & set(path.parts)
        for _, text in attributes(path)
        if text in {"clock.now", "clock.today"}
    }

    assert found == CLOCK_BELOW_THE_DOORS.keys()


def test_no_action_sees_a_request():
    found = [
        sources.place(path, node)
        for path in sources.modules()
        if "actions" in path.parts
        for node in sources.nodes(path, ast.arg)
        if node.arg == "request"
    ]

    assert found == []


def test_saving_saves_and_does_nothing_else():
    found = [
        sources.place(path, node)
        for path in sources.modules()
        if {"models", "models.py"} & set(path.parts)
        for node in bodies(path, ast.FunctionDef)
        if node.name in {"save", "delete", "save_base", "asave", "adelete"}
    ]

    assert found == []


def test_nothing_happens_by_signal():
    signals = re.compile(r"^(django\.dispatch|django\.db\.models\.signals|django\.core\.signals)")
    found = [
        sources.place(path, node)
        for path in sources.modules()
        for node in sources.nodes(path, ast.ImportFrom)
        if signals.match(node.module or "")
    ]

    assert found == []


def test_order_is_stated_where_it_is_needed():
    found = [
        sources.place(path, line)
        for path in sources.modules()
        for meta in bodies(path, ast.ClassDef)
        if meta.name == "Meta"
        for line in meta.body
        if isinstance(line, ast.Assign) and any(ast.unparse(target) == "ordering" for target in line.targets)
    ]

    assert found == []


def test_statements_are_written_out_only_where_the_list_says_why():
    found = {
        sources.name(path)
        for path in sources.modules()
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id == "Statement"
    }

    assert found == WRITTEN_OUT.keys()


def test_raw_sql_stands_only_where_the_list_says_why():
    raw = {"raw", "extra", "cursor", "RawSQL", "execute", "executemany"}
    found = {
        sources.name(path)
        for path in sources.modules()
        for call in calls(path)
        if (call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)) in raw
    }

    assert found == RAW_SQL.keys()


def test_markup_is_trusted_only_where_it_is_written_out_or_the_list_says_why():
    found = {
        sources.name(path)
        for path in sources.modules()
        for call in calls(path)
        if ast.unparse(call.func).rpartition(".")[2] in {"mark_safe", "SafeString", "Markup"}
        and not (call.args and isinstance(call.args[0], ast.Constant))
    }

    assert found == TRUSTED_MARKUP.keys()


def test_every_task_has_an_explicit_name():
    found = [
        sources.place(path, function)
        for path in sources.modules()
        for function in sources.nodes(path, ast.FunctionDef)
        for decorator in function.decorator_list
        if "shared_task" in ast.unparse(decorator) and "name=" not in ast.unparse(decorator)
    ]

    assert found == []


def test_nothing_is_left_for_later():
    marker = re.compile(r"\b(TODO|FIXME|XXX|HACK)" + r"\b")
    texts = [
        path
        for suffix in (".py", ".html", ".css", ".js", ".md")
        for path in sources.files(*sources.CODE, "templates", "static", "tests", "docs", suffix=suffix)
        if path.name != "test_style.py" and "vendor" not in path.parts
    ]

    assert sources.lines(texts, marker) == []


def test_every_exception_to_a_check_gives_its_reason():
    """For example ``# type: ignore[arg-type]  # the stubs do not know ...``."""
    bare = re.compile(
        r"# (noqa(: ?[A-Z]+\d+(, ?[A-Z]+\d+)*)?|type: ignore(\[[\w, -]+\])?|pragma: no (cover|branch))\s*$"
    )

    assert sources.lines(sources.modules(*sources.CODE, "tests"), bare) == []


def test_every_module_begins_by_saying_what_it_is():
    found = [
        sources.name(path)
        for path in sources.modules()
        if path.read_text().strip() and ast.get_docstring(sources.tree(path)) is None
    ]

    assert found == []
