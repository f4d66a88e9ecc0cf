"""Overrides: a leader lets somebody pass whom the rules stopped."""

from dataclasses import dataclass, field
from typing import Final

REASONS: Final = (
    "medical",  # 就医
    "checked-by-eye",  # 人工核验无误
    "proof-seen",  # 已看证明
    "community-agreed",  # 社区同意
    "device-fault",  # 设备故障
    "other",  # 其他
)
"""What a leader can give as the reason, likeliest first."""

LONGEST_NOTE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a leader decided.

    Attributes:
        reason: One of ``REASONS``.
        note: Free text; sealed, for it may name people. Needed for ``other``.
        by: The leader, as journal rows name staff.
    """

    reason: str
    note: str = field(default="", repr=False)
    by: str
