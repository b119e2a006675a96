import { refuse } from "../../../engine/core/errors.ts";
import type { MarketData } from "../../../engine/run/market.ts";
import { cusumEvents } from "../../stats/labels/cusum-events.ts";
import { returnDeviations } from "../../stats/labels/return-deviations.ts";
import { type BarrierEvent, type BarrierLabel, tripleBarrier } from "../../stats/labels/triple-barrier.ts";
import { demandBars } from "./demand-bars.ts";
import type { Label, Labelling } from "./labelling.ts";

/** Where the barriers of a bet stand. */
export interface BarrierShape {
  /** Bars after which a bet ends. */
  readonly bars: number;
  /** Profit is taken, and loss, above so many standard deviations of the returns known as it begins; 0 for no barrier. */
  readonly profit?: number;
  readonly loss?: number;
  /** Span of the exponentially weighted deviation of returns; 50 bars unless told. */
  readonly span?: number;
  /** The least deviation at which a bet is made; 0 unless told. */
  readonly deviationMin?: number;
}

/** How {@link barriers} labels. */
export interface BarrierLabels extends BarrierShape {
  /** `up`, 1 where the bet ended with a gain and else 0, unless told; `return`, what it gained. */
  readonly as?: "up" | "return";
  /** Bets are made only where the CUSUM filter of log returns fires at this threshold; at every bar unless told. */
  readonly cusum?: number;
}

/**
 * Labels by the triple-barrier method on closes: how a bet that is made at a bar ends, at a barrier of profit or of loss
 * in deviations of the return, or after some bars. Bets that the data end before are left out. One that ran
 * its whole time is known at the last bar of that time and no sooner. Source: Lopez de Prado 2018, ch. 3.
 *
 * @example
 * barriers({ bars: 10, profit: 2, loss: 1 }).name // => "triple-barrier"
 */
export function barriers(options: BarrierLabels): Labelling {
  const shape = shapeOf(options);
  const { as = "up", cusum } = options;
  if (as !== "up" && as !== "return") {
    refuse(`a triple barrier's "as" must be one of up, return; was "${as}"`);
  }
  return {
    name: "triple-barrier",
    params: { ...shape, as, ...(cusum !== undefined && { cusum }) },
    task: as === "up" ? "binary" : "regression",
    make: (market, symbol) => {
      const { close } = market.bars[symbol]!;
      const rows = cusum === undefined ? [...close.keys()] : cusumEvents(close, cusum);
      return betsOf(market, symbol, shape, rows, () => undefined).map((bet) =>
        labelOf(bet, shape, as === "up" ? Number(bet.return > 0) : bet.return),
      );
    },
  };
}

/** A shape with its defaults. Throws a UserError where it is none. */
export function shapeOf({
  bars,
  profit = 1,
  loss = 1,
  span = 50,
  deviationMin = 0,
}: BarrierShape): Required<BarrierShape> {
  demandBars("bars of a triple barrier", bars);
  demandBars("span of a triple barrier", span);
  for (const [name, value] of Object.entries({ profit, loss, deviationMin })) {
    if (!(value >= 0)) refuse(`${name} of a triple barrier must be at least 0; was ${value}`);
  }
  return { bars, profit, loss, span, deviationMin };
}

/** How bets at the given rows of a symbol end; without those whose end the data do not tell. */
export function betsOf(
  market: MarketData,
  symbol: number,
  shape: Required<BarrierShape>,
  rows: readonly number[],
  sideOf: (row: number) => 1 | -1 | undefined,
): BarrierLabel[] {
  const { close } = market.bars[symbol]!;
  const deviations = returnDeviations(close, shape.span);
  const events = rows.flatMap((at): BarrierEvent[] => {
    const side = sideOf(at);
    const known = close[at]! > 0 && deviations[at]! > shape.deviationMin;
    return known ? [{ at, target: deviations[at]!, ...(side !== undefined && { side }) }] : [];
  });
  return tripleBarrier(close, events, shape).filter(({ truncated, touch, at }) => !truncated && touch > at);
}

/** A bet that met no barrier is known to have met none only when its time is over, whatever bar it last saw. */
export const labelOf = (
  { at, touch, barrier }: BarrierLabel,
  { bars }: Required<BarrierShape>,
  y: number,
): Label => ({ row: at, until: barrier === "time" ? at + bars : touch, y });
