import type { PeriodModel } from "../../research/paper/period-model.ts";
import { day, period, span } from "../format.ts";
import { html } from "../html.ts";
import { page } from "../page.ts";
import { paperAccountSection } from "../sections/paper-account.ts";
import { paperDifferenceSection } from "../sections/paper-difference.ts";
import { paperEventsSection } from "../sections/paper-events.ts";
import { paperOrdersSection } from "../sections/paper-orders.ts";

/** A period of a paper session beside its shadow as one self-contained HTML page. Equal models give equal bytes. */
export function renderPeriod(model: PeriodModel, whole: boolean): string {
  const { run, strategy, symbols, timeframeMs, fromMs, toMs } = model;
  const title = whole ? `${strategy} on paper` : `${strategy}, ${day(fromMs)}`;
  const masthead = html`<header class="masthead"><p class="kicker">${whole ? "Paper session" : "Day of a paper session"}</p><h1>${title}</h1>
<p class="about">Session ${run}: ${symbols.join(", ")}, bars of ${span(timeframeMs)}, ${whole ? period(fromMs, toMs) : `the day of ${day(fromMs)} (UTC)`}.</p></header>`;
  return page({
    title,
    run,
    masthead,
    sections: [
      paperAccountSection(model),
      paperDifferenceSection(model),
      paperOrdersSection(model),
      paperEventsSection(model),
    ],
    data: {},
    scripts: [],
    charts: false,
  });
}
