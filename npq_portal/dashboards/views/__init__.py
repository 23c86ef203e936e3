"""Pages that combine what the apps know."""
