"""Keys of partners' services, kept by the operating system and nowhere else.

What the lab stores, shows and logs of a key is its name, and whether there is one.
"""

import re
from typing import Final

from labapp.services.place_fields import fault

SERVICE: Final = "labapp"
_NAME: Final = re.compile(r"[\w.-]{1,100}")
_LONGEST_KEY: Final = 10_000


def key_named(name: str) -> str | None:
    """Return a key; None when there is none, or no key store that could have it."""
    import keyring  # noqa: PLC0415 -- it looks for the system's store, which takes a while
    from keyring.errors import KeyringError  # noqa: PLC0415 -- the same

    try:
        return keyring.get_password(SERVICE, name) or None
    except KeyringError:
        return None


def key_present(name: str) -> bool:
    """Whether there is a key of the name."""
    return key_named(name) is not None


def keep_key(name: str, key: str) -> bool:
    """Give a key to the store; False when there is none to give it to."""
    import keyring  # noqa: PLC0415 -- as above
    from keyring.errors import KeyringError  # noqa: PLC0415 -- as above

    if not _NAME.fullmatch(name):
        raise fault("key_name", "malformed", name)
    if not key.strip():
        raise fault("key", "missing")
    if len(key) > _LONGEST_KEY:
        raise fault("key", "out_of_range")
    try:
        keyring.set_password(SERVICE, name, key.strip())
    except KeyringError:
        return False
    return True


def forget_key(name: str) -> bool:
    """Have the store forget a key; False when it had none."""
    import keyring  # noqa: PLC0415 -- as above
    from keyring.errors import KeyringError  # noqa: PLC0415 -- as above

    try:
        keyring.delete_password(SERVICE, name)
    except KeyringError:
        return False
    return True
