"""Places: in a frame's pixels, or in the units of the operating system.

The two are different types on purpose. `Placement` is the only way from one to the other, so a
click can never be sent to a place that was read off a scaled or a shifted picture.
"""

from dataclasses import dataclass

from tracker.errors import Malformed


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A pixel of a frame; origin at its top left."""

    x: int
    y: int


@dataclass(frozen=True, slots=True, order=True)
class ScreenPoint:
    """A place on the desktop in the units that the system's input calls take."""

    x: int
    y: int


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """Frame pixels, left and top inside, right and bottom outside. Never empty."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right <= self.left or self.bottom <= self.top:
            raise Malformed(
                f"A box from ({self.left}, {self.top}) to ({self.right}, {self.bottom}) is empty.",
                hint="Its right and bottom edges must lie beyond its left and top ones.",
            )

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def center(self) -> Point:
        return Point((self.left + self.right) // 2, (self.top + self.bottom) // 2)

    def contains(self, point: Point) -> bool:
        return self.left <= point.x < self.right and self.top <= point.y < self.bottom

    def encloses(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def intersection(self, other: "Box") -> "Box | None":
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        if (left, top, right, bottom) == (self.left, self.top, self.right, self.bottom):
            return self  # mostly
        return Box(left, top, right, bottom) if right > left and bottom > top else None

    def union(self, other: "Box") -> "Box":
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def iou(self, other: "Box") -> float:
        """Intersection over union, 0 to 1."""
        shared = self.intersection(other)
        if shared is None:
            return 0.0
        return shared.area / (self.area + other.area - shared.area)

    def grown(self, margin: int) -> "Box":
        """The box with `margin` px more on each side; a negative margin shrinks it."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def moved(self, dx: int, dy: int) -> "Box":
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a frame lies on the desktop.

    origin: the desktop place of the frame's top left pixel. scale: frame pixels per screen unit.
    """

    origin: ScreenPoint = ScreenPoint(0, 0)
    scale: float = 1.0

    def __post_init__(self) -> None:
        if not self.scale > 0:
            raise Malformed(f"A scale of {self.scale} is not possible.", hint="It must be above 0.")

    def to_screen(self, point: Point) -> ScreenPoint:
        return ScreenPoint(
            self.origin.x + round(point.x / self.scale), self.origin.y + round(point.y / self.scale)
        )

    def to_frame(self, point: ScreenPoint) -> Point:
        return Point(
            round((point.x - self.origin.x) * self.scale),
            round((point.y - self.origin.y) * self.scale),
        )

    def box_to_frame(self, left: int, top: int, width: int, height: int) -> Box | None:
        """Extents in screen units as a frame box; None where they have no area."""
        x, y = left - self.origin.x, top - self.origin.y
        start_x, end_x = round(x * self.scale), round((x + width) * self.scale)
        start_y, end_y = round(y * self.scale), round((y + height) * self.scale)
        if end_x <= start_x or end_y <= start_y:
            return None
        return Box(start_x, start_y, end_x, end_y)
