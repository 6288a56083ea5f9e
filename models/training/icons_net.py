"""The network that reads icons: a crop to a direction in the space where the texts lie as well."""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH: Final = 128
"""Of the space that crops and texts share."""


class IconNet(nn.Module):
    """For (n, 4, 32, 32) in [0, 1] the (n, WIDTH) directions, of length 1, and (n,) logits: is it
    an icon at all. 0.9 million weights."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            _Join(4, 32, 4, 2),
            _Residual(32),
            _Join(32, 64, 3, 2),
            _Residual(64),
            _Residual(64),
            _Join(64, 128, 3, 2),
            _Residual(128),
            _Residual(128),
        )
        self.meaning = nn.Linear(4 * 128, WIDTH)
        self.is_icon = nn.Linear(4 * 128, 1)

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        seen = functional.avg_pool2d(self.trunk(crops * 2 - 1), 2).flatten(1)
        return functional.normalize(self.meaning(seen).float()), self.is_icon(seen)[:, 0]


class TextNet(nn.Module):
    """The directions of texts, from their sentence embeddings."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.turn = nn.Linear(width, WIDTH, bias=False)
        self.sharpness = nn.Parameter(torch.tensor(2.6))

    def forward(self, texts: Tensor) -> Tensor:
        return functional.normalize(self.turn(texts))

    @property
    def scale(self) -> Tensor:
        """What cosines are multiplied by before they are compared."""
        return self.sharpness.exp().clamp(max=60)


class Exported(nn.Module):
    """Bytes in; directions and chances out."""

    def __init__(self, net: IconNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        meanings, logits = self.net(crops.float() / 255)
        return meanings, logits.sigmoid()


class _Join(nn.Sequential):
    def __init__(self, wide: int, wider: int, kernel: int, stride: int) -> None:
        super().__init__(
            nn.Conv2d(wide, wider, kernel, stride, 1, bias=False), nn.BatchNorm2d(wider), nn.ReLU()
        )


class _Residual(nn.Module):
    """Source: arXiv:1512.03385."""

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv2d(wide, wide, 3, 1, 1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU(),
            nn.Conv2d(wide, wide, 3, 1, 1, bias=False),
            nn.BatchNorm2d(wide),
        )

    def forward(self, seen: Tensor) -> Tensor:
        return functional.relu(seen + self.inner(seen))
