"""`python -m medward`."""

from medward.cli.entry import main

main()
