"""Doors to cohorts and partners."""
