"""The fictional demo district: same seed, same data."""

from data.demo.fill import make_demo

__all__ = ["make_demo"]
