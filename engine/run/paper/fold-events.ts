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
}

export const createFoldEvents = ({ board }: Desk): FoldEvents => ({
  events: [],
  breakers: board.breakers.map(({ state }) => state),
  mode: "active",
  verdicts: new Map(),
  disconnects: 0,
});

/** Takes down what an input has done to breakers, standing and verdicts, and who was behind it. */
export function watchEvents(watched: FoldEvents, desk: Desk, input: TraderInput): void {
  const { ts } = input;
  const add = (kind: SessionEvent["kind"], name: string, detail = "", count = 1): void => {
    watched.events.push({ ts, kind, name, detail, count });
  };
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
