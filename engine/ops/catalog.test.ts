import { expect, test } from "vitest";
import { catalog, listOps } from "./catalog.ts";

test("lists well over 80 operators, each with a sentence and a signature, no name twice", () => {
  const infos = listOps();
  expect(infos.length).toBeGreaterThan(110);
  expect(new Set(infos.map(({ name }) => name)).size).toBe(infos.length);
  for (const { name, about, family, signature } of infos) {
    expect({ name, about: about.length > 0 }).toEqual({ name, about: true });
    expect({ name, family: family !== "own" }).toEqual({ name, family: true });
    expect(signature.startsWith(`${name}(`)).toBe(true);
  }
});

test("a signature shows how to call", () => {
  const of = (name: string) => listOps().find((info) => info.name === name)!;
  expect(of("sma").signature).toBe("sma(x, n) -> series");
  expect(of("lag").signature).toBe("lag(x, n = 1) -> series");
  expect(of("std").signature).toBe("std(x, n | { n, ddof = 1 }) -> series");
  expect(of("within").signature).toBe("within({ x, low, high }) -> signal");
  expect(of("macd").outputs).toEqual(["macd", "signal", "histogram"]);
  expect(of("std").params).toEqual([
    { name: "n", rule: "a whole number of at least 1", fallback: undefined },
    { name: "ddof", rule: "a whole number of at least 0 and at most 1", fallback: 1 },
  ]);
});

test("families stand together, arithmetic first", () => {
  const families = catalog().map(({ info }) => info.family);
  expect(families[0]).toBe("arithmetic");
  const changes = families.filter((family, i) => family !== families[i - 1]);
  expect(new Set(changes).size).toBe(changes.length);
});
