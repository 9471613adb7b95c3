"""Telling people of new articles: what they watch for, what matches it, what was corrected since."""
