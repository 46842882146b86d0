"""Facts against conditions: what the facts of a council state, and the verdict on them."""
