"""The languages that can be read, each loaded when it is first needed."""

from functools import cache

from ivrsim.speech.language import Language

ENGLISH, SPANISH, FRENCH = "en", "es", "fr"


@cache
def language(name: str) -> Language:
    """A language by its name: "en", "es" or "fr"; English for every other one."""
    if name == SPANISH:
        from ivrsim.speech import spanish

        return spanish.LANGUAGE
    if name == FRENCH:
        from ivrsim.speech import french

        return french.LANGUAGE
    from ivrsim.speech import english

    return english.LANGUAGE
