import type { DifferenceLine, PeriodModel } from "../../research/paper/period-model.ts";
import { fixed, moment, money } from "../format.ts";
import { type Html, html } from "../html.ts";
import { columnChart } from "../svg/column-chart.ts";
import { causeEntries, causeNames } from "./paper-causes.ts";
import { figure, type Section, signed, table } from "./section.ts";

/** Lines of the table of differences at most; all of them are in the record beside the page. */
const linesMax = 200;
/** Below this part of the equity, what is left is rounding. */
const roundingPart = 1e-9;

/** The difference between a session and its shadow, by cause, and decision by decision. */
export function paperDifferenceSection(model: PeriodModel): Section {
  const { lines } = model;
  const shown = lines.slice(0, linesMax);
  const body = html`<div class="columns">${causeTable(model)}${drawing(model)}</div>
<p class="note">Money of this period, above 0 where the session did better than its shadow. The causes add up to the difference. What only one of the two traded is followed as a position of its own until it is undone, and all that it earns is charged to what began it.</p>
<h3>Decision by decision</h3>
${shown.length === 0 ? html`<p class="empty">Nothing differs.</p>` : lineTable(shown, model)}
${lines.length > shown.length && html`<p class="note">The ${linesMax} largest of ${fixed(lines.length, 0)}.</p>`}`;
  return { id: "difference", title: "Difference to the shadow", short: "Difference", body };
}

interface Row {
  readonly label: string;
  readonly meaning: string;
  readonly amount: number;
}

function causeTable({ amounts, change, unexplained, before }: PeriodModel): Html {
  const rows: Row[] = causeEntries
    .map(([cause, { label, meaning }]) => ({ label, meaning, amount: amounts[cause] }))
    .filter(({ label, amount }) => amount !== 0 || label !== causeNames.mark.label);
  rows.push({ label: "All", meaning: sumText(unexplained, before), amount: change });
  return table(
    "Causes of the difference",
    [
      {
        head: "Cause",
        cell: ({ label, meaning }) => html`<b>${label}</b><br><span class="muted">${meaning}</span>`,
        wrap: true,
      },
      { head: "Money", cell: ({ amount }) => signed(amount, money(amount)), number: true },
    ],
    rows,
  );
}

/** What the causes leave of the difference, where it is more than sums of decimals round away. */
const sumText = (unexplained: number, before: number): string =>
  Math.abs(unexplained) <= roundingPart * before
    ? "what the causes add up to"
    : `of which the causes leave ${unexplained.toExponential(1)}`;

function drawing({ amounts }: PeriodModel): Html {
  const groups = causeEntries
    .filter(([cause]) => amounts[cause] !== 0)
    .map(([cause, { label }]) => ({
      label: label.split(" ")[0]!,
      columns: [
        {
          value: amounts[cause],
          className: amounts[cause] >= 0 ? "gain" : "loss",
          note: `${label}: ${money(amounts[cause])}`,
        },
      ],
    }));
  return figure("By cause", columnChart({ title: "Difference by cause", groups }));
}

const roleNames: Readonly<Record<DifferenceLine["role"], string>> = {
  decision: "decision",
  protection: "exit of a lot",
  risk: "limit of risk",
};

function lineTable(lines: readonly DifferenceLine[], { timeframeMs, before }: PeriodModel): Html {
  const least = roundingPart * before;
  const causes = (line: DifferenceLine): string =>
    causeEntries
      .filter(([cause]) => Math.abs(line.amounts[cause]) > least)
      .map(([cause, { label }]) => `${label.toLowerCase()} ${money(line.amounts[cause])}`)
      .join(", ");
  return table<DifferenceLine>(
    "What was done differently",
    [
      { head: "Decided", cell: ({ decidedMs }) => moment(decidedMs, timeframeMs) },
      { head: "Symbol", cell: ({ symbol }) => symbol },
      { head: "What", cell: ({ side, role }) => `${side}, ${roleNames[role]}` },
      {
        head: "Fills",
        cell: ({ paper, shadow }) => `${fixed(paper, 0)} / ${fixed(shadow, 0)}`,
        number: true,
      },
      { head: "Money", cell: ({ total }) => signed(total, money(total)), number: true },
      {
        head: "Why",
        cell: (line) =>
          html`${causes(line)}${line.detail !== "" && html`<br><span class="muted">${line.detail}</span>`}`,
        wrap: true,
      },
    ],
    lines,
  );
}
