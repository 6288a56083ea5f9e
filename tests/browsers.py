"""Chromium as tests start it: one page, nothing of its own, and what it shows told to all."""

from pathlib import Path

_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-quic"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--force-renderer-accessibility", "--password-store=basic"),
)


def chromium(folder: Path, page: str, *flags: str) -> list[str]:
    """The command. folder: where its profile goes."""
    return ["chromium", *_FLAGS, *flags, f"--user-data-dir={folder / 'profile'}", page]
