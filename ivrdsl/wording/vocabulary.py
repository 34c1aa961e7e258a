"""The words that prompts are made of, in English, Spanish and Canadian French: one letter for each kind of word.

The letters are:

- verbs: P press, C choose, E enter, D dial, R rate
- keys: 1 a number, # and * those keys, V a variable, k the word "key", d "digit"
- what fills the gap before a key: a; the article "a": A
- between keys: o "or", s "say", T "to", t "through", b "between", h "of"
- clauses: f "for" and "if", F "followed", j "by", y "any", p "your", i "in"
- n a negation; u a unit, which makes a number a quantity
"""

from functools import cache


def words_of(text: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(text.split())


WORDS = {
    "P": """press pressing oprima oprime oprimir oprimiendo presione presiona presionar presionando pulse pulsa pulsar
        pulsando apriete apretar appuyez appuyer appuyant appuie pesez peser pressez""",
    "C": """hit hitting push pushing tap tapping touch touching choose choosing select selecting pick picking punch
        seleccione selecciona seleccionar elija elige elegir escoja escoger toque tocar faites choisissez choisir
        sélectionnez sélectionner""",
    "E": """enter entering type typing input ingrese ingresa ingresar introduzca introducir digite digita digitar teclee
        teclear entrez entrer saisissez saisir tapez taper inscrivez""",
    "D": "dial dialing dialling marque marca marcar marcando composez composer composant",
    "R": """rate rating score grade rank evaluate scale califique calificar evalúe evaluar escala puntúe évaluez évaluer
        notez échelle""",
    "1": """zero one two three four five six seven eight nine ten cero uno dos tres cuatro cinco seis siete ocho nueve
        diez zéro deux trois quatre cinq sept huit neuf dix""",
    "#": "# pound hash hashtag octothorpe sharp almohadilla gato numeral carré dièse dièze",
    "*": "* star asterisk asterisco estrella étoile l'étoile astérisque l'astérisque",
    "a": """the an number numbers option options choice either just only on marked labeled labelled el la los las número
        números opción en le les sur numéro numéros chiffre l'option soit extension extensión poste""",
    "A": "a un una une",
    "k": """key keys button buttons sign symbol tecla teclas botón botones signo símbolo touche touches bouton boutons
        signe""",
    "d": "digit digits character characters dígito dígitos cifras chiffres",
    "o": "or and o u y ou et",
    "s": "say speak hold release diga decir dites",
    "T": "to à",
    "t": "through thru until till hasta al au jusqu'à jusqu'au – —",
    "-": "-",
    "b": "from between de del des du entre desde",
    "h": "of",
    "f": "for if when once para si cuando pour quand lorsque",
    "F": "followed end ending finish seguido seguida suivi suivie terminez termine",
    "j": "by with por con par avec",
    "y": "any cualquier cualquiera n'importe",
    "n": """not don't dont never cannot can't won't shouldn't mustn't needn't without avoid instead no jamás nunca sin
        evite ne n'appuyez n'entrez n'utilisez jamais sans""",
    "u": """am pm o'clock minute minutes second seconds hour hours day days week weeks month months year years times
        percent % dollar dollars cents euros people persons items messages calls callers guests miles points tickets
        attempts minutos segundos hora horas día días semanas mes meses año años veces dólares pesos personas mensajes
        llamadas euro rupee rupees secondes heure heures jour jours semaine semaines mois ans fois personnes appels""",
    "p": "your my their his her our its this that su tu sus mi votre vos ton ta son",
    "i": "in",
    ",": ",",
    ";": ";",
    ":": ":",
    ".": ". ? ! …",
    "/": "/",
    "$": "$ £ €",
}

OTHER = "w"

_PLAIN = str.maketrans("áàâéèêëíîïóôúùûüñç", "aaaeeeeiiioouuuunc")

_NUMBERS = (
    "zero one two three four five six seven eight nine ten",
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez",
    "zéro un deux trois quatre cinq six sept huit neuf dix",
)

ENTRY_NOUNS = words_of(
    """pin code codes password passcode id extension zip ssn account number numbers date birthdate birthday birth amount
    age card time month year social security member reference confirmation phone telephone código clave contraseña nip
    número números cuenta extensión fecha cantidad edad teléfono tarjeta numéro numéros poste compte montant âge carte
    téléphone passe codigo contrasena numero numeros extension telefono telephone"""
)
"""What a callee can enter that the prompt does not spell out."""


def plain(word: str) -> str:
    """Return a word without accents: prompts are often typed without them."""
    return word if word.isascii() else word.translate(_PLAIN)


class _Kinds(dict[str, str]):
    """The letters of words; those that are in no table are told by what they look like."""

    def __missing__(self, word: str) -> str:
        if word.isalpha():
            return OTHER
        if word[0] == "$":
            return "V"
        return "1" if word.isdecimal() and word.isascii() else OTHER


@cache
def kinds() -> dict[str, str]:
    """The letter of each word, with and without accents; `[]` knows a letter for every word, `get` those listed."""
    table = {word: letter for letter, words in WORDS.items() for word in words.split()}
    for word, letter in list(table.items()):
        table.setdefault(plain(word), letter)
        table.setdefault(word.replace("'", "’"), letter)
    return _Kinds(table | {str(number): "1" for number in range(100)})  # the most common ones


@cache
def keys_of_words() -> dict[str, str]:
    """The key of each word that names one: "two" is 2, "pound" is #."""
    table = {word: symbol for symbol in "#*" for word in WORDS[symbol].split()}
    for words in _NUMBERS:
        table |= {word: str(number) for number, word in enumerate(words.split())}
    for word, key in list(table.items()):
        table.setdefault(plain(word), key)
        table.setdefault(word.replace("'", "’"), key)
    return table | {"number": "#", "número": "#", "numero": "#"}  # the number sign, see reading.py
