import type { BiasFinding, BiasReport } from "../../research/bias/detect.ts";
import { fixed } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type Column, type Section, table } from "./section.ts";

/** Which marks of biases a record of trades shows, and how sure that is. */
export function biasSection(report: BiasReport): Section {
  const body = html`${cards(report)}
${findingTable(report.findings)}
<p class="note">Each test asks, one-sided, whether a record whose decisions do not depend on its own results would show as much. The p-values that count are corrected together after Holm (1979), for the tests that could measure: an honest record shows any mark at all with a chance of at most ${fixed(report.level * 100, 0)}%. That a mark is not shown does not show that there is none: with few trades little can be seen. ${report.decidedBy === "strategy" && "Nobody felt anything here: what is marked is a rule of the strategy, which may well be what it is for."}</p>`;
  return { id: "bias", title: "Marks of biases", short: "Biases", body };
}

function cards({ findings, trades, overrides, decidedBy }: BiasReport): Html {
  const marked = findings.filter(({ verdict }) => verdict === "marked");
  const measured = findings.filter(({ verdict }) => verdict !== "not measurable");
  const figures: [string, Html | string, string][] = [
    [
      "Marked",
      marked.length === 0 ? "none" : html`<span class="loss">${marked.length}</span>`,
      `of ${measured.length} that could be measured`,
    ],
    ["Trades", fixed(trades, 0), `decided by a ${decidedBy}`],
    ["Requests for more risk", fixed(overrides, 0), "overrides, allowed or not"],
  ];
  return html`<div class="figures">${figures.map(([name, value, note]) => html`<div class="figure"><span class="term">${name}</span><strong>${value}</strong><small>${note}</small></div>`)}</div>`;
}

const verdictText = ({ verdict }: BiasFinding): Html =>
  verdict === "marked"
    ? html`<span class="loss"><b>marked</b></span>`
    : html`<span class="even">${verdict}</span>`;

/** A probability; below a thousandth only that. */
const probability = (p: number): string => (p < 0.001 ? "< 0.001" : fixed(p, 3));

function findingTable(findings: readonly BiasFinding[]): Html {
  const columns: Column<BiasFinding>[] = [
    { head: "Bias", cell: ({ name, mark }) => html`<b>${name}</b><br>${mark}`, wrap: true },
    { head: "Verdict", cell: verdictText },
    { head: "Statistic", cell: ({ value }) => fixed(value, 3), number: true },
    { head: "n", cell: ({ n }) => fixed(n, 0), number: true },
    { head: "p", cell: ({ p }) => probability(p), number: true },
    { head: "p, corrected", cell: ({ adjusted }) => probability(adjusted), number: true },
    {
      head: "What it says",
      cell: ({ reason, test }) => html`${reason}<br><span class="muted">${test}</span>`,
      wrap: true,
    },
  ];
  return table("Biases, each with its test", columns, findings);
}
