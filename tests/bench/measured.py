"""How a bench ends: with its own exit status, or with the reason why nothing can be measured."""

import sys
from collections.abc import Callable
from typing import NoReturn

from tracker.errors import JourneymanError


def measured(main: Callable[[], int]) -> NoReturn:
    try:
        sys.exit(main())
    except JourneymanError as error:
        print(f"It cannot be measured: {error}", file=sys.stderr)
        sys.exit(3)
