import { formatMetric, formatTime } from "../format.ts";
import type { SessionStatus } from "./session-status.ts";

/** Orders and decisions that are shown at most. */
const [ordersMax, decisionsMax] = [6, 4];

const money = (value: number): string => formatMetric(value, "money");
const percent = (value: number): string => formatMetric(value, "percent");
/** A quantity or a price with as many digits as tell something. */
const plain = (value: number): string => String(Number(value.toPrecision(10)));

/** How a session stands, in lines that are no longer than the terminal is wide. */
export function statusLines(status: SessionStatus, columns: number): string[] {
  const { account } = status;
  const lines = [
    headLine(status),
    feedLine(status),
    moneyLine(status),
    ...account.positions.map(
      ({ symbol, quantity, entryPrice, mark, gain }) =>
        `position  ${symbol} ${plain(quantity)} at ${plain(entryPrice)}, now ${plain(mark)}: ${money(gain)}`,
    ),
    ...(account.positions.length === 0 ? ["position  none"] : []),
    ...orderLines(status),
    `breakers  ${breakersText(status)}`,
    `decided   ${decisionsText(status)}`,
    `so far    ${account.bars} bars, ${account.fills} fills, ${account.trades} trades${verdictsText(status)}`,
  ];
  return lines.map((line) => cut(line, columns));
}

/** How a session stands, in one line. */
export function statusLine({ feedMs, account }: SessionStatus): string {
  const { equity, begunWith, positions, orders, fills } = account;
  const held = positions.map(({ symbol, quantity }) => `${symbol} ${plain(quantity)}`).join(", ");
  return (
    `${feedMs === null ? "no event yet" : formatTime(feedMs)}  equity ${money(equity)} (${percent(equity / begunWith - 1)})  ` +
    `${held || "flat"}  ${orders.length} open ${orders.length === 1 ? "order" : "orders"}  ${fills} ${fills === 1 ? "fill" : "fills"}${standingText(account)}`
  );
}

const cut = (line: string, columns: number): string =>
  line.length <= columns ? line : `${line.slice(0, Math.max(1, columns - 1))}…`;

function headLine({ strategy, dossier, state, feedMs }: SessionStatus): string {
  return `${strategy} (${dossier}) ${state}  ${feedMs === null ? "no event yet" : formatTime(feedMs)}`;
}

/** A replay has a time of its own, which runs at its speed. */
const feedLine = ({ feed, feedAgeMs }: SessionStatus): string => {
  const unit = feed.startsWith("replay:") ? " of market time" : "";
  return `feed      ${feedAgeMs === null ? "" : `heard ${spanText(feedAgeMs)}${unit} ago  `}${feed}`;
};

function moneyLine({ account }: SessionStatus): string {
  const { equity, cash, begunWith, peak, dayEquity } = account;
  const today = equity / dayEquity - 1;
  const below = peak > equity ? `, ${percent(1 - equity / peak)} below its peak` : "";
  return (
    `equity    ${money(equity)} (${percent(equity / begunWith - 1)}), today ${percent(today)}${below}; ` +
    `cash ${money(cash)}${standingText(account)}`
  );
}

const standingText = ({ standing: { mode, cause } }: SessionStatus["account"]): string =>
  mode === "active" ? "" : `  ${mode.toUpperCase()}${cause === null ? "" : ` by ${cause}`}`;

function orderLines({ account: { orders } }: SessionStatus): string[] {
  if (orders.length === 0) return ["orders    none open"];
  const lines = orders
    .slice(0, ordersMax)
    .map(({ symbol, side, kind, quantity, filled, limit, trigger, status }) => {
      const prices = [
        limit === limit && `limit ${plain(limit)}`,
        trigger === trigger && `trigger ${plain(trigger)}`,
      ];
      const done = filled > 0 ? `, ${plain(filled)} filled` : "";
      return `order     ${[side, plain(quantity), symbol, kind, ...prices.filter(Boolean)].join(" ")}: ${status}${done}`;
    });
  const more = orders.length - ordersMax;
  return more > 0 ? [...lines, `          and ${more} more`] : lines;
}

function breakersText({ account: { breakers } }: SessionStatus): string {
  if (breakers.length === 0) return "none set";
  const tripped = breakers.filter(({ state }) => state !== "closed");
  const opened = breakers.reduce((sum, each) => sum + each.opened, 0);
  const now = tripped.map(({ watches, state }) => `${watches} ${state}`).join(", ") || "all closed";
  return opened > 0 ? `${now}; opened ${opened} times` : now;
}

/** The latest first, with the closes at which they were made. */
const decisionsText = ({ account: { decisions } }: SessionStatus): string => {
  const words = decisions
    .slice(-decisionsMax)
    .reverse()
    .map(({ ts, symbol, target }) => `${symbol} ${plain(target)} (${momentText(ts)})`);
  return words.length === 0 ? "nothing yet" : `at the closes: ${words.join(", ")}`;
};

const momentText = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");

function verdictsText({ account: { verdicts } }: SessionStatus): string {
  const words = Object.entries(verdicts).map(([rule, count]) => `${rule} ${count}`);
  return words.length === 0 ? "" : `; risk: ${words.join(", ")}`;
}

/** A span as people say it: 12 s, 3 min, 2 h. */
function spanText(ms: number): string {
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
