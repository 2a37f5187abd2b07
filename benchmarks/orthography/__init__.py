"""Measurements of casing and orthography."""
