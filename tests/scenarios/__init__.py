"""Transcripts that a secretary can read and correct, and the format in which they are written."""
