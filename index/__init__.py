"""How we find it: passages, retrieval, and the choice of the sentences that answer."""
