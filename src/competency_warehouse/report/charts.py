"""Vega-Lite charts, made with Altair, without their data.

They are told apart without colour: shades run from dark to light, what is unknown has
a broken border, and numbers stand in the marks. Titles, units and sources stand on the
page beside the chart, where a screen reader finds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt

Chart = dict[str, Any]

DARK = "#16325c"
INK = "#1b1b1b"
# From the most to the least; dark enough apart for black and white.
SHADES = ("#16325c", "#3f78b5", "#a9cbe8", "#d5e5f3", "#e8eff7")
PAPER = "#ffffff"
KNOWN, WARN, OLD, UNKNOWN = DARK, "#e0a458", "#d9d9d9", PAPER
FULL, BROKEN, DOTTED = (1, 0), (5, 2), (2, 2)
# Up to so many teams, a cell of a heatmap has room.
FEW_TEAMS = 14
ROWS = alt.NamedData("rows")


def _finish(chart: alt.TopLevelMixin) -> Chart:
    font = "system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, DejaVu Sans, sans-serif"
    return (
        chart.configure(font=font, background="#ffffff")
        .configure_axis(
            labelColor=INK,
            titleColor=INK,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelLimit=330,
            domainColor="#767676",
            tickColor="#767676",
            gridColor="#e3e3e3",
        )
        .configure_legend(
            labelColor=INK,
            labelFontSize=12,
            titleFontSize=12,
            orient="top",
            labelLimit=220,
            symbolSize=180,
            symbolStrokeWidth=1,
        )
        .configure_header(labelFontSize=12, titleFontSize=12, labelLimit=260)
        .configure_view(stroke=None)
        .to_dict()
    )


@dataclass(frozen=True)
class States:
    """What the parts of a bar stand for, in their order, and how each looks.

    Attributes:
        names: of the states.
        fills: colour of each.
        inks: colour of the number in it.
        borders: dash and gap of its border; ``(1, 0)`` is a full line.
    """

    names: tuple[str, ...]
    fills: tuple[str, ...]
    inks: tuple[str, ...]
    borders: tuple[tuple[int, int], ...]


REQUIREMENTS = States(
    ("met", "below", "stale", "not assessed"),
    (KNOWN, WARN, OLD, UNKNOWN),
    (PAPER, INK, INK, INK),
    (FULL, FULL, BROKEN, DOTTED),
)


def members(levels: Sequence[str]) -> States:
    """States of a team's members: levels from the highest, and what is no level."""
    fills = [SHADES[min(at, len(SHADES) - 1)] for at in range(len(levels))]
    return States(
        (*levels, "none", "stale", "not assessed"),
        (*fills, WARN, OLD, UNKNOWN),
        (*(ink(fill) for fill in fills), INK, INK, INK),
        (*(FULL for _ in levels), FULL, BROKEN, DOTTED),
    )


def ink(fill: str) -> str:
    """Colour of a text that can be read on a shade."""
    return PAPER if fill in SHADES[:2] else INK


@cache
def stacked(look: States, unit: str) -> Chart:
    """Bars of counts by state, one a skill.

    Data: ``skill_name``, ``state``, ``state_order`` and ``count``, in the order of the
    bars.
    """
    states, fills, inks, borders = look.names, look.fills, look.inks, look.borders
    category = "skill_name"
    base = alt.Chart(ROWS).encode(
        y=alt.Y(f"{category}:N", sort=None, title=None),
        order=alt.Order("state_order:Q"),
        tooltip=[
            alt.Tooltip(f"{category}:N", title="of"),
            alt.Tooltip("state:N"),
            alt.Tooltip("count:Q", title=unit),
        ],
    )
    bars = base.mark_bar(stroke="#4a4a4a", strokeWidth=1).encode(
        x=alt.X("count:Q", stack="zero", title=unit, axis=alt.Axis(tickMinStep=1)),
        color=alt.Color(
            "state:N",
            scale=alt.Scale(domain=list(states), range=list(fills)),
            title=None,
            sort=None,
        ),
        strokeDash=alt.StrokeDash(
            "state:N",
            scale=alt.Scale(
                domain=list(states), range=[list(dash) for dash in borders]
            ),
            legend=None,
        ),
    )
    labels = (
        base.mark_text(fontSize=11)
        .encode(
            x=alt.X("count:Q", stack="zero", bandPosition=0.5),
            text=alt.Text("count:Q"),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=list(states), range=list(inks)),
                legend=None,
            ),
        )
        .transform_filter("datum.count > 0")
    )
    layered = alt.layer(bars, labels).resolve_scale(color="independent")
    return _finish(layered.properties(width=430, height=alt.Step(24)))


@cache
def heatmap(columns: int, has_many_states: bool = False) -> Chart:
    """Shares of members by skill and team, one panel for each state."""
    base = alt.Chart(ROWS).encode(
        x=alt.X(
            "team_name:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelAngle=-45, orient="top", labelLimit=140),
        ),
        y=alt.Y("skill_name:N", sort=None, title=None),
        tooltip=[
            alt.Tooltip("team_name:N", title="team"),
            alt.Tooltip("skill_name:N", title="skill"),
            alt.Tooltip("state:N"),
            alt.Tooltip("state_count:Q", title="members"),
            alt.Tooltip("member_count:Q", title="of"),
        ],
    )
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=1).encode(
        color=alt.Color(
            "state_share:Q",
            scale=alt.Scale(
                domain=[0, 1], range=["#f4f7fb", "#7fa9d3", DARK], interpolate="lab"
            ),
            legend=alt.Legend(
                title="share of members",
                format=".0%",
                orient="bottom",
                gradientLength=240,
            ),
        )
    )
    numbers = base.mark_text(fontSize=11).encode(
        text=alt.Text("state_count:Q"),
        color=alt.condition(
            "datum.state_share > 0.6", alt.value("#ffffff"), alt.value(INK)
        ),
    )
    cell = alt.Step(46 if columns <= FEW_TEAMS else 30)
    chart = alt.layer(cells, numbers).properties(width=cell, height=alt.Step(24))
    if has_many_states:
        return _finish(
            chart.facet(
                row=alt.Row(
                    "state:N",
                    sort=None,
                    title=None,
                    header=alt.Header(
                        labelOrient="top", labelAnchor="start", labelFontWeight="bold"
                    ),
                )
            )
        )
    return _finish(chart)


@cache
def monthly() -> Chart:
    """Members at the cover level by month, one small panel for each skill."""
    base = alt.Chart(ROWS).encode(
        x=alt.X(
            "measured_on:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")
        )
    )
    covering = base.mark_line(interpolate="step-after", color=DARK).encode(
        y=alt.Y("covering_count:Q", title=None, axis=alt.Axis(tickMinStep=1)),
        tooltip=[
            alt.Tooltip("measured_on:T", title="month to"),
            alt.Tooltip("covering_count:Q", title="work independently"),
            alt.Tooltip("rated_count:Q", title="rated"),
            alt.Tooltip("member_count:Q", title="members"),
        ],
    )
    members = base.mark_line(
        interpolate="step-after", color="#595959", strokeDash=[3, 3], strokeWidth=1
    ).encode(y=alt.Y("member_count:Q"))
    panels = alt.layer(members, covering).properties(width=230, height=70)
    return _finish(
        panels.facet(
            facet=alt.Facet(
                "skill_name:N",
                sort=None,
                title=None,
                header=alt.Header(labelAnchor="start"),
            ),
            columns=3,
        )
    )


@cache
def profile(levels: tuple[str, ...]) -> Chart:
    """The level held in each skill, beside what the own and the next role require.

    Data: ``skill_name``, ``mark`` (held, or whose requirement) and ``level``.
    """
    marks = ["held", "own role requires", "next role requires"]
    chart = (
        alt.Chart(ROWS)
        .mark_point(size=170, strokeWidth=2, opacity=1)
        .encode(
            x=alt.X(
                "level:O",
                scale=alt.Scale(domain=list(levels)),
                title="level",
                axis=alt.Axis(labelAngle=0, grid=True, orient="top"),
            ),
            y=alt.Y("skill_name:N", sort=None, title=None, axis=alt.Axis(grid=True)),
            shape=alt.Shape(
                "mark:N",
                scale=alt.Scale(
                    domain=marks, range=["circle", "stroke", "triangle-right"]
                ),
                title=None,
                sort=marks,
            ),
            fill=alt.Fill(
                "mark:N",
                scale=alt.Scale(domain=marks, range=[DARK, "#c2410c", "transparent"]),
                title=None,
            ),
            stroke=alt.Stroke(
                "mark:N",
                scale=alt.Scale(domain=marks, range=[DARK, "#c2410c", INK]),
                title=None,
            ),
            tooltip=["skill_name:N", "mark:N", "level:N"],
        )
    )
    return _finish(chart.properties(width=alt.Step(90), height=alt.Step(28)))


@cache
def stretches(levels: tuple[str, ...]) -> Chart:
    """Which level was held from when to when, by skill.

    Data: ``skill_name``, ``level``, ``valid_from``, ``shown_to`` and ``days``.
    """
    # From the least; none is white with a border.
    shades = ["#ffffff", *reversed(SHADES[: len(levels) - 1])]
    inks = [ink(shade) for shade in shades]
    base = alt.Chart(ROWS).encode(
        x=alt.X("valid_from:T", title=None, axis=alt.Axis(orient="top")),
        y=alt.Y("skill_name:N", sort=None, title=None),
        tooltip=["skill_name:N", "level:N", "valid_from:T", "shown_to:T"],
    )
    bars = base.mark_bar(stroke="#4a4a4a", strokeWidth=1).encode(
        x2="shown_to:T",
        color=alt.Color(
            "level:N",
            scale=alt.Scale(domain=list(levels), range=shades),
            title=None,
            sort=None,
        ),
    )
    words = base.mark_text(fontSize=10, align="left", dx=3).encode(
        text=alt.condition("datum.days > 150", "level:N", alt.value("")),
        color=alt.Color(
            "level:N", scale=alt.Scale(domain=list(levels), range=inks), legend=None
        ),
    )
    layered = alt.layer(bars, words).resolve_scale(color="independent")
    return _finish(layered.properties(width=430, height=alt.Step(24)))


@cache
def confusion(levels: Sequence[str]) -> Chart:
    """Pairs of ratings by the level that each of the two gave."""
    base = alt.Chart(ROWS).encode(
        x=alt.X(
            "manager_level:O",
            scale=alt.Scale(domain=list(levels)),
            title="manager says",
            axis=alt.Axis(orient="top", labelAngle=0),
        ),
        y=alt.Y(
            "self_level:O", scale=alt.Scale(domain=list(levels)), title="self says"
        ),
        tooltip=["self_level:N", "manager_level:N", "pair_count:Q"],
    )
    cells = base.mark_rect(strokeWidth=2, stroke="#ffffff").encode(
        color=alt.Color(
            "pair_count:Q",
            scale=alt.Scale(range=["#f4f7fb", "#9cbfe0"], zero=True),
            legend=None,
        )
    )
    agreed = (
        base.transform_filter("datum.self_level == datum.manager_level")
        .mark_rect(filled=False, stroke=INK, strokeWidth=2)
        .encode()
    )
    numbers = base.mark_text(fontSize=13, color=INK).encode(text="pair_count:Q")
    layered = alt.layer(cells, agreed, numbers)
    return _finish(layered.properties(width=alt.Step(84), height=alt.Step(48)))


@cache
def bias() -> Chart:
    """Mean difference of two types of assessor, with the number of pairs."""
    base = alt.Chart(ROWS).encode(
        y=alt.Y("raters:N", sort=None, title=None),
        x=alt.X(
            "mean_difference:Q",
            title="levels by which the first rates higher (+) or lower",
        ),
        tooltip=["raters:N", "mean_difference:Q", "pair_count:Q"],
    )
    zero = (
        alt.Chart(alt.InlineData([{"zero": 0}]))
        .mark_rule(color="#595959", aria=False)
        .encode(x=alt.datum(0))
    )
    dots = base.mark_point(filled=True, size=130, color=DARK, opacity=1)
    words = (
        base.mark_text(dy=-13, fontSize=11, color=INK)
        .encode(text="label:N")
        .transform_calculate(
            label="format(datum.mean_difference, '+.2f') + ', n = ' + datum.pair_count"
        )
    )
    layered = alt.layer(zero, dots, words)
    return _finish(layered.properties(width=430, height=alt.Step(40)))
