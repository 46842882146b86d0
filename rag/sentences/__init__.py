"""Sentences against questions: which are read, what speaks for each, and how likely it answers."""
