"""Which passwords are refused."""

from __future__ import annotations

import pytest

from app.domain.password import normalised, weakness

OWN = ("Сейітқали Нұрлан", "nurlan@example.kz")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("elevenchars", "password_short"),
        ("x" * 257, "password_long"),
        ("password12345", "password_common"),
        ("Qwertyuiop123", "password_common"),
        ("Пароль123456!", "password_common"),
        ("қазақстан2026", "password_common"),
        ("passwordqwerty1", "password_common"),
        ("123456789012", "password_common"),
        ("aaaaaaaaaaaaaa", "password_common"),
        ("abababababab", "password_common"),
        ("НҰРЛАН-tulpar-1", "password_own_name"),
        ("my-nurlan-secret", "password_own_name"),
        ("samal dala tulpar", None),
        ("дала самал тұлпар", None),
        ("xK9#mQ2$vL7p", None),
    ],
)
def test_weak_passwords_have_a_reason(password: str, code: str | None) -> None:
    assert weakness(password, OWN) == code


def test_letters_composed_and_decomposed_are_the_same() -> None:
    assert normalised("\u0438\u0306") == normalised("\u0439")
