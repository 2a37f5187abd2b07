"""Measure Dragoman's server under load, side by side with what a user would run instead."""
