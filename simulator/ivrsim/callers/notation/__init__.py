"""How a model of callers is written: each number by its name, in a file or in tables of a program."""
