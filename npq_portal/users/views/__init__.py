"""Pages about signing in and about people who do."""
