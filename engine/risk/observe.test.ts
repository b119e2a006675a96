import { describe, expect, test } from "vitest";
import { seeded } from "../core/random.ts";
import type { LimitsInput } from "./limits.ts";
import { endBar, judgeEquity, liftHalt, observeBar, startBar } from "./observe.ts";
import { meanRange } from "./range-window.ts";
import { resetRiskState, watchesBars } from "./risk-state.ts";
import { column, drawCloses, mean, naiveCovariance, returnsOf, riskOf, show } from "./testing/account.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Equities at the closes of hourly bars from midnight on, and what each set off. */
function alarms(limits: LimitsInput, equities: readonly number[], fromMs = 0) {
  const risk = riskOf(limits, 1, 365, equities[0]!);
  const told = equities.map((equity, t) => {
    startBar(risk.state, fromMs + t * hourMs, equities[t - 1] ?? equity);
    return judgeEquity(risk.state, risk.limits, equity, fromMs + t * hourMs);
  });
  return { told, state: risk.state, limits: risk.limits };
}

describe("equity at a close", () => {
  test("halts at the drawdown, just not above it", () => {
    const limits = { account: { maxDrawdown: 0.1 } };
    expect(alarms(limits, [1000, 1100, 990.0001]).told).toEqual([undefined, undefined, undefined]);
    const { told, state } = alarms(limits, [1000, 1100, 990, 500, 2000]);
    expect(told).toEqual([undefined, undefined, "max-drawdown", undefined, undefined]);
    expect(state.standing).toMatchObject({ mode: "halted", cause: "max-drawdown", sinceMs: 2 * hourMs });
    expect(state.peak).toBe(2000);
  });

  test("liquidates at nothing, whatever the drawdown allows", () => {
    expect(alarms({ account: { maxDrawdown: 1 } }, [1000, 1e-9, 0]).told.at(-1)).toBe("liquidation");
    expect(alarms({ account: { maxDrawdown: 0.1 } }, [1000, -5]).told.at(-1)).toBe("liquidation");
  });

  test("stops the strategy before the account", () => {
    const limits = { account: { maxDrawdown: 0.2 }, stops: { strategyDrawdown: 0.1 } };
    const { told, state } = alarms(limits, [1000, 900, 850, 800]);
    expect(told).toEqual([undefined, "strategy-drawdown", undefined, "max-drawdown"]);
    expect(state.standing.mode).toBe("halted");
  });

  test("ends a bad day at midnight UTC, and measures the next from where it begins", () => {
    const limits = { account: { dailyLoss: 0.1 } };
    const before = dayMs - 3 * hourMs;
    const { told, state } = alarms(limits, [1000, 900, 890, 880, 802], before);
    expect(told).toEqual([undefined, "daily-loss", undefined, undefined, undefined]);
    expect(state.dayEquity).toBe(890);
    expect(state.standing.mode).toBe("active");
    expect(alarms(limits, [1000, 900, 890, 880, 801], before).told.at(-1)).toBe("daily-loss");
  });

  test("does not end a strategy's stop at midnight", () => {
    const { state } = alarms({ stops: { strategyDrawdown: 0.1 } }, [1000, 900, 900], dayMs - 2 * hourMs);
    expect(state.standing).toMatchObject({ mode: "reducing", cause: "strategy-drawdown" });
  });

  test("is measured afresh after an operator's lift", () => {
    const { state, limits } = alarms({ account: { maxDrawdown: 0.1 } }, [1000, 850]);
    liftHalt(state, 850, { operator: "Ada", reason: "a bad tick", atMs: 9 });
    expect(state.standing.mode).toBe("active");
    expect(judgeEquity(state, limits, 800, 10)).toBeUndefined();
    expect(judgeEquity(state, limits, 765, 11)).toBe("max-drawdown");
  });
});

describe("bars", () => {
  const statistical = { window: 12, varMax: 0.5 };

  test("give the returns that the account felt, over gaps too", () => {
    for (let seed = 0; seed < 40; seed++) {
      const closes = drawCloses(seeded(seed), 3, 5 + seed, 0.4);
      const risk = riskOf({ statistical }, 3);
      show(risk, closes);
      const rows = returnsOf(closes).slice(-12);
      expect(risk.state.returns.count).toBe(rows.length);
      if (rows.length < 3) continue;
      for (let i = 0; i < 3; i++) {
        const own = column(rows, i);
        expect(risk.state.returns.means[i]).toBeCloseTo(mean(own), 13);
        expect(risk.state.returns.covariances[4 * i]).toBeCloseTo(naiveCovariance(own, own), 13);
      }
    }
  });

  test("are watched only where a limit rests on them", () => {
    const watches = (limits: LimitsInput) => watchesBars(riskOf(limits).limits);
    expect(watches("research")).toBe(false);
    expect(watches("careful")).toBe(true);
    expect(watches({ account: { maxDrawdown: 0.1 }, stops: { fixed: 0.1, trail: 0.1, bars: 3 } })).toBe(
      false,
    );
    for (const limits of [
      { account: { dailyLoss: 0.1 } },
      { stops: { atr: 2 } },
      { stops: { strategyDrawdown: 0.1 } },
      { statistical: { kellyFraction: 0.5 } },
      { statistical: { correlatedMax: 1 } },
      { statistical: { volatilityTarget: 1 } },
      { statistical: { cvarMax: 0.1 } },
    ]) {
      expect(watches(limits)).toBe(true);
    }
  });

  test("give the mean true range, gaps between bars included, once there are enough", () => {
    const { state } = riskOf({ stops: { atr: 2, atrBars: 3 } });
    const bars = [
      [11, 9, 10],
      [16, 15, 15],
      [12, 11, 11.5],
      [13, 11, 12],
    ] as const;
    const ranges = bars.map(([high, low, close]) => {
      observeBar(state, 0, high, low, close);
      endBar(state);
      return meanRange(state.ranges, 0);
    });
    // True ranges 2, 6 (from 10 up to 16), 4 (from 15 down to 11), 2.
    expect(ranges).toEqual([Number.NaN, Number.NaN, 4, 4]);
  });
});

test("a state that is reset is that of a new account", () => {
  const limits: LimitsInput = {
    order: { ratePerMinute: 2 },
    account: { maxDrawdown: 0.1, dailyLoss: 0.05 },
    statistical: { window: 5, varMax: 1 },
    stops: { atr: 2, atrBars: 3 },
  };
  const risk = riskOf(limits, 2, 365, 1_000);
  show(risk, drawCloses(seeded(3), 2, 12));
  startBar(risk.state, 2 * dayMs, 1_100);
  judgeEquity(risk.state, risk.limits, 500, 2 * dayMs);
  risk.state.orderTimes[0] = 7;
  risk.state.nextOrder = 1;
  const fresh = riskOf(limits, 2, 365, 1_000).state;
  expect(risk.state).not.toEqual(fresh);
  resetRiskState(risk.state, 1_000);
  expect(risk.state).toEqual(fresh);
});
