"""What runs when, in one place.

Every entry is an interval in seconds, in UTC, so that a change of the clocks can neither stop nor double it. Each task
only says “look now”: running it twice, late, or from two schedulers changes nothing.
"""

SCHEDULE: dict[str, dict] = {
    "plan reminders": {"task": "reminders.plan", "schedule": 300.0},
    "send due reminders": {"task": "reminders.send_due", "schedule": 30.0},
    "recover interrupted reminders": {"task": "reminders.recover", "schedule": 30.0},
    "send waiting invitations": {"task": "users.send_waiting_invitations", "schedule": 60.0},
}
