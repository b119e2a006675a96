import { expect, test } from "vitest";
import { carefulLimits } from "../../engine/risk/profiles.ts";
import { limitLines } from "./text.ts";

test("all limits that bind are shown, a group a line", () => {
  const position = { ...carefulLimits.position, symbols: { "BRK.B": { fractionMax: 0.1 } } };
  expect(limitLines({ ...carefulLimits, position })).toEqual([
    "limits      account    dailyLoss=0.05 grossMax=1 marginHeadroom=0.1 maxDrawdown=0.15 netMax=1 short=false",
    "limits      breakers   errorRate=0.2 jump=0.1 latencyMs=2000 rejectRate=0.3 slippageBps=50 staleMs=60000",
    "limits      order      collar=0.05 notionalMin=10 ratePerMinute=30",
    'limits      position   fractionMax=0.5 symbols.BRK.B={"fractionMax":0.1}',
    "limits      statistical correlatedMax=0.75 cvarMax=0.08 varMax=0.05 volatilityTarget=0.4",
    "limits      stops      fixed=0.2 strategyDrawdown=0.1",
  ]);
});
