import { describe, expect, test } from "vitest";
import { UserError } from "../core/errors.ts";
import {
  createStanding,
  hearsDecisions,
  isLegal,
  lift,
  liftsMax,
  type Mode,
  type Standing,
  type StandingEvent,
  transition,
} from "./standing.ts";

const standingOf = (mode: Mode, cause?: StandingEvent): Standing => ({ ...createStanding(), mode, cause });
const action = { operator: "Ada", reason: "the feed was wrong", atMs: 7 };

/** Every mode with every cause that leads to it, and every event with the mode that follows; `-` is refused. */
const table: readonly (readonly [
  Mode,
  StandingEvent | undefined,
  Readonly<Record<StandingEvent, Mode | "-">>,
])[] = [
  [
    "active",
    undefined,
    {
      "daily-loss": "reducing",
      "strategy-drawdown": "reducing",
      "max-drawdown": "halted",
      liquidation: "halted",
      "operator-halt": "halted",
      difference: "halted",
      "new-day": "-",
      lift: "-",
    },
  ],
  [
    "reducing",
    "daily-loss",
    {
      "daily-loss": "-",
      "strategy-drawdown": "reducing",
      "max-drawdown": "halted",
      liquidation: "halted",
      "operator-halt": "halted",
      difference: "halted",
      "new-day": "active",
      lift: "active",
    },
  ],
  [
    "reducing",
    "strategy-drawdown",
    {
      "daily-loss": "-",
      "strategy-drawdown": "-",
      "max-drawdown": "halted",
      liquidation: "halted",
      "operator-halt": "halted",
      difference: "halted",
      "new-day": "-",
      lift: "active",
    },
  ],
  ...(["max-drawdown", "liquidation", "operator-halt", "difference"] as const).map(
    (cause) =>
      [
        "halted",
        cause,
        {
          "daily-loss": "-",
          "strategy-drawdown": "-",
          "max-drawdown": "-",
          liquidation: "-",
          "operator-halt": "-",
          difference: "-",
          "new-day": "-",
          lift: "active",
        },
      ] as const,
  ),
];

describe("a standing", () => {
  const cases = table.flatMap(([mode, cause, events]) =>
    Object.entries(events).map(([event, to]) => [mode, cause, event as StandingEvent, to] as const),
  );
  test.each(cases)("%s by %s, on %s: %s", (mode, cause, event, to) => {
    const standing = standingOf(mode, cause);
    expect(isLegal(standing, event)).toBe(to !== "-");
    if (event === "lift") {
      if (to === "-") expect(() => lift(standing, action)).toThrow(UserError);
      else lift(standing, action);
    } else expect(transition(standing, event, 5)).toBe(to !== "-");
    expect(standing.mode).toBe(to === "-" ? mode : to);
    if (to === "active") expect(standing.cause).toBeUndefined();
    else if (to !== "-") expect(standing).toMatchObject({ cause: event, sinceMs: 5 });
    else expect(standing.cause).toBe(cause);
  });

  test("hears decisions while active and on the rest of a bad day, not while it is being flattened", () => {
    expect(hearsDecisions(standingOf("active"))).toBe(true);
    expect(hearsDecisions(standingOf("reducing", "daily-loss"))).toBe(true);
    expect(hearsDecisions(standingOf("reducing", "strategy-drawdown"))).toBe(false);
    expect(hearsDecisions(standingOf("halted", "max-drawdown"))).toBe(false);
  });

  test("keeps who lifted what, and no more of them than a bound", () => {
    const standing = createStanding();
    for (let k = 0; k <= liftsMax; k++) {
      transition(standing, "operator-halt", k);
      lift(standing, { ...action, atMs: k });
    }
    expect(standing.lifts.length).toBe(liftsMax);
    expect(standing.lifts.at(-1)).toEqual({ ...action, atMs: liftsMax, cause: "operator-halt" });
  });

  test.each([
    [{ ...action, operator: " " }, 'operator must be the name of who lifts the halt; was ""'],
    [{ ...action, reason: "" }, 'reason must say why the halt is lifted; was ""'],
    [{ ...action, atMs: Number.NaN }, "atMs must be a time in ms since 1970; was NaN"],
  ])("is not lifted by %j", (given, message) => {
    const standing = standingOf("halted", "max-drawdown");
    expect(() => lift(standing, given)).toThrow(message);
    expect(standing.mode).toBe("halted");
  });

  test("that is active has nothing to lift", () => {
    expect(() => lift(createStanding(), action)).toThrow(
      "must be reducing or halted to be lifted; was active",
    );
  });
});
