"""Turns a blueprint, a start and a school calendar into dated items: pure arithmetic, no database and no Django."""
