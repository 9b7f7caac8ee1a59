"""The flow of money as a drawing: bars as high as their sums, and bands between them. Plain SVG, without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from deploy.local.demo.flow import PLACES, Flow, Place
from shared.money import kronor

WIDTH, HEIGHT, BAR = 1040, 640, 16
_LEFT, _RIGHT, _TOP, _GAP = 210, 230, 84, 56
_HEADINGS = ("Behov / Needed", "Bedömning / Assessed", "Utfall / Outcome")
_TITLE = "Månadens pengar, från behov till utfall / The month's money, from need to outcome"
_SLIGHTEST = 1.5
"""No sum is so small that it is not seen."""


@dataclass
class _Bar:
    """`left` and `right`: how far down its sides the bands have come."""

    place: Place
    ore: int
    x: float
    y: float
    height: float
    left: float = 0.0
    right: float = 0.0


def draw(flows: Sequence[Flow]) -> str:
    bars = _bars(flows)
    bands = "".join(_band(flow, bars[flow.source], bars[flow.target], _scale(flows)) for flow in flows)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="flow-title flow-desc">'
        f'<title id="flow-title">{_TITLE}</title>'
        f'<desc id="flow-desc">{escape(_described(flows))}</desc>'
        f"{_headings()}{bands}{''.join(map(_drawn, bars.values()))}</svg>"
    )


def sums(flows: Sequence[Flow]) -> dict[str, int]:
    """Öre of each place: what leaves it, and at the end what comes to it."""
    return {
        place.name: sum(
            flow.ore for flow in flows if place.name in ((flow.source,) if place.column == 0 else (flow.target,))
        )
        for place in PLACES
    }


def whole(ore: int) -> str:
    """Kronor, with öre only where there are any."""
    return kronor(ore).replace(",00", "")


def _scale(flows: Sequence[Flow]) -> float:
    """Points for each öre: the highest column fills what the gaps leave."""
    found = sums(flows)
    columns = [[place for place in PLACES if place.column == column] for column in range(3)]
    return min(
        (HEIGHT - _TOP - _GAP * len(places)) / max(1, sum(found[place.name] for place in places)) for places in columns
    )


def _bars(flows: Sequence[Flow]) -> dict[str, _Bar]:
    found, scale, bars = sums(flows), _scale(flows), dict[str, _Bar]()
    for column in range(3):
        x, y = _LEFT + column * (WIDTH - _LEFT - _RIGHT - BAR) / 2, float(_TOP)
        for place in PLACES:
            if place.column == column:
                height = max(_SLIGHTEST, found[place.name] * scale)
                bars[place.name] = _Bar(place, found[place.name], x, y, height)
                y += height + _GAP
    return bars


def _band(flow: Flow, source: _Bar, target: _Bar, scale: float) -> str:
    thick = max(_SLIGHTEST, flow.ore * scale)
    x0, x1, y0, y1 = source.x + BAR, target.x, source.y + source.right, target.y + target.left
    source.right += flow.ore * scale
    target.left += flow.ore * scale
    middle = (x0 + x1) / 2
    path = (
        f"M{x0:.1f},{y0:.1f} C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f} "
        f"v{thick:.1f} C{middle:.1f},{y1 + thick:.1f} {middle:.1f},{y0 + thick:.1f} {x0:.1f},{y0 + thick:.1f} Z"
    )
    return f'<path class="band to-{flow.target}" d="{path}"/>'


def _drawn(bar: _Bar) -> str:
    """The bar with its words: beside it where there is room, and above it in the middle."""
    at, anchor, y = {
        0: (bar.x - 10, "end", bar.y + min(bar.height / 2, 60)),
        1: (bar.x + BAR / 2, "middle", bar.y - 37),
        2: (bar.x + BAR + 10, "start", bar.y + min(bar.height / 2, 60)),
    }[bar.place.column]
    return (
        f'<rect class="bar is-{bar.place.name}" x="{bar.x:.1f}" y="{bar.y:.1f}" width="{BAR}" '
        f'height="{bar.height:.1f}"/>'
        f'<text x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}"><tspan class="name">{bar.place.sv}</tspan>'
        f'<tspan x="{at:.1f}" dy="15" class="other" lang="en">{bar.place.en}</tspan>'
        f'<tspan x="{at:.1f}" dy="15">{whole(bar.ore)}</tspan></text>'
    )


def _headings() -> str:
    middle = _LEFT + (WIDTH - _LEFT - _RIGHT) / 2
    at = ((_LEFT, "end"), (middle, "middle"), (WIDTH - _RIGHT, "start"))
    return "".join(
        f'<text class="heading" x="{x:.1f}" y="16" text-anchor="{anchor}">{words}</text>'
        for (x, anchor), words in zip(at, _HEADINGS, strict=True)
    )


def _described(flows: Sequence[Flow]) -> str:
    names = {place.name: f"{place.sv} ({place.en})" for place in PLACES}
    return ". ".join(f"{names[flow.source]} → {names[flow.target]}: {whole(flow.ore)}" for flow in flows)
