"""The library: documents, their passages and facts; it knows nothing of questions."""
