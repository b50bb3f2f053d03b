"""``python -m data``: the command line."""

from data.cli import main

main(prog_name="python -m data")
