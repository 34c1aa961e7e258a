"""`python -m ivrdsl`."""

from ivrdsl.cli import main

main()
