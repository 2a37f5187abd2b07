"""Measure the checks and the searches on the dev sets, and make the table of names."""
