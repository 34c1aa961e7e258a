"""The picture of a call: the plan's flow as boxes and arrows, for Mermaid, DOT or a program.

`arrows.py` and `places.py` decide what is drawn, `frames.py` which menu is round it, `words.py` what boxes and arrows
say, `draw.py` puts it together. `mermaid.py`, `dot.py` and `data.py` write it down. All of it is values in, text out.
"""
