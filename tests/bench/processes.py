"""What a process and its children cost, as the kernel counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """cpu_s: of all of them together, as far as they live. rss_mb: the sum of their peaks."""

    cpu_s: float
    rss_mb: float


def cost(pid: int) -> Cost:
    cpu_s, rss_kb = 0.0, 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            status = Path(f"/proc/{one}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        cpu_s += (int(fields[11]) + int(fields[12])) / _TICKS
        peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM 0")
        rss_kb += int(peak.split()[1])
    return Cost(cpu_s, rss_kb / 1024)


def resident_mb(pid: int) -> float:
    """What one process has in memory now."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def family(pid: int) -> list[int]:
    """The process and all that came of it."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def load() -> float:
    """The machine's load average of the last minute."""
    return os.getloadavg()[0]
