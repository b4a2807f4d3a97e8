"""Synthetic households: invented names, well-formed identification numbers, plausible ages.  No real person is here."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.household import Relation, Sex
from app.domain.identifiers import synthetic_iin
from app.domain.stream import Stream

_MEN = (
    "Айбек Алмас Асқар Бауыржан Берік Болат Дархан Дәурен Ерлан Ержан Жандос Қайрат Қанат Марат Мұрат Нұрлан "
    "Олжас Руслан Сәкен Серік Талғат Тимур Ұлан Шыңғыс Әлібек"
).split()
_WOMEN = (
    "Айгүл Айнұр Алма Ардақ Әсел Әсем Бота Гүлнар Дана Динара Жанар Жібек Зарина Индира Қарлығаш Лаура Мадина "
    "Меруерт Назым Перизат Раушан Салтанат Сәуле Ұлжан Шолпан"
).split()
_STEMS = (
    "Абай Ахмет Әбді Байжан Бекет Бөлеген Дүйсен Есен Жақсылық Жұмабай Ибраһим Кенже Қали Қасым Құсайын Мұқан "
    "Нұрғали Оспан Өтеген Рахым Сағын Сейітқали Смағұл Тілеу Үмбет"
).split()
_LATIN = dict(
    zip(
        "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
        "a a b v g g d e yo zh z i y k k l m n n o o p r s t u u u f kh h ts ch sh shch - y i - e yu ya".split(),
        strict=True,
    )
)
_LATIN |= {"ъ": "", "ь": ""}


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person of a household."""

    relation: Relation
    sex: Sex
    born_on: date
    surname: str
    given_name: str
    patronymic: str
    iin: str
    citizenship: str

    @property
    def full_name(self) -> str:
        """As in the identity document."""
        return f"{self.surname} {self.given_name} {self.patronymic}"

    @property
    def latin_name(self) -> str:
        """As in the passport."""
        return f"{_latin(self.surname)} {_latin(self.given_name)}"


class People:
    """A source of households; the same seed gives the same people."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._next_serial: dict[tuple[date, Sex], int] = {}

    def household(self, stream: Stream, on: date) -> tuple[Person, ...]:
        """An applicant, often a spouse, children, now and then a parent; the applicant first."""
        chance = self._chance
        stem = chance.choice(_STEMS)
        applicant = self._person(Relation.APPLICANT, chance.choice(list(Sex)), self._age(on, 21, 58), stem, stream)
        family = [applicant]
        if chance.random() < 0.7:
            other = Sex.FEMALE if applicant.sex is Sex.MALE else Sex.MALE
            age = self._age(on, 21, 58)
            family.append(self._person(Relation.SPOUSE, other, age, stem, stream))
        youngest_parent = max(person.born_on for person in family)
        room = min(17, (on - youngest_parent).days // 365 - 20)
        for _ in range(chance.choices(range(6), (20, 22, 26, 18, 9, 5))[0]):
            if room >= 0:
                child = self._age(on, 0, room)
                family.append(self._person(Relation.CHILD, chance.choice(list(Sex)), child, stem, stream))
        if chance.random() < 0.06:
            family.append(self._person(Relation.PARENT, Sex.FEMALE, self._age(on, 76, 84), stem, stream))
        return tuple(family)

    def _age(self, on: date, youngest: int, oldest: int) -> date:
        return on - timedelta(days=self._chance.randint(youngest * 366, oldest * 365 + 364))

    def _person(self, relation: Relation, sex: Sex, born_on: date, stem: str, stream: Stream) -> Person:
        chance = self._chance
        is_man = sex is Sex.MALE
        foreign = stream is Stream.KANDAS
        return Person(
            relation=relation,
            sex=sex,
            born_on=born_on,
            surname=f"{stem}ұлы" if is_man and chance.random() < 0.1 else f"{stem}{'ов' if is_man else 'ова'}",
            given_name=chance.choice(_MEN if is_man else _WOMEN),
            patronymic=f"{chance.choice(_MEN)}{'ұлы' if is_man else 'қызы'}",
            iin=self._iin(born_on, sex),
            citizenship=chance.choices(("UZ", "CN", "MN", "TM"), (44, 44, 6, 6))[0] if foreign else "KZ",
        )

    def _iin(self, born_on: date, sex: Sex) -> str:
        """A number that no other person of this source has."""
        key = (born_on, sex)
        serial = self._next_serial.get(key)
        if serial is None:
            # Begin somewhere, so that two seeds rarely make the same people.
            serial = self._chance.randrange(9000)
        iin = synthetic_iin(born_on, sex, serial % 10_000)
        self._next_serial[key] = int(iin[7:11]) + 1
        return iin


def _latin(name: str) -> str:
    return "".join(_LATIN.get(letter, letter) for letter in name.lower()).upper()
