"""Intake: strangers' files into the record, one road for the page and the command line."""

from data.intake.fields import FIELDS, KINDS
from data.intake.importer import load, preview
from data.intake.model import Options, Preview, Problem, Report
from data.intake.reasons import NOTES, REASONS, REMEDIES, note_text, reason_text
from data.intake.rejected import batches, rejects

__all__ = [
    "FIELDS", "KINDS", "NOTES", "REASONS", "REMEDIES", "Options", "Preview", "Problem", "Report", "batches", "load",
    "note_text", "preview", "reason_text", "rejects",
]  # fmt: skip
