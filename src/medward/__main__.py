"""`python -m medward`."""

from medward.cli.main import main

main()
