"""Dragoman beside what a user would pick instead, with the same weights in each."""
