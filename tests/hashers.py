"""How the tests keep passwords: as an installation does, but at no cost."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    """A third of a second of processor time for each password is what an attacker is to pay, and no test."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
