"""What words beside a number say that it is: an order, a flight, a house, a telephone. Such a number is no secret."""

import re
from functools import cache
from typing import Final

from ivrdsl.wording.vocabulary import plain

_AROUND: Final = 25
"""Characters before and behind a number in which such a word may stand."""
_LABELS: Final = frozenset(
    """street st avenue ave road rd drive lane boulevard blvd suite apartment apt house room floor gate terminal
    bus train flight extension ext order invoice receipt ticket case claim policy route highway unit box zip area postal
    address number numbers account member customer reference confirmation booking reservation tracking parcel package
    shipment serial model version channel branch ending phone telephone fax mobile emergency emergencies promo promotion
    coupon discount year meter plate caller prescription employee id post
    calle avenida carretera apartamento casa habitacion piso puerta vuelo extension orden pedido factura boleto caso
    reclamo poliza ruta autobus tren direccion numero numeros cuenta cliente referencia confirmacion reserva seguimiento
    paquete telefono emergencia emergencias descuento ano medidor contador placa
    rue appartement maison chambre etage porte vol poste commande facture billet dossier autobus adresse numero numeros
    compte client reference reservation suivi colis telephone urgence urgences annee compteur plaque""".split()  # noqa: SIM905
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LAST: Final = re.compile(r"\blast\s+(?:four|4)\b", re.IGNORECASE)
_CALLED: Final = (
    r"dial|call|phone|text|ring|reach|fax|llam[ea]r?|marqu?[eaá]r?|contacte|composez|composer|appelez|appeler|joindre"
)
_CLAUSE_ENDS: Final = re.compile(r"[.!?;:](?=\s)")
_PHRASE_ENDS: Final = re.compile(r"[.!?;:,](?=\s)")


def is_labelled(text: str, start: int, end: int) -> bool:
    """Whether a word near a number says that it is no secret: "your order 2 0 4 1 7", "1 2 3 4 Main Street"."""
    return _names(text[max(0, start - _AROUND) : end + _AROUND]) or is_called(text, start)


def is_labelled_closely(text: str, start: int, end: int) -> bool:
    """Whether a word in the same clause says so; for a number beside words that tell a secret."""
    before = _CLAUSE_ENDS.split(text[max(0, start - _AROUND) : start])[-1]
    behind = _PHRASE_ENDS.split(text[end : end + _AROUND])[0]
    return _names(before) or _names(behind) or is_called(text, start)


def is_called(text: str, start: int) -> bool:
    """Whether a number is there to be called: "dial 9 1 1", "llame al 1 1 2"."""
    return _before().search(text, max(0, start - _AROUND), start) is not None


def _names(text: str) -> bool:
    words = map(plain, _LETTERS.findall(text.lower()))
    return not _LABELS.isdisjoint(words) or _LAST.search(text) is not None


@cache
def _before() -> re.Pattern[str]:
    whom, where = r"(?:us|me|him|her)\s+", r"(?:at|on|to|al|el|le|au|a)\s+"
    return re.compile(rf"\b(?:{_CALLED})\s+(?:{whom})?(?:{where}){{0,2}}\W*\Z", re.IGNORECASE)
