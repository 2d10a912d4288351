"""Waiting with an end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """How long to wait for something, and how often to look."""

    seconds: float
    interval: float = 5

    def ticks(self) -> Iterator[None]:
        """Yields now, then at each interval, until the time is over."""
        end = time.monotonic() + self.seconds
        while True:
            yield
            if time.monotonic() + self.interval > end:
                return
            time.sleep(self.interval)
