import fc from "fast-check";
import { expect, test } from "vitest";
import { rejected } from "../trade/rejection.ts";
import { type CommandMemory, createMemory, forgetOld, recall, remember } from "./idempotency.ts";

const key = (sequence: number, symbol = "A") => ({ symbol, sequence });
const [one, other] = [Int32Array.of(1, 2), Int32Array.of(1, 3)];

test("a command is known for as long as it is kept, with the answer that it got", () => {
  const memory = createMemory(1_000, 10, ["A"]);
  expect(recall(memory, key(7), one, 0)).toBeUndefined();
  remember(memory, key(7), one, 0, undefined);
  expect(recall(memory, key(7), one, 999)).toEqual({ repeated: true });
  expect(recall(memory, key(7), other, 999)).toEqual({
    refusal: {
      kind: "rejected",
      rule: "command-reuse",
      limit: "0000000200000001",
      wanted: "0000000300000001",
    },
    repeated: false,
  });
  expect(recall(memory, key(7), one, 1_000)).toBeUndefined();
  forgetOld(memory, 5_000);
  expect(memory.size).toBe(0);
});

test("a full memory takes no new command, but knows the old ones", () => {
  const memory = createMemory(1_000, 2, ["A"]);
  for (const sequence of [1, 2]) remember(memory, key(sequence), one, 0, undefined);
  expect(recall(memory, key(3), one, 1)).toMatchObject({
    refusal: { rule: "commands-max", limit: 2, wanted: 3 },
  });
  expect(recall(memory, key(2), one, 1)).toEqual({ repeated: true });
  expect(recall(memory, key(3), one, 1_000)).toBeUndefined();
});

test("a command of a symbol that is not listed is remembered as refused, and as that alone", () => {
  const memory = createMemory(1_000, 10, ["A"]);
  const refusal = rejected("instrument", "A", "X");
  remember(memory, key(1, "X"), one, 0, refusal);
  expect(recall(memory, key(1, "X"), one, 1)).toEqual({ refusal, repeated: true });
  for (const symbol of ["A", "Y"]) expect(recall(memory, key(1, symbol), one, 1)).toBeUndefined();
  expect(() => remember(memory, key(1, "Y"), one, 1, undefined)).toThrow("invariant broken");
});

/** What a memory must know, by a list of all that ever came. */
interface Known {
  readonly symbol: string;
  readonly sequence: number;
  readonly digest: Int32Array;
  readonly atMs: number;
  readonly refused: boolean;
}

const anyCommand = fc.record({
  ms: fc.nat(50),
  symbol: fc.constantFrom("A", "B", "X", "Y"),
  sequence: fc.constantFrom(0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER),
  digest: fc.constantFrom(one, other),
  refused: fc.boolean(),
});

function follow(memory: CommandMemory, all: Known[], given: Known, max: number): void {
  const live = all.filter(({ atMs }) => given.atMs - atMs < memory.keepMs);
  const before = live.find((each) => each.symbol === given.symbol && each.sequence === given.sequence);
  const got = recall(memory, given, given.digest, given.atMs);
  const refusal = rejected("no", given.sequence, given.symbol);
  if (before?.digest === given.digest) {
    expect(got).toEqual(before.refused ? { refusal, repeated: true } : { repeated: true });
  } else if (before) expect(got).toMatchObject({ refusal: { rule: "command-reuse" }, repeated: false });
  else if (live.length === max) expect(got?.refusal).toMatchObject({ rule: "commands-max" });
  else {
    expect(got).toBeUndefined();
    remember(memory, given, given.digest, given.atMs, given.refused ? refusal : undefined);
    all.push(given);
  }
  expect(memory.size).toBeLessThanOrEqual(max);
  expect(memory.refusals.size).toBeLessThanOrEqual(memory.size);
}

test("like a list of all that ever came, within its bounds", () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 60 }), (drawn) => {
      const memory = createMemory(100, 3, ["A", "B"]);
      const all: Known[] = [];
      let nowMs = 0;
      for (const { ms, ...command } of drawn) {
        nowMs += ms;
        const refused = command.refused || !memory.symbols.has(command.symbol);
        follow(memory, all, { ...command, refused, atMs: nowMs }, 3);
      }
    }),
    { numRuns: 500 },
  );
});

test("a memory that grows forgets nothing, wherever in its ring the oldest stands", () => {
  fc.assert(
    fc.property(fc.nat(3_000), (shift) => {
      const memory = createMemory(1_000, 10_000, ["A"]);
      for (let k = 0; k < shift; k++) {
        forgetOld(memory, k * 10);
        remember(memory, key(k), one, k * 10, undefined);
      }
      const nowMs = shift * 10;
      for (let k = 0; k < 5_000; k++) {
        const refusal = k % 3 === 0 ? rejected("no", k, k) : undefined;
        expect(recall(memory, key(shift + k), one, nowMs)).toBeUndefined();
        remember(memory, key(shift + k), one, nowMs, refusal);
      }
      for (let k = 0; k < 5_000; k++) {
        const got = recall(memory, key(shift + k), one, nowMs);
        if (!got?.repeated || (got.refusal?.limit ?? -1) !== (k % 3 === 0 ? k : -1))
          throw new Error(`${k} was lost`);
      }
    }),
    { numRuns: 20 },
  );
});
