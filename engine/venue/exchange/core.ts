import { refuse } from "../../core/errors.ts";
import { keptRandom, type Random } from "../../core/random.ts";
import { deposit, openAccount } from "../../trade/account.ts";
import { type Instrument, quantityOfLots } from "../../trade/instrument.ts";
import { shiftTo } from "../book/generated-depth.ts";
import { createImpact, noteImpact, shiftOf } from "../impact/model.ts";
import { createTurnover } from "../limits/fee-tiers.ts";
import { createRateLimiter } from "../limits/rate-limiter.ts";
import { createActor } from "./actor.ts";
import { bookFill } from "./booking.ts";
import type { Client, Core } from "./exchange-state.ts";
import type { MarketOptions } from "./options.ts";
import type { Actor } from "./state.ts";

/** Chance of its own for each part of an exchange, by name: parts do not disturb each other. */
export function chanceOf(seed: number, name: string): Random {
  let hash = 0x811c9dc5;
  for (let k = 0; k < name.length; k++) hash = Math.imul(hash ^ name.charCodeAt(k), 0x01000193);
  return keptRandom((seed ^ (hash >>> 0)) >>> 0);
}

/** An exchange without clients. Throws a UserError for a symbol that comes twice or an impact of none. */
export function createCore(
  instruments: readonly Instrument[],
  options: MarketOptions,
  said: Core["said"],
): Core {
  const { seed } = options;
  const symbols = new Set(instruments.map(({ symbol }) => symbol));
  if (symbols.size < instruments.length) refuse("an exchange must have each symbol once; one came twice");
  const stranger = Object.keys(options.impact).find((symbol) => !symbols.has(symbol));
  if (stranger !== undefined)
    refuse(`impact of "${stranger}", which is not traded; there are ${[...symbols].join(", ")}`);
  const core: Core = {
    options,
    actors: new Map(
      instruments.map((instrument) => [instrument.symbol, actorFor(instrument, options, () => core)]),
    ),
    clients: [],
    impacts: new Map(Object.entries(options.impact).map(([symbol, spec]) => [symbol, createImpact(spec)])),
    observing: {
      tradesPerBar: options.tradesPerBar,
      partialFill: options.partialFill,
      random: chanceOf(seed, "observe"),
    },
    said,
    lastNumber: 0,
    insurance: { ...options.insurance },
    uncovered: {},
    nowMs: Number.NEGATIVE_INFINITY,
  };
  return core;
}

function actorFor(instrument: Instrument, options: MarketOptions, coreOf: () => Core): Actor {
  const { seed, queue: mode, queuePower: power, selfTrade, triggerAtOnce } = options;
  const { symbol } = instrument;
  const queue = { mode, power, random: chanceOf(seed, `queue ${symbol}`) };
  return createActor(
    instrument,
    options.depth,
    chanceOf(seed, `depth ${symbol}`),
    { queue, selfTrade, triggerAtOnce },
    {
      say: (held, report, fee) => {
        const core = coreOf();
        core.said(core.clients[held.owner - 1]!, held, report, fee);
      },
      book: (actor, held, lots, ticks, liquidity) => bookFill(coreOf(), actor, held, lots, ticks, liquidity),
      ended: (held) => coreOf().clients[held.owner - 1]!.ended.push(held),
      impact: (actor, lots) => {
        const impact = coreOf().impacts.get(symbol);
        if (impact) noteImpact(impact, quantityOfLots(instrument, lots), actor.nowMs);
      },
    },
  );
}

/** A client with the balances that the exchange gives to each. */
export function addClient(core: Core, name: string): Client {
  const { rates, balances } = core.options;
  const instruments = [...core.actors.values()].map(({ instrument }) => instrument);
  const client: Client = {
    number: core.clients.length + 1,
    name,
    orders: new Map(),
    byNumber: new Map(),
    ended: [],
    forgotten: 0,
    limiter: rates && createRateLimiter(rates),
    turnover: createTurnover(),
    account:
      balances &&
      Object.entries(balances).reduce(
        (account, [currency, amount]) => deposit(account, currency, amount),
        openAccount("net", instruments),
      ),
  };
  core.clients.push(client);
  return client;
}

/** Moves a made book to where impact has it at a moment. */
export function applyImpact(core: Core, actor: Actor): void {
  const impact = core.impacts.get(actor.instrument.symbol);
  const { generated } = actor;
  if (!impact || !generated) return;
  shiftTo(actor.book, generated, shiftOf(impact, actor.nowMs), actor.rules.queue, ++actor.stamp);
}
