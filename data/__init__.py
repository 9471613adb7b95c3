"""What we know: the stored nouns, the readers that bring articles in, and the database."""
