"""The parts that the local stack is made of: files with checksums, as Teal was tested with them."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from teal.local.errors import ChecksumMismatch, FileMissing


class Part(Struct, frozen=True):
    """Files that are fetched together; `files` maps a path in the part to its SHA-256."""

    title: str
    download_bytes: int
    files: dict[str, str]

    @property
    def digest(self) -> str:
        """Changes whenever a file does; names the part's folder in the cache."""
        listing = json.dumps(self.files, sort_keys=True)
        return hashlib.sha256(listing.encode()).hexdigest()[:12]

    def is_complete_in(self, folder: Path) -> bool:
        """Whether every file lies in `folder`; their content was checked when they came."""
        return all((folder / name).is_file() for name in self.files)

    def verify(self, folder: Path) -> None:
        """Refuse a file that is missing or is not the expected one."""
        for name, expected in self.files.items():
            path = folder / name
            if not path.is_file():
                raise FileMissing(name, self.title)
            with path.open("rb") as opened:
                actual = hashlib.file_digest(opened, "sha256").hexdigest()
            if actual != expected:
                raise ChecksumMismatch(name, expected, actual)


def manifest() -> dict[str, Part]:
    """The checked-in list of parts, by name: `flink` and `kafka`."""
    text = (files("teal.local") / "parts.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Part])
