"""Masked names side by side: can two codes be one person's?

A masked name keeps one letter, at the beginning or at the end (``张**``, ``**三``), or
the initials of surname and forename (``M** G**``). How many were hidden is not told.
"""

import unicodedata


def same_name(one: str, other: str) -> bool | None:
    """Whether two masked names can be the same person's.

    Returns:
        None where they keep different letters, or letters of different scripts:
        a certificate says ``Z** S**`` of whom the pass calls ``张**``.
    """
    ours, theirs = _initials(one), _initials(other)
    if ours and theirs:
        if _script(ours[0]) != _script(theirs[0]):
            return None
        # Which part of a name in letters comes first differs from list to list.
        return bool(set(ours) & set(theirs))
    if ours or theirs:
        return None
    ends = [_plain(name).rstrip()[-1:] for name in (one, other)]
    return ends[0] == ends[1] if all(end.isalpha() for end in ends) else None


def _initials(name: str) -> list[str]:
    """The letters that parts of the name begin with; none where a star comes first."""
    return [part[0] for part in _plain(name).split() if part[0].isalpha()]


def _script(letter: str) -> str:
    """``CJK``, ``LATIN`` …: the first word of its name in Unicode."""
    return unicodedata.name(letter, "").partition(" ")[0]


def _plain(name: str) -> str:
    """Capitals without accents: ``É`` and ``E`` are the same person's."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(c for c in letters if not unicodedata.combining(c)).upper()
