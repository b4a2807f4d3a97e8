"""Synthetic households: invented names, well-formed identification numbers, plausible ages.  No real person is here."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class _Line:
    """What a family has in common: the stem of its surname, the name of the children's father, its citizenship."""

    stem: str
    father: str
    country: str


class People:
    """A source of households; the same seed gives the same people."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._next_serial: dict[tuple[date, Sex], int] = {}

    def household(self, stream: Stream, on: date) -> tuple[Person, ...]:
        """An applicant, often a spouse, children, now and then a parent; the applicant first."""
        chance = self._chance
        stem = chance.choice(_STEMS)
        from_abroad = chance.choices(("UZ", "CN", "MN", "TM"), (44, 44, 6, 6))[0]
        country = "KZ" if stream is Stream.RELOCATEE else from_abroad
        line = _Line(stem, chance.choice(_MEN), country)
        applicant = self._person(Relation.APPLICANT, chance.choice(list(Sex)), self._age(on, 21, 58), line)
        family = [applicant]
        if chance.random() < 0.7:
            other = Sex.FEMALE if applicant.sex is Sex.MALE else Sex.MALE
            family.append(self._person(Relation.SPOUSE, other, self._age(on, 21, 58), line))
        youngest_parent = max(person.born_on for person in family)
        room = min(17, (on - youngest_parent).days // 365 - 20)
        father = next((person.given_name for person in family if person.sex is Sex.MALE), line.father)
        for _ in range(chance.choices(range(6), (20, 22, 26, 18, 9, 5))[0]):
            if room >= 0:
                sex, born_on = chance.choice(list(Sex)), self._age(on, 0, room)
                family.append(self._person(Relation.CHILD, sex, born_on, replace(line, father=father)))
        if chance.random() < 0.06:
            family.append(self._person(Relation.PARENT, Sex.FEMALE, self._age(on, 76, 84), line))
        return tuple(family)

    def _age(self, on: date, youngest: int, oldest: int) -> date:
        return on - timedelta(days=self._chance.randint(youngest * 366, oldest * 365 + 364))

    def _person(self, relation: Relation, sex: Sex, born_on: date, line: _Line) -> Person:
        chance = self._chance
        # Children bear their father's name, everybody else the name of a father of their own.
        father = line.father if relation is Relation.CHILD else chance.choice(_MEN)
        return Person(
            relation=relation,
            sex=sex,
            born_on=born_on,
            surname=_surname(line.stem, sex),
            given_name=chance.choice(_MEN if sex is Sex.MALE else _WOMEN),
            patronymic=_patronymic(father, sex),
            iin=self._iin(born_on, sex),
            citizenship=line.country,
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


def full_name(chance: random.Random, sex: Sex) -> str:
    """An invented name: surname, name, patronymic."""
    given = chance.choice(_MEN if sex is Sex.MALE else _WOMEN)
    return f"{_surname(chance.choice(_STEMS), sex)} {given} {_patronymic(chance.choice(_MEN), sex)}"


def _surname(stem: str, sex: Sex) -> str:
    """«Абай» → «Абаев», «Қали» → «Қалиев», «Ахмет» → «Ахметов», each with «а» for a woman."""
    if stem.endswith("й"):
        root = f"{stem[:-1]}ев"
    elif stem[-1] in "аеи":
        root = f"{stem}ев"
    else:
        root = f"{stem}ов"
    return root if sex is Sex.MALE else f"{root}а"


def _patronymic(father: str, sex: Sex) -> str:
    return f"{father}{'ұлы' if sex is Sex.MALE else 'қызы'}"


def _latin(name: str) -> str:
    return "".join(_LATIN.get(letter, letter) for letter in name.lower()).upper()
