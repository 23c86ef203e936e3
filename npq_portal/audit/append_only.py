"""Tables whose rows are only ever added: the database itself refuses to change one, whoever asks.

Rows may still be deleted, because one day they have been kept for long enough, or their cohort goes.
"""

from django.db import migrations

ONLY_ADDED = "Rows of {table} are only ever added, never changed."
CREATE = {
    "postgresql": [
        """
        CREATE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER {table}_only_added BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_only_added()
        """,
    ],
    "sqlite": [
        """
        CREATE TRIGGER {table}_only_added BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, '{sentence}'); END
        """,
    ],
}
DROP = {
    "postgresql": ["DROP FUNCTION {table}_only_added CASCADE"],
    "sqlite": ["DROP TRIGGER {table}_only_added"],
}


def append_only(table: str) -> migrations.RunPython:
    """The step of a migration that makes a table one whose rows never change.

    SQLite loses it when a later migration alters the table, which a test of the table notices: repeat the step then.
    """

    def run(statements: dict[str, list[str]], schema_editor) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table, sentence=ONLY_ADDED.format(table=table)), params=None)

    return migrations.RunPython(
        lambda apps, schema_editor: run(CREATE, schema_editor),
        lambda apps, schema_editor: run(DROP, schema_editor),
    )
