"""``python -m outreach`` and the command ``outreach``."""

import sys


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    from outreach.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
