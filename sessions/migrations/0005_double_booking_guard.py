"""On PostgreSQL, the database refuses what the portal's own check has overlooked: a venue or a named facilitator twice at
once. See docs/decisions/the-last-guard-against-double-booking.md."""

from django.db import migrations

SESSION, FACILITATOR = "npq_sessions_trainingsession", "npq_sessions_sessionfacilitator"
# What is in two places already was let through before anybody watched: the later of two is left out of the guard.
MARK_VENUES = f"""
    UPDATE {SESSION} s SET shares_venue = true WHERE EXISTS (
        SELECT 1 FROM {SESSION} o WHERE o.id < s.id AND o.venue_id = s.venue_id
        AND o.status = 'scheduled' AND s.status = 'scheduled' AND o.delivery = 'in_person' AND s.delivery = 'in_person'
        AND o.starts_at < s.ends_at AND s.starts_at < o.ends_at)
"""
MARK_PEOPLE = f"""
    UPDATE {SESSION} s SET shares_people = true WHERE EXISTS (
        SELECT 1 FROM {FACILITATOR} mine JOIN {FACILITATOR} theirs ON theirs.facilitator_id = mine.facilitator_id
        JOIN {SESSION} o ON o.id = theirs.session_id
        WHERE mine.session_id = s.id AND o.id < s.id AND mine.released_at IS NULL AND theirs.released_at IS NULL
        AND o.status = 'scheduled' AND s.status = 'scheduled' AND o.starts_at < s.ends_at AND s.starts_at < o.ends_at)
"""
GUARD_VENUES = f"""
    ALTER TABLE {SESSION} ADD CONSTRAINT venue_double_booked
    EXCLUDE USING gist (venue_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
    WHERE (venue_id IS NOT NULL AND delivery = 'in_person' AND status = 'scheduled' AND NOT shares_venue)
"""
# When a person is taken up by a session; nothing while it is called off, shared, or they are released from it.
KEEP_TIMES = f"""
    CREATE FUNCTION {FACILITATOR}_keep_times() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.taken_up := (
            SELECT tstzrange(s.starts_at, s.ends_at, '[)') FROM {SESSION} s
            WHERE s.id = NEW.session_id AND s.status = 'scheduled' AND NOT s.shares_people AND NEW.released_at IS NULL);
        RETURN NEW;
    END $$
"""
FOLLOW_SESSION = f"""
    CREATE FUNCTION {SESSION}_takes_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE {FACILITATOR} SET session_id = session_id WHERE session_id = NEW.id AND released_at IS NULL;
        RETURN NULL;
    END $$
"""
APPLY = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    MARK_VENUES,
    MARK_PEOPLE,
    # What the updates left to be checked at the end would stand in the way of altering the tables.
    "SET CONSTRAINTS ALL IMMEDIATE",
    "SET CONSTRAINTS ALL DEFERRED",
    GUARD_VENUES,
    f"ALTER TABLE {FACILITATOR} ADD COLUMN taken_up tstzrange",
    KEEP_TIMES,
    f"""
    CREATE TRIGGER keep_times BEFORE INSERT OR UPDATE ON {FACILITATOR}
    FOR EACH ROW EXECUTE FUNCTION {FACILITATOR}_keep_times()
    """,
    f"UPDATE {FACILITATOR} SET session_id = session_id",
    "SET CONSTRAINTS ALL IMMEDIATE",
    "SET CONSTRAINTS ALL DEFERRED",
    f"""
    ALTER TABLE {FACILITATOR} ADD CONSTRAINT facilitator_double_booked
    EXCLUDE USING gist (facilitator_id WITH =, taken_up WITH &&)
    """,
    FOLLOW_SESSION,
    f"""
    CREATE TRIGGER takes_up AFTER UPDATE OF starts_at, ends_at, status, shares_people ON {SESSION}
    FOR EACH ROW EXECUTE FUNCTION {SESSION}_takes_up()
    """,
]
# The extension stays: somebody else may use it by then.
UNDO = [
    f"DROP FUNCTION {SESSION}_takes_up CASCADE",
    f"DROP FUNCTION {FACILITATOR}_keep_times CASCADE",
    f"ALTER TABLE {FACILITATOR} DROP COLUMN taken_up",
    f"ALTER TABLE {SESSION} DROP CONSTRAINT venue_double_booked",
]


def run(statements, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("npq_sessions", "0004_clash_rules")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: run(APPLY, schema_editor),
            lambda apps, schema_editor: run(UNDO, schema_editor),
        )
    ]
