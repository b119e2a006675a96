import type { BreakerState } from "../../risk/breaker.ts";
import type { Mode } from "../../risk/standing.ts";
import type { Desk } from "../live/desk.ts";
import type { TraderInput } from "../live/trader-input.ts";
import type { SessionEvent } from "./fold-types.ts";

/** What happened to a session beside its orders, and how it stood when it was last looked at. */
export interface FoldEvents {
  readonly events: SessionEvent[];
  readonly breakers: BreakerState[];
  mode: Mode;
  readonly verdicts: Map<string, number>;
  disconnects: number;
  /** Events of the market that were not seen since the last that was, and when the first of them was. */
  readonly unseen: { count: number; sinceMs: number };
}

export const createFoldEvents = ({ board }: Desk): FoldEvents => ({
  events: [],
  breakers: board.breakers.map(({ state }) => state),
  mode: "active",
  verdicts: new Map(),
  disconnects: 0,
  unseen: { count: 0, sinceMs: Number.NaN },
});

/** Notes an event of the market that the session did not see: its feed stands still. */
export function noteUnseen({ unseen }: FoldEvents, ts: number): void {
  if (unseen.count === 0) unseen.sinceMs = ts;
  unseen.count++;
}

const others: ReadonlySet<TraderInput["kind"]> = new Set([
  "order",
  "timer",
  "operator",
  "connected",
  "disconnected",
  "standing",
]);

/** Whether an input is what the market says. */
export const isMarket = ({ kind }: TraderInput): boolean => !others.has(kind);

/** Takes down what an input has done to breakers, standing and verdicts, and who was behind it. */
export function watchEvents(watched: FoldEvents, desk: Desk, input: TraderInput): void {
  const { ts } = input;
  const add = (kind: SessionEvent["kind"], name: string, detail = "", count = 1): void => {
    watched.events.push({ ts, kind, name, detail, count });
  };
  const { unseen } = watched;
  if (unseen.count > 0 && isMarket(input)) {
    add("feed", "stale", `since ${new Date(unseen.sinceMs).toISOString()}`, unseen.count);
    unseen.count = 0;
  }
  if (input.kind === "operator") add("operator", input.action, `${input.operator}: ${input.reason}`);
  else if (input.kind === "disconnected" || input.kind === "connected") {
    add("link", input.kind);
    if (input.kind === "disconnected") watched.disconnects++;
  }
  for (const [k, { watches, state }] of desk.board.breakers.entries()) {
    if (state === watched.breakers[k]) continue;
    watched.breakers[k] = state;
    add("breaker", watches, state);
  }
  const { risk, verdicts } = desk.session;
  const { mode, cause } = risk.state.standing;
  if (mode !== watched.mode) {
    watched.mode = mode;
    add("standing", mode, cause ?? "");
  }
  for (const rule in verdicts) {
    const count = verdicts[rule]!;
    const before = watched.verdicts.get(rule) ?? 0;
    if (count === before) continue;
    watched.verdicts.set(rule, count);
    add("verdict", rule, "", count - before);
  }
}
