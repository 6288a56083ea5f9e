"""The element detector's network: a picture in, a box and the chances of each class per place out.

Fully convolutional, so it is trained on tiles and run on whole screens. It starts on the edges of
blocks of 4x4 px (`models.edge_blocks`), keeps features of stride 4, and answers at strides
8 to 64: things of the size of a tick box span two places at stride 8. Anchor-free heads as in
FCOS (arXiv:1904.01355), features of all strides mixed from the top down (arXiv:1612.03144).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.edge_blocks import BLOCK_PX, ONE, ZERO
from models.screen_classes import CLASSES

STRIDES = (8, 16, 32, 64)
_WIDTHS = (32, 64, 96, 128, 128)
"""Channels at strides 4, 8, 16, 32, 64."""

_HEAD = 64
_RARE = -4.6
"""The logit of 0.01: at first nothing is anywhere, as it mostly is."""


class _Conv(nn.Sequential):
    def __init__(self, inside: int, out: int, size: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inside, out, size, stride, size // 2, bias=False),
            nn.BatchNorm2d(out),
            nn.ReLU(inplace=True),
        )


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = _Conv(width, width)

    def forward(self, features: Tensor) -> Tensor:
        added: Tensor = features + self.conv(features)
        return added


class _Reach(nn.Module):
    """Sees along its row and its column: the far edges of a wide or a high thing."""

    def __init__(self, width: int, length: int = 15) -> None:
        super().__init__()
        half = length // 2
        self.across = nn.Conv2d(width, width, (1, length), padding=(0, half), groups=width)
        self.down = nn.Conv2d(width, width, (length, 1), padding=(half, 0), groups=width)
        self.mix = _Conv(width, width, 1)

    def forward(self, features: Tensor) -> Tensor:
        added: Tensor = features + self.mix(self.across(features) + self.down(features))
        return added


class DetectorNet(nn.Module):
    """About a million weights."""

    def __init__(self) -> None:
        super().__init__()
        first, *others = _WIDTHS
        self.stem = nn.Sequential(_Conv(6 * BLOCK_PX * BLOCK_PX, first), _Residual(first))
        self.stages = nn.ModuleList(
            nn.Sequential(
                _Conv(before, width, stride=2),
                *(_Residual(width) for _ in range(count)),
                _Reach(width),
            )
            for before, width, count in zip(_WIDTHS, others, (2, 3, 2, 1), strict=False)
        )
        self.laterals = nn.ModuleList(nn.Conv2d(width, _HEAD, 1) for width in others)
        self.heads = nn.ModuleList(
            nn.Sequential(_Conv(_HEAD, _HEAD), _Conv(_HEAD, _HEAD)) for _ in others
        )
        self.answers = nn.ModuleList(nn.Conv2d(_HEAD, 4 + len(CLASSES), 1) for _ in others)
        for answer in self.answers:
            assert isinstance(answer, nn.Conv2d)
            assert answer.bias is not None
            nn.init.normal_(answer.weight, std=0.01)
            nn.init.zeros_(answer.bias)
            nn.init.constant_(answer.bias[4:], _RARE)

    def forward(self, blocks: Tensor) -> list[Tensor]:
        """blocks: uint8 (N, 96, H / 4, W / 4), H and W multiples of 64; see `edge_blocks`.

        Gives for each stride (N, 4 + classes, H / stride, W / stride): the logarithms of the
        distances from the place's middle to left, top, right and bottom in strides, and logits.
        """
        features = self.stem((blocks.float() - ZERO) / ONE)
        levels = []
        for stage in self.stages:
            features = stage(features)
            levels.append(features)
        mixed = [self.laterals[-1](levels[-1])]
        for lateral, level in zip(reversed(self.laterals[:-1]), reversed(levels[:-1]), strict=True):
            above = functional.interpolate(mixed[0], scale_factor=2.0, mode="nearest")
            mixed.insert(0, lateral(level) + above)
        return [
            answer(head(level))
            for answer, head, level in zip(self.answers, self.heads, mixed, strict=True)
        ]


def boxes_of(answer: Tensor, stride: int) -> Tensor:
    """(N, 4 + classes, h, w) to boxes (N, 4, h, w): left, top, right, bottom in px."""
    _, _, high, wide = answer.shape
    reach = answer[:, :4].float().clamp(-6, 6).exp() * stride
    x = ((torch.arange(wide, device=answer.device) + 0.5) * stride).view(1, 1, 1, wide)
    y = ((torch.arange(high, device=answer.device) + 0.5) * stride).view(1, 1, high, 1)
    return torch.cat(
        [x - reach[:, :1], y - reach[:, 1:2], x + reach[:, 2:3], y + reach[:, 3:4]], dim=1
    )


class Exported(nn.Module):
    """The network as it is run: blocks in, (places, 4) boxes and (places, classes) chances out."""

    def __init__(self, net: DetectorNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, blocks: Tensor) -> tuple[Tensor, Tensor]:
        boxes, chances = [], []
        for answer, stride in zip(self.net(blocks), STRIDES, strict=True):
            boxes.append(boxes_of(answer, stride)[0].flatten(1))
            chances.append(answer[0, 4:].sigmoid().flatten(1))
        return torch.cat(boxes, 1).transpose(0, 1), torch.cat(chances, 1).transpose(0, 1)
