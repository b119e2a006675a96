import type { FeedEvent } from "../../ports.ts";
import type { Instrument } from "../../trade/instrument.ts";
import { addClient, createCore } from "../../venue/exchange/core.ts";
import type { Client, Core } from "../../venue/exchange/exchange-state.ts";
import { takeEvent } from "../../venue/exchange/market-event.ts";
import { type MarketWishes, marketOptions } from "../../venue/exchange/options.ts";
import type { Fee, Held, Report } from "../../venue/exchange/state.ts";
import { createTape, type Tape, writeTape } from "./tape.ts";
import { idOf } from "./words.ts";

/** Who may trade: the key that names a client, and the secret with which it signs. */
export interface ApiKey {
  readonly key: string;
  readonly secret: string;
}

/** One symbol as clients see it: Binance's name of it, its instrument, and what was traded. */
export interface Listed {
  readonly id: string;
  readonly instrument: Instrument;
  readonly tape: Tape;
}

/** What is told to whoever listens to a client's own stream. */
export type UserListener = (held: Held, report: Report, fee: Fee | undefined) => void;

/** An exchange with its clients, as the server works it. */
export interface ExchangeDesk {
  readonly core: Core;
  readonly listed: ReadonlyMap<string, Listed>;
  readonly bySymbol: ReadonlyMap<string, Listed>;
  readonly clients: ReadonlyMap<string, { readonly client: Client; readonly secret: string }>;
  readonly users: Map<Client, Set<UserListener>>;
  /** Told of every event of the market once the books have seen it. */
  readonly watchers: Set<(event: FeedEvent) => void>;
  /** The wall clock, by which requests are signed, and the market's own, which may run faster. */
  readonly wallMs: () => number;
  readonly marketMs: () => number;
  lastAutoId: number;
}

/** An exchange with nobody connected; `barMs` is the length of the bars that its market is told in, where it is. */
export function createDesk(
  instruments: readonly Instrument[],
  wishes: MarketWishes,
  keys: readonly ApiKey[],
  wallMs: () => number,
  barMs?: number,
): ExchangeDesk {
  const users: ExchangeDesk["users"] = new Map();
  const core = createCore(instruments, marketOptions(wishes), (client, held, report, fee) => {
    for (const listener of users.get(client) ?? []) listener(held, report, fee);
  });
  const all = instruments.map(
    (instrument): Listed => ({ id: idOf(instrument), instrument, tape: createTape(barMs) }),
  );
  return {
    core,
    listed: new Map(all.map((each) => [each.id, each])),
    bySymbol: new Map(all.map((each) => [each.instrument.symbol, each])),
    clients: new Map(keys.map(({ key, secret }) => [key, { client: addClient(core, key), secret }])),
    users,
    watchers: new Set(),
    wallMs,
    marketMs: () => (core.nowMs > 0 ? core.nowMs : wallMs()),
    lastAutoId: 0,
  };
}

/** Lets an exchange see its market. */
export function see(desk: ExchangeDesk, event: FeedEvent): void {
  takeEvent(desk.core, event);
  recall(desk, event);
  for (const watcher of desk.watchers) watcher(event);
}

/** Remembers of a market what it said before the exchange opened: nothing trades on it, but clients may ask for it. */
export function recall(desk: ExchangeDesk, event: FeedEvent): void {
  if (event.kind === "timer") return;
  const listed = desk.bySymbol.get(event.symbol);
  if (listed) writeTape(listed.tape, event);
}
