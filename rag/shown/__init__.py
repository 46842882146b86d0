"""How records are shown: in plain words, in a terminal, as JSON."""
