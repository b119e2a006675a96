import type { Limits } from "./limits.ts";

/**
 * What a plain backtest starts from: the integrity of the account and nothing else, so that its numbers can be set
 * beside those of other tools.
 */
export const researchLimits: Limits = {
  order: { quantityMax: null, notionalMin: 0, notionalMax: null, collar: null, ratePerMinute: null },
  position: { notionalMax: null, fractionMax: null, symbols: {}, sectors: {}, sectorMax: null },
  account: {
    grossMax: 1,
    netMax: null,
    marginHeadroom: 0,
    dailyLoss: null,
    maxDrawdown: 1,
    short: true,
  },
  statistical: {
    window: 250,
    correlatedMax: null,
    volatilityTarget: null,
    kellyFraction: null,
    level: 0.95,
    varMax: null,
    cvarMax: null,
  },
  stops: { fixed: null, atr: null, atrBars: 14, trail: null, bars: null, strategyDrawdown: null },
  breakers: {
    window: 50,
    cooldownMs: 60_000,
    errorRate: null,
    rejectRate: null,
    latencyMs: null,
    slippageBps: null,
    staleMs: null,
    jump: null,
  },
};

/** What paper and live trading start from. */
export const carefulLimits: Limits = {
  order: {
    quantityMax: null,
    // Most venues refuse less, and fees eat it.
    notionalMin: 10,
    notionalMax: null,
    // A price that ran 5% from the close that decided is another trade than the one that was tested.
    collar: 0.05,
    // No strategy on bars needs more; a loop gone wild does.
    ratePerMinute: 30,
  },
  // One symbol may be wrong for reasons that no price shows: an outage, a delisting.
  position: { notionalMax: null, fractionMax: 0.5, symbols: {}, sectors: {}, sectorMax: null },
  account: {
    grossMax: 1,
    netMax: 1,
    // Room for the fee, the funding and the gap of a bad hour.
    marginHeadroom: 0.1,
    dailyLoss: 0.05,
    maxDrawdown: 0.15,
    // The loss of a short has no bound; who wants shorts says so.
    short: false,
  },
  statistical: {
    window: 250,
    // Five coins that fall together are one position.
    correlatedMax: 0.75,
    volatilityTarget: 0.4,
    // A mean over 250 bars is mostly noise: a cap that rests on it would trade that noise.
    kellyFraction: null,
    level: 0.95,
    varMax: 0.05,
    cvarMax: 0.08,
  },
  // A disaster stop, far beyond what a strategy would choose for itself.
  stops: { fixed: 0.2, atr: null, atrBars: 14, trail: null, bars: null, strategyDrawdown: 0.1 },
  breakers: {
    window: 50,
    cooldownMs: 60_000,
    errorRate: 0.2,
    rejectRate: 0.3,
    latencyMs: 2_000,
    slippageBps: 50,
    staleMs: 60_000,
    jump: 0.1,
  },
};
