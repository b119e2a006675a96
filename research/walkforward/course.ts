import { refuse } from "../../engine/core/errors.ts";
import type { MarketData } from "../../engine/run/market.ts";
import { parseSettings } from "../../engine/run/settings.ts";
import type { MetricsContext } from "../metrics/index.ts";
import { bindEnds } from "../sweep/bind-ends.ts";
import { batchSize } from "../sweep/job.ts";
import { sweepData } from "../sweep/scenario.ts";
import { type SearchKind, searchFactory } from "../sweep/search.ts";
import { spaceOf } from "../sweep/space.ts";
import { returnObjectives } from "./figures.ts";
import { hashSearch } from "./identity.ts";
import type { WalkForwardRequest } from "./request.ts";
import type { Selector } from "./select.ts";
import type { WalkJob } from "./serve.ts";
import type { Ground } from "./window-run.ts";
import { type Windows, windowsOf } from "./windows.ts";

/** What is known of a walk forward before its first fold is trained. */
export interface Course {
  readonly ground: Ground;
  readonly selector: Selector;
  readonly windows: Windows;
  /** What it tries, and how many variants at a time. */
  readonly job: WalkJob & { readonly batch: number };
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
  const ground = { strategy, data, symbols, settings };
  const selector = { space: spaceOf(strategy, request.space), search, objective };
  const windows = windowsOf(market, settings.fromMs, request.windows);
  return {
    ground,
    selector,
    windows,
    job: jobOf(request, ground, selector, windows),
    market,
    context: {
      bars: market.bars.filter(({ symbol }) => !data.indices.includes(symbol)),
      cash: settings.cash,
    },
  };
}

function jobOf(
  { windows: { scheme }, space }: WalkForwardRequest,
  { settings, symbols }: Ground,
  { space: { size }, search, objective }: Selector,
  { folds, stretches }: Windows,
): Course["job"] {
  const crossed = scheme !== "walk-forward";
  if (crossed) checkCrossed(objective, search.kind);
  const whole = { fromMs: stretches[0]!.fromMs, toMs: stretches.at(-1)!.toMs };
  const trained = crossed ? [whole] : folds.map(({ train }) => train[0]!);
  const tried = Math.min(size, search.trials ?? size, 1e9) * trained.length;
  const bars = Math.max(...folds.map(({ train }) => train.reduce((sum, period) => sum + period.bars, 0)));
  return {
    space,
    scenarios: trained.map(({ fromMs, toMs }) => ({ symbols, fromMs, toMs })),
    settings,
    statistics: "all",
    batch: batchSize(bars * symbols.length, tried),
    ...(crossed && { folds: folds.map(({ train }) => train) }),
  };
}

/** Refuses what a cross-validation cannot do. */
function checkCrossed(objective: string, kind: SearchKind): void {
  if (kind === "tpe") {
    refuse("--search tpe learns from one training window; a cross-validation has several");
  }
  if ((returnObjectives as readonly string[]).includes(objective)) return;
  refuse(
    `--objective of a cross-validation must follow from bar returns (${returnObjectives.join(", ")}); was "${objective}"`,
  );
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

/** Counts what a walk forward will try. Throws a UserError for what does not fit, and what its first variants throw. */
export function announceWalk(request: WalkForwardRequest): Announcement {
  const { selector, windows, job, ground, market } = courseOf(request);
  const begin = searchFactory(selector.space, { ...selector.search, batch: job.batch });
  bindEnds(selector.space, begin(), { ...ground, timeframeMs: market.timeframeMs });
  const { trials, adaptive } = begin();
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
