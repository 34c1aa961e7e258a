"""What to write instead of tags that other languages have, and that people therefore try."""

from typing import Final

_PROMPT: Final = '<play type="tts">...</play> speaks a text, <play type="url">...</play> plays a file'
_BRANCH: Final = '<keypress pressed="1">...</keypress> inside <menu> branches on a key, <if expr="..."> on a value'
_LOOP: Final = "there are no loops: give a tag a name and jump to it with <goto>name</goto>, counting with <setvar>"
_CALL: Final = "<transfer>5551234567</transfer> connects to another number"
_END: Final = "<hangup/> ends the call"
_GOTO: Final = "<goto>name</goto> jumps to the tag with that name"
_INLINE: Final = "there are no blocks: write the tags themselves; every tag can have a name to jump to"
_VARIABLE: Final = '<setvar varname="count">1</setvar> sets a variable'
_MENU: Final = '<menu maxDigits="1" timeout="3500"> plays prompts and collects keys'

HINTS: Final[dict[str, str]] = {
    **dict.fromkeys(("pause", "sleep", "delay"), "<wait>4</wait> pauses for 4 seconds"),
    **dict.fromkeys(("say", "speak", "tts", "prompt", "audio", "sound", "playback", "voice"), _PROMPT),
    **dict.fromkeys(("switch", "case", "when", "choose", "choice", "option"), _BRANCH),
    **dict.fromkeys(("elseif", "elif"), 'put another <if expr="..."> inside <else>'),
    "then": "the tags for a true condition stand directly inside <if>",
    **dict.fromkeys(("loop", "while", "for", "repeat", "foreach"), _LOOP),
    **dict.fromkeys(("dial", "call", "connect", "conference", "number", "queue", "agent"), _CALL),
    **dict.fromkeys(("exit", "end", "disconnect", "reject", "stop", "quit"), _END),
    **dict.fromkeys(("redirect", "jump", "gosub", "next", "return"), _GOTO),
    **dict.fromkeys(("block", "include", "group", "sequence", "section", "label", "form", "step"), _INLINE),
    **dict.fromkeys(("set", "var", "variable", "assign", "let"), _VARIABLE),
    **dict.fromkeys(("gather", "input", "collect", "getdigits", "ivr"), _MENU),
    **dict.fromkeys(("voicemail", "recording"), 'a prompt and <record varname="message"/> take a message'),
    **dict.fromkeys(("message", "sendsms"), '<sms to="5551234567">...</sms> sends a text message'),
    **dict.fromkeys(("http", "request", "fetch", "webhook"), '<get varname="reply">https://...</get> asks a server'),
    **dict.fromkeys(("timeout", "noinput"), '<keypress pressed="timeout">...</keypress> is the branch for silence'),
    **dict.fromkeys(("default", "nomatch"), '<keypress pressed="default">...</keypress> is the branch for other keys'),
    "senddigits": "<dtmf>123</dtmf> sends tones",
    "response": "this looks like TwiML; a dialplan has the root <dialplan> and tags of its own",
    "vxml": "this looks like VoiceXML; a dialplan has the root <dialplan> and tags of its own",
}
