"""The calls of a plan as data that a small program plays: an automaton with registers, and the player of it.

`search.py` finds its states by taking steps; `lines.py` and `lengths.py` say what a player shows, and how long prompts
take; `data.py` writes it down. `player.js` plays it, in a browser or in the engine that we ship, and knows no tag.
`trial.py` plays random calls with both, and compares.
"""
