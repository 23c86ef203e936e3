"""What is done with reminders: planning, sending, deciding."""
