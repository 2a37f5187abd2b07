"""The time that a translation takes outside of its model."""
