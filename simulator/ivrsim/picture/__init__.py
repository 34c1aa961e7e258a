"""The picture of a call: the plan's flow as boxes and arrows, for Mermaid, DOT or a program.

`leaving.py` and `passing.py` decide what is drawn, `words.py` what boxes and arrows say,
`drawing.py` puts it together; `mermaid.py`, `dot.py` and `data.py` write it down. All of it is values in, text out.
"""
