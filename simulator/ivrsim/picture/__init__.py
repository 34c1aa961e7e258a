"""The picture of a call: the plan's flow as boxes and arrows, for Mermaid, DOT or a program, or as cards.

`arrows.py` and `places.py` decide what is drawn, `frames.py` which menu is round it, `words.py` what boxes and arrows
say, `draw.py` puts it together. `mermaid.py`, `dot.py` and `data.py` write it down.

Cards are made of the picture, and of nothing else: `runs.py` says which boxes are one, `tree.py` which way to each has
a line, `layout.py` (and `.js`) where they stand. `measure.py` knows how wide texts are, `faces.py` draws a card,
`theme.py` says what it looks like, `svg.py` and `png.py` write it down, `notebook.py` for notebooks. All of it is
values in, text or an image out.
"""
