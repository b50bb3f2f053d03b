"""The record: DuckDB, intake, permissions, audit, the demo district and the command line."""
