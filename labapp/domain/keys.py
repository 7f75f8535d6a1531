"""Keys that a client makes: in order of time, and never made twice."""

import secrets
import time
from uuid import UUID


def new_key() -> str:
    """Return a UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then chance."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    high, low = chance >> 62, chance & (2**62 - 1)
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    return str(UUID(int=value))
