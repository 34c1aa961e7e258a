"""How long text to speech takes: a text, the words that a voice makes of it, and their length.

`lengths.py` is the door. `reading.py` makes words of a text. `english.py`, `spanish.py` and `french.py` hold what it
must know of a language; `language.py` says what that is, and `languages.py` loads one when it is first needed.
"""
