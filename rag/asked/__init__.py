"""What a question says, before any library is looked at: its words, times, conditions, grades."""
