import type { SessionEvent } from "../../engine/run/paper/fold-types.ts";
import type { PeriodModel } from "../../research/paper/period-model.ts";
import { fixed, moment, percent, span } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type Section, table } from "./section.ts";

const eventsMax = 300;

/** What stood in the way of a session: verdicts of risk, breakers, lost connections, operators, a silent feed. */
export function paperEventsSection(model: PeriodModel): Section {
  const { events, upMs, wholeMs } = model;
  const told = events.filter(({ kind }) => kind !== "verdict");
  const body = html`${verdictTable(events)}
${told.length === 0 ? html`<p class="empty">No breaker opened, no connection was lost, no operator stepped in.</p>` : eventTable(told)}
<p class="note">The feed was fresh for ${span(upMs)} of ${span(wholeMs)}${wholeMs > 0 && ` (${percent(upMs / wholeMs)})`}: an event of the market is good for one bar and some seconds.</p>`;
  return { id: "events", title: "Risk, faults and feed", short: "Events", body };
}

interface Verdict {
  readonly rule: string;
  readonly count: number;
}

function verdictTable(events: readonly SessionEvent[]): Html {
  const counts = new Map<string, number>();
  for (const { kind, name, count } of events) {
    if (kind === "verdict") counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const rows: Verdict[] = [...counts].sort().map(([rule, count]) => ({ rule, count }));
  if (rows.length === 0) return html`<p class="empty">No rule cut or refused an order.</p>`;
  return table(
    "Orders that a rule or the venue cut or refused",
    [
      { head: "Rule", cell: ({ rule }) => rule },
      { head: "Times", cell: ({ count }) => fixed(count, 0), number: true },
    ],
    rows,
    "narrow",
  );
}

const kindNames: Readonly<Record<SessionEvent["kind"], string>> = {
  operator: "operator",
  link: "connection",
  feed: "feed",
  breaker: "breaker",
  standing: "account",
  verdict: "rule",
};

function eventTable(events: readonly SessionEvent[]): Html {
  const shown = events.slice(-eventsMax);
  const rows = table<SessionEvent>(
    "Events",
    [
      { head: "When", cell: ({ ts }) => moment(ts, 1) },
      { head: "What", cell: ({ kind }) => kindNames[kind] },
      { head: "Which", cell: ({ name }) => name },
      {
        head: "",
        cell: ({ detail, count }) => (count > 1 ? `${detail} (${fixed(count, 0)} times)` : detail),
        wrap: true,
      },
    ],
    shown,
  );
  return html`${rows}${events.length > eventsMax && html`<p class="note">The last ${eventsMax} of ${fixed(events.length, 0)}.</p>`}`;
}
