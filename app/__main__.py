"""`python -m app` is the command `journeyman`; packaged, it is the keeper of its stages as well."""

import os
import sys

from app.frozen import prepare, serve

if __name__ == "__main__":
    prepare(os.environ)
    if not serve(sys.argv[1:]):
        from app.cli import main  # not above: the keeper does without all that it brings

        main()
