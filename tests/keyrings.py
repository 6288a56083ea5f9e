"""A keyring for tests that the real library finds by name: one file, for several processes."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """In the file that JOURNEYMAN_TEST_KEYRING names; PYTHON_KEYRING_BACKEND chooses it."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._all(), f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        self._write({k: v for k, v in self._all().items() if k != f"{service} {username}"})

    @property
    def _path(self) -> Path:
        return Path(os.environ["JOURNEYMAN_TEST_KEYRING"])

    def _all(self) -> dict[str, str]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def _write(self, secrets: dict[str, str]) -> None:
        self._path.write_text(json.dumps(secrets))
