"""Small wrong programs: `# E:` says what mypy --strict must say on that line, and it must say nothing elsewhere."""

from ivrdsl import (
    CONTACT,
    Amd,
    Catch,
    Comment,
    Dialplan,
    Else,
    Goto,
    Hangup,
    If,
    Keypress,
    Live,
    Machine,
    Menu,
    NoInput,
    Say,
    Secret,
    SetVar,
    Sms,
    Transfer,
    Var,
    Wait,
    spell,
    to_xml,
)

# a node in the wrong place
Dialplan("Root")[Keypress("1")[Hangup()]]  # E: Invalid index type "Keypress" for "Dialplan"
Dialplan("Root")[Say("x"), NoInput()[Hangup()]]  # E: Invalid index type "tuple[Say, NoInput]" for "Dialplan"
If("true")[Say("x"), Keypress("1")]  # E: Invalid index type "tuple[Say, Keypress]" for "If"
Menu("m")[Else()]  # E: Invalid index type "Else" for "Menu"
Keypress("1")[Keypress("2")]  # E: Invalid index type "Keypress" for "Keypress"
Dialplan()[Live()[Hangup()]]  # E: Invalid index type "Live" for "Dialplan"
Amd()[Hangup()]  # E: Invalid index type "Hangup" for "Amd"
Menu("m")[Dialplan()]  # E: Invalid index type "Dialplan" for "Menu"
Amd(live=Live(), machine=Hangup())  # E: Argument "live" to "Amd" has incompatible type "Live"
Dialplan(before=(Hangup(),))  # E: Argument "before" to "Dialplan" has incompatible type "tuple[Hangup]"

# a body where there is none
Hangup()[Say("x")]  # E: Invalid index type "Say" for "Hangup"
Goto("x")[Hangup()]  # E: Invalid index type "Hangup" for "Goto"
Comment("x")[Hangup()]  # E: Invalid index type "Hangup" for "Comment"

# what is no node
Menu("m")["hello"]  # E: Invalid index type "str" for "Menu"
Menu("m")[Hangup]  # E: Invalid index type "type[Hangup]" for "Menu"
Menu("m")[[Hangup()]]  # E: Invalid index type "list[Hangup]" for "Menu"
[*Menu("m")]  # E: Expected iterable

# attributes
Goto()  # E: Missing positional argument "target" in call to "Goto"
Menu("m", max_digits="1")  # E: Argument "max_digits" to "Menu" has incompatible type "str"
Menu("m", timeout=5)  # E: Unexpected keyword argument "timeout" for "Menu"
Keypress(1)  # E: Argument 1 to "Keypress" has incompatible type "int"
Say("x", voice="robot")  # E: Argument "voice" to "Say" has incompatible type
Say(5)  # E: Argument 1 to "Say" has incompatible type "int"
Catch("key", "x")  # E: Argument 1 to "Catch" has incompatible type
Transfer("1", mode="all")  # E: Argument "mode" to "Transfer" has incompatible type
Sms("x")  # E: Missing named argument "to" for "Sms"
SetVar("x", 1.5)  # E: Argument 2 to "SetVar" has incompatible type "float"
Wait(None)  # E: Argument 1 to "Wait" has incompatible type "None"
spell(2517)  # E: Argument 1 to "spell" has incompatible type "int"
to_xml(Menu("m"))  # E: Argument 1 to "to_xml" has incompatible type "Menu"
Hangup().name = "x"  # E: Property "name" defined in "Hangup" is read-only

# parentheses and brackets
Dialplan("Root")(Say("x"))  # E: "Dialplan" not callable
Hangup()(Say("x"))  # E: "Hangup" not callable
NoInput[Hangup()]  # E: The type "type[NoInput]" is not generic and not indexable
Amd(Live(), Machine())  # E: Argument 2 to "Amd" has incompatible type "Machine"
Say("x") + Hangup()  # E: Unsupported left operand type for + ("Say")

# keywords
Say("x", voise="male1")  # E: Unexpected keyword argument "voise" for "Say"
Amd(life=Hangup())  # E: Argument "life" to "Amd" has incompatible type "Hangup"

# what Python cannot work out
If(Var("n") > 3)  # E: Unsupported operand types for < ("int" and "Var")
SetVar("n", Var("n") + 1)  # E: Unsupported operand types for + ("Var" and "int")
If(Var("n") == "3")  # E: Argument 1 to "If" has incompatible type "bool"
SetVar("n", -Var("n"))  # E: Unsupported operand type for unary - ("Var")
Var("n")[0]  # E: Value of type "Var" is not indexable
len(Var("n"))  # E: Argument 1 to "len" has incompatible type "Var"
int(Var("n"))  # E: No overload variant of "int" matches argument type "Var"
Var("n").upper()  # E: "Var" has no attribute "upper"
Say(f"Hello {CONTACT.firstName}.")  # E: has no attribute "firstName"

# a secret that loses its mark
Say("Your code is " + Secret("x"))  # E: Unsupported operand types for + ("str" and "Secret")
SetVar("code", Secret("x"))  # E: Argument 2 to "SetVar" has incompatible type "Secret"
