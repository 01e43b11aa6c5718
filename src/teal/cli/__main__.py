"""`python -m teal.cli` is `teal`."""

from teal.cli.main import main

main()
