"""How fast the portal is, beside how fast it could be: ``make bench``. See docs/speed.md."""
