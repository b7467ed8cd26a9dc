# /// script
# requires-python = ">=3.10"
# dependencies = ["matplotlib==3.11.2"]
# ///
"""Draws benches/plots/ratios.svg and growth.svg from the JSON of the side-by-side program.

    cargo run --release --manifest-path benches/side_by_side/Cargo.toml -- --json > measured.json
    uv run benches/side_by_side/plot.py measured.json

Without uv, use any Python 3 with this version of matplotlib. Without a file, the script reads
standard input. The same JSON always gives the same bytes.

The plots compare this crate with other crates that sign. The JSON also has the verification
(`verify`) and the requests over a connection (`reqwest`). They have few numbers, so they are only in
the tables of benches/README.md.
"""

import argparse
import json
import math
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

HEIGHT = 6.5  # height of the growth plot, in inches
PLOTS = Path(__file__).resolve().parent.parent / "plots"

# The background of the pictures is transparent. These colours are readable on white and on GitHub's
# dark grey.
INK = "#7d8590"
GRID = "#7d859055"
COLOURS = {
    "bare": INK,
    "tower-oauth1": "#2f81f7",
    "tower-oauth1, HMAC-SHA512": "#6fa8dc",
    "oauth1-request": "#e5534b",
    "reqwest-oauth1": "#d9822b",
    "oauth-client": "#9a7ce0",
    "oauth1": "#3f9d5a",
    "oauth10a": "#c4619c",
}
MARKERS = dict(zip(COLOURS, [None, *"oosD^vP"]))

plt.rcParams.update(
    {
        "svg.hashsalt": "tower-oauth1",
        "font.family": "DejaVu Sans",  # part of matplotlib, so it is the same on every machine
        "font.size": 11,
        "text.color": INK,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "legend.labelcolor": INK,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
    }
)


def of(looks, name):
    """Returns the look of a row by its name, or by its crate (`oauth10a` in `oauth10a 3.0.0`)."""
    return looks[name] if name in looks else looks[name.split()[0]]


def save(figure, name):
    PLOTS.mkdir(exist_ok=True)
    figure.savefig(PLOTS / name, metadata={"Date": None})
    plt.close(figure)


def ratios(report):
    """Draws bars for each case. A bar starts at 1, the bare HMAC, and shows the extra cost."""
    cases = report["cases"]
    figure, all_axes = plt.subplots(
        len(cases), 1, figsize=(9, 11), sharex=True, layout="constrained"
    )
    longest = max(row["ratio"] or 1 for case in cases for row in case["rows"])
    for axes, case in zip(all_axes, cases):
        rows = case["rows"]
        axes.set_title(
            f"{case['case']}: {case['name']}   (bare HMAC-SHA1: {case['floor_ns']:,.0f} ns)",
            loc="left",
            fontsize=11.5,
            fontweight="bold",
        )
        for at, row in enumerate(rows):
            if row["ratio"] is None:
                axes.text(1.03, at, f"no valid signature: {row['note']}", va="center", style="italic")
                continue
            axes.barh(at, row["ratio"] - 1, left=1, height=0.72, color=of(COLOURS, row["name"]))
            axes.text(row["ratio"] * 1.02, at, f"{row['ratio']:.2f}", va="center")
        axes.axvline(1, color=INK, linewidth=1.5)
        axes.set_yticks(range(len(rows)), [row["name"] for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xscale("log")
        axes.set_xlim(0.97, longest * 1.2)
        axes.xaxis.set_major_locator(FixedLocator([1, 1.5, 2, 3, 5, 10, 20, 50, 100]))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}×"))
        axes.grid(axis="x", color=GRID)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    all_axes[-1].set_xlabel(
        "time of one signature ÷ time of the bare HMAC of the same base string (log scale)"
    )
    figure.suptitle(
        "Time of one signature, as a multiple of the HMAC that every crate must compute\n"
        f"lower is better; 1× is the bare HMAC with the same hash\n"
        f"{report['processor']}, medians of {report['rounds']} rounds\n",
        fontsize=13,
    )
    save(figure, "ratios.svg")


def duration(ns):
    for unit, of_one in (("ms", 1e6), ("µs", 1e3)):
        if ns >= of_one:
            return f"{ns / of_one:g} {unit}"
    return f"{ns:g} ns"


def growth(report):
    """Draws the time by the number of parameters, with the name at the end of each curve."""
    points = report["growth"]
    counts = [point["parameters"] for point in points]
    curves = {"bare HMAC-SHA1": [point["floor_ns"] for point in points]}
    for at, row in enumerate(points[0]["rows"]):
        rows = [point["rows"][at] for point in points]
        if "floor_ns" in row:
            curves["bare HMAC-SHA512"] = [row["floor_ns"] for row in rows]
        curves[row["name"]] = [row["median_ns"] or float("nan") for row in rows]

    figure, axes = plt.subplots(figsize=(9, HEIGHT), layout="constrained")
    axes.set_xscale("log")
    axes.set_yscale("log")
    for name, times in curves.items():
        axes.plot(
            counts,
            times,
            linewidth=1.8,
            markersize=5,
            color=of(COLOURS, name),
            marker=of(MARKERS, name),
            linestyle=":" if "SHA512" in name else "-",
        )

    # Write the names next to the ends of the curves. Move them apart if they would overlap.
    lowest = min(min(times) for times in curves.values()) / 1.6
    ends = sorted((times[-1], name) for name, times in curves.items() if times[-1] == times[-1])
    line_height = 0.018 * math.log10(ends[-1][0] / lowest) * 11 / HEIGHT * 1.35
    below = 0
    for time, name in ends:
        below = max(time, below * 10**line_height)
        axes.annotate(
            name,
            (counts[-1], time),
            (counts[-1] * 1.3, below),
            va="center",
            color=of(COLOURS, name),
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": of(COLOURS, name),
                "linewidth": 0.7,
                "relpos": (0, 0.5),
            },
        )
    axes.set_xlim(counts[0] / 1.2, counts[-1] * 1.05)
    axes.set_ylim(lowest, below * 1.6)
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(FixedLocator([10**power for power in range(2, 9)]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda ns, _: duration(ns)))
    axes.grid(color=GRID)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel("query parameters (log scale)")
    axes.set_ylabel("time of one signature (log scale)")
    figure.suptitle(
        "Time of one signature by the number of parameters\n"
        f"lower is better; dotted lines are HMAC-SHA512\n"
        f"{report['processor']}, medians of {report['rounds']} rounds",
        fontsize=13,
    )
    save(figure, "growth.svg")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measured", nargs="?", type=argparse.FileType("r"), default=sys.stdin)
    report = json.load(parser.parse_args().measured)
    ratios(report)
    growth(report)


if __name__ == "__main__":
    main()
