"""Claims on the script department's quality: pages against Final Draft, breakdown against gold, schedule by proof.

`--budget` is the work spent on the 173-strip board, about seconds of one core; `--split` the gold scenes that count.
The comparison with Final Draft and the talent instances need the public files beside the checkout; without them their
rows are left out.
"""

from __future__ import annotations

import sys

import _breakdown_f1 as f1
import _pacing_quality as pacing
import _page_truth as truth
import _schedule_quality as schedule
import _table as t

from secondunit.core.tags import Category


def once(value: float) -> t.Measured:
    return t.Measured.of([value])


def page_rows() -> list[t.Row]:
    if not truth.available():
        return []
    rows = []
    for name in truth.BROKEN:
        for kind in ("fdx", "fountain"):
            found = truth.page_breaks(name, kind)
            off = 100 * abs(found.pages - found.true_pages) / found.true_pages
            label = f"{name}.{kind}"
            rows.append(t.Row(f"{label}: {found.pages} pages, off by", "%", once(off), 0.5))
            rows.append(t.Row(f"{label}: scenes on their page", "%", once(found.starts.percent), 97, least=True))
            if found.breaks.of:
                alike = once(found.breaks.percent)
                rows.append(t.Row(f"{label}: pages that break alike", "%", alike))
    page, near, length = truth.stated()
    rows.append(t.Row(f"Final Draft 12 file: {page.of} scenes on their page", "%", once(page.percent), 97, least=True))
    rows.append(t.Row("Final Draft 12 file: off by one page at most", "%", once(near.percent), 100, least=True))
    rows.append(t.Row("Final Draft 12 file: lengths in eighths exact", "%", once(length.percent), 97, least=True))
    held = truth.probes()
    rows.append(t.Row(f"split speeches as Final Draft splits them ({len(held)})", "", once(sum(held.values())),
                      11, least=True))
    return rows


def breakdown_rows(split: str) -> list[t.Row]:
    scenes = f1.read_gold(split)
    result = f1.score(scenes)
    rows = [t.Row(f"breakdown, {len(scenes)} {split} scenes: micro F1", "", once(result.micro.f1), 0.80, least=True)]
    asked = {Category.CAST: 0.99, Category.PROPS: 0.70}
    for category, count in result.figures.items():
        row = t.Row(f"{category.value}: F1", "", once(count.f1), asked.get(category), least=True)
        rows.append(row)
        if category is Category.VFX:
            rows.append(t.Row("vfx: recall", "", once(count.recall), 0.85, least=True))
    return rows


def schedule_rows(budget: float) -> list[t.Row]:
    rows = []
    boards = schedule.boards(budget)
    naive, first, last = boards[0], boards[-2], boards[-1]
    assert not first.broken
    assert not last.broken
    figures = last.figures
    rows.append(t.Row("173 strips: first board that keeps the rules", "s", once(first.seconds), 5))
    rows.append(t.Row(f"173 strips: hold days after {budget:.0f} s of work", "days", once(figures.hold_days),
                      naive.figures.hold_days / 2, f"script order, {naive.broken} rules broken",
                      once(naive.figures.hold_days)))
    rows.append(t.Row("173 strips: shooting days", "days", once(figures.days), None, "script order",
                      once(naive.figures.days)))
    over = once(figures.days - figures.days_bound)
    rows.append(t.Row("173 strips: shooting days over the proven bound", "days", over))
    rows.append(t.Row("173 strips: gap of the cost to the proven bound", "%", once(100 * figures.gap)))
    folder = truth.DATA / "talent-scheduling"
    if folder.exists():
        for each in schedule.talent(folder):
            assert each.proven, each.name
            label = f"talent scheduling {each.name}: optimum {each.total} proven"
            rows.append(t.Row(label, "s", once(each.seconds), 10))
    return rows


def pacing_rows() -> list[t.Row]:
    found = pacing.faults()
    return [
        t.Row(f"pacing: seeded faults found ({found.seeded})", "%", once(100 * found.recall)),
        t.Row(f"pacing: suggestions on {found.clean} clean scripts, {found.clean_pages:.0f} pages", "",
              once(found.false_alarms)),
        t.Row(f"pacing: turning points named exactly ({found.turning})", "%",
              once(100 * found.turning_hit / found.turning), None, "the usual places",
              once(100 * found.guess_hit / found.turning), True),
        t.Row("pacing: shares of speech exact", "", once(float(found.shares_exact)), 1, least=True),
    ]


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=1)
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    options = parser.parse_args()
    rows = [*page_rows(), *breakdown_rows(options.split), *schedule_rows(options.budget), *pacing_rows()]
    return t.finish("script_quality", rows, options.save)


if __name__ == "__main__":
    sys.exit(main())
