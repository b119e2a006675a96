import fc from "fast-check";
import { expect, test } from "vitest";
import { type CommandResult, createMemory, forgetOld, recall, remember } from "./idempotency.ts";

const answer: CommandResult = { kind: "done", ids: ["a"] };

test("a command is known for as long as it is kept, with the answer that it got", () => {
  const memory = createMemory(1_000, 10);
  expect(recall(memory, "k", "text", 0)).toBeUndefined();
  remember(memory, "k", { atMs: 0, text: "text", answer });
  expect(recall(memory, "k", "text", 999)).toEqual({ answer, repeated: true });
  expect(recall(memory, "k", "other", 999)).toEqual({
    answer: { kind: "rejected", rule: "command-reuse", limit: "text", wanted: "other" },
    repeated: false,
  });
  expect(recall(memory, "k", "text", 1_000)).toBeUndefined();
  forgetOld(memory, 5_000);
  expect(memory.known.size).toBe(0);
});

test("a full memory takes no new command, but knows the old ones", () => {
  const memory = createMemory(1_000, 2);
  for (const key of ["a", "b"]) remember(memory, key, { atMs: 0, text: key, answer });
  expect(recall(memory, "c", "c", 1)).toMatchObject({
    answer: { rule: "commands-max", limit: 2, wanted: 3 },
  });
  expect(recall(memory, "b", "b", 1)).toEqual({ answer, repeated: true });
  expect(recall(memory, "c", "c", 1_000)).toBeUndefined();
});

test("like a list of all that ever came, within its bounds", () => {
  const steps = fc.array(fc.record({ ms: fc.nat(50), key: fc.constantFrom("a", "b", "c", "d", "e") }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (drawn) => {
      const memory = createMemory(100, 3);
      const all: { key: string; atMs: number }[] = [];
      let nowMs = 0;
      for (const { ms, key } of drawn) {
        nowMs += ms;
        const live = all.filter(({ atMs }) => nowMs - atMs < 100);
        const got = recall(memory, key, key, nowMs);
        if (live.some((each) => each.key === key)) expect(got?.repeated).toBe(true);
        else if (live.length === 3) expect(got?.answer).toMatchObject({ rule: "commands-max" });
        else {
          expect(got).toBeUndefined();
          remember(memory, key, { atMs: nowMs, text: key, answer });
          all.push({ key, atMs: nowMs });
        }
        expect(memory.known.size).toBeLessThanOrEqual(3);
      }
    }),
  );
});
