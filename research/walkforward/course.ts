import type { MarketData } from "../../engine/run/market.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import type { MetricsContext } from "../metrics/index.ts";
import { sweepData } from "../sweep/scenario.ts";
import { createSearch } from "../sweep/search.ts";
import { spaceOf } from "../sweep/space.ts";
import { hashSearch } from "./identity.ts";
import type { WalkForwardRequest } from "./request.ts";
import { batchSize, type Selector } from "./select.ts";
import type { Ground } from "./window-run.ts";
import { type Windows, windowsOf } from "./windows.ts";

/** What is known of a walk forward before its first fold is trained. */
export interface Course {
  readonly ground: Ground;
  readonly selector: Selector;
  readonly windows: Windows;
  readonly market: MarketData;
  readonly context: MetricsContext & { readonly cash: number };
}

/** Looks at the data, the space and the windows, and refuses what does not fit. */
export function courseOf(request: WalkForwardRequest): Course {
  const { strategy, datasets, finer = [], search, objective } = request;
  const settings = parseSettings(request.settings);
  const symbols = datasets.map(({ bars }) => bars.symbol);
  const data = sweepData(datasets, finer, [{ symbols }]);
  const market = data.markets[0]!;
  return {
    ground: { strategy, data, symbols, settings },
    selector: { space: spaceOf(strategy, request.space), search, objective },
    windows: windowsOf(market, settings.fromMs, request.windows),
    market,
    context: {
      bars: market.bars.filter(({ symbol }) => !data.indices.includes(symbol)),
      cash: settings.cash,
    },
  };
}

/** Variants that a search will try under the name of a group. */
export interface Announced {
  readonly group: string;
  readonly variants: number;
}

/** What a walk forward will try, to be written down before it begins. */
export interface Announcement {
  /** One group, since every fold tries the same variants; one a fold, where a search learns in each anew. */
  readonly groups: readonly Announced[];
  /** The group of the variants that a fold tries. */
  readonly groupOf: (fold: number) => string;
  /** Variants that will be tried over all training windows. */
  readonly evaluations: number;
}

/** Counts what a walk forward will try. Throws a UserError for what does not fit. */
export function announceWalk(request: WalkForwardRequest): Announcement {
  const { selector, windows } = courseOf(request);
  const { trials, adaptive } = createSearch(selector.space, { ...selector.search, batch: batchSize });
  const hash = hashSearch(request);
  const walks = request.windows.scheme === "walk-forward";
  const groupOf = (fold: number): string => (adaptive && walks ? `${hash}-${fold}` : hash);
  const names = adaptive && walks ? windows.folds.map((_, fold) => groupOf(fold)) : [hash];
  return {
    groups: names.map((group) => ({ group, variants: trials })),
    groupOf,
    evaluations: trials * (walks ? windows.folds.length : 1),
  };
}
