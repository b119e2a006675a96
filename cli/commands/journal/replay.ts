import { entriesOf } from "../../../engine/execution/order-table.ts";
import { type ReplayedJournal, replayJournal } from "../../../engine/run/paper/replay-journal.ts";
import { simulatedOptionsOf } from "../../../engine/run/paper/simulated-options.ts";
import { equityOf } from "../../../engine/run/session.ts";
import { command } from "../../command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { jsonFlag } from "../../flags.ts";
import { formatTime } from "../../format.ts";
import { sessionPaths } from "../../paper/session-folder.ts";
import { dossiersFlags } from "../../promotion/dossiers.ts";
import { openStoredSession, sessionPositional } from "../../shadow/stored-session.ts";

export const replayCommand = command({
  positionals: sessionPositional,
  flags: { ...dossiersFlags, ...jsonFlag },
  examples: [["bot4 journal replay paper/sma-cross-1", "What a session's journal comes to, told again"]],
  async run(args, io) {
    const { folder, file, plan, settings, history } = await openStoredSession(
      args.session,
      args.dossiers,
      io,
    );
    const replayed = replayJournal({
      ...simulatedOptionsOf(file, plan, settings),
      folder: sessionPaths(folder).journal,
      history,
    });
    const outcome = outcomeOf(replayed);
    io.out(args.json ? `${JSON.stringify(outcome)}\n` : `${textOf(outcome).join("\n")}\n`);
    return exitCodes.ok;
  },
});

/** What a journal comes to. */
function outcomeOf({ trader, end, records, inputs, events, lastMs }: ReplayedJournal) {
  const { session, desk } = trader;
  const { blotter, counts, list, reconciling } = desk;
  const { cash, fills, trades, orders, verdicts, risk } = session;
  return {
    journal: { last: end.last, records, tornBytes: end.tornBytes },
    // Had its venue said anything else, there would be no outcome.
    venueAgrees: true,
    inputs,
    events,
    lastMs: Number.isFinite(lastMs) ? lastMs : null,
    requests: counts.actions,
    reports: counts.reports,
    bars: session.index,
    orders: {
      placed: orders.length,
      filled: orders.filter(({ status }) => status === "filled").length,
      rejected: orders.filter(({ status }) => status === "rejected").length,
    },
    fills: fills.length,
    trades: trades.length,
    verdicts: { ...verdicts },
    cash,
    equity: equityOf(session),
    mode: risk.state.standing.mode,
    positions: list.map(({ slot }) => ({ symbol: slot.symbol, quantity: slot.quantity })),
    open: [...entriesOf(blotter.orders, blotter.orders.open)].map(({ order }) => ({
      id: order.id,
      status: order.status,
      lots: order.terms.lots,
      filledLots: order.filledLots,
    })),
    differences: reconciling.found,
  };
}

function textOf(outcome: ReturnType<typeof outcomeOf>): string[] {
  const count = (n: number): string => n.toLocaleString("en-US");
  const money = (n: number): string => n.toLocaleString("en-US", { maximumFractionDigits: 2 });
  const { journal, orders, positions, open, differences, lastMs } = outcome;
  const held = positions.filter(({ quantity }) => quantity !== 0);
  const verdicts = Object.entries(outcome.verdicts).map(([rule, times]) => `${rule} ${count(times)}`);
  return [
    `journal     whole up to record ${count(journal.last)}${journal.tornBytes > 0 ? `; ${count(journal.tornBytes)} torn bytes after it` : ""}`,
    `told        ${count(outcome.inputs)} inputs, ${count(outcome.events)} events of the market${lastMs === null ? "" : `, up to ${formatTime(lastMs)}`}`,
    `venue       said again all ${count(outcome.reports)} reports, in answer to ${count(outcome.requests)} requests`,
    `decisions   ${count(orders.placed)} orders of decisions, ${count(orders.filled)} filled, ${count(orders.rejected)} rejected; refused: ${verdicts.join(", ") || "none"}`,
    `account     ${outcome.mode}; equity ${money(outcome.equity)}, cash ${money(outcome.cash)}, ${count(outcome.fills)} fills, ${count(outcome.trades)} trades`,
    `holds       ${held.map(({ symbol, quantity }) => `${symbol} ${quantity}`).join(", ") || "nothing"}`,
    `open        ${open.map(({ id, status }) => `${id} ${status}`).join(", ") || "no order"}`,
    ...(differences.length > 0
      ? [
          `differs     ${differences.map(({ kind, name, amount }) => `${kind} ${name} ${amount}`.trim()).join(", ")}`,
        ]
      : []),
  ];
}
