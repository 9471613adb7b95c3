"""Answering who said what: reading such questions, who is who across articles, which statements are meant."""
