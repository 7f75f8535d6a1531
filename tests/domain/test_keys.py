"""Keys that a client makes: in order of time, and never made twice."""

import time
from uuid import UUID

from labapp.domain.keys import new_key


def test_a_key_is_a_uuid_of_version_7() -> None:
    for _ in range(200):
        key = UUID(new_key())

        assert (key.version, key.variant) == (7, "specified in RFC 4122")


def test_a_key_carries_the_millisecond_it_was_made_in() -> None:
    before = time.time_ns() // 1_000_000
    key = UUID(new_key())
    after = time.time_ns() // 1_000_000

    assert before <= key.int >> 80 <= after


def test_keys_made_later_sort_later() -> None:
    first = new_key()
    time.sleep(0.002)

    assert first < new_key()


def test_no_key_is_made_twice() -> None:
    keys = [new_key() for _ in range(10_000)]

    assert len(set(keys)) == len(keys)
