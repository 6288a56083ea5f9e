"""What a model is told that finds the values in a request."""

from typing import Final

SYSTEM: Final = "Find the values in each request."
