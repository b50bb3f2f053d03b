"""The science: pure functions on frames and arrays. No files, no clock, no database."""
