"""The command line, one file a group of commands; ``python -m data`` runs ``main``."""

import importlib
import pkgutil

from data.cli.base import main

for module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{module.name}")

__all__ = ["main"]
