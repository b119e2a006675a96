import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { UserError } from "../../engine/core/errors.ts";
import { parseCondition } from "./condition.ts";

const kinds = { fast: "number", slow: "number", kind: "text", long: "boolean" } as const;
const at = { fast: 5, slow: 12, kind: "a", long: true };
const holds = (source: string) => parseCondition(source, kinds)(at);

describe("a condition", () => {
  test.each([
    ["fast < slow", true],
    ["fast<slow", true],
    ["fast * 3 <= slow", false],
    ["fast + 7 == slow", true],
    ["slow - fast - 5 == 2", true],
    ["2 + 3 * 4 == 14", true],
    ["(2 + 3) * 4 == 20", true],
    ["slow % fast == 2", true],
    ["-fast < 0", true],
    ["slow / fast > 2.3 && slow / fast < 2.5", true],
    ["fast > slow || kind == 'a'", true],
    ['kind != "a"', false],
    ["!long || fast >= 5", true],
    ["!(fast < slow)", false],
    ["long", true],
    ["long == (fast < slow)", true],
    ["1e1 < slow && .5 < fast", true],
    ["fast < slow && fast < slow || fast > slow", true],
  ])("%s is %s", (source, expected) => expect(holds(source)).toBe(expected));

  test.each([
    ["fast <", "a value is missing before the end"],
    ["fats < slow", 'no parameter "fats"; did you mean "fast"?'],
    ["fast = slow", "compared by =="],
    ["fast < kind", "character 6: < needs a number; kind is a text"],
    ["kind == 3", "compares a text (kind) with a number (3)"],
    ["fast + slow", "gives a number"],
    ["2 < fast < slow", "< needs a number; 2 < fast is a boolean"],
    ["fast < slow)", '")" is not expected there'],
    ["(fast < slow", "a closing parenthesis is missing"],
    ["fast < slow; process.exit()", '";" is not understood'],
    ["fast.constructor", '".constructor'.slice(0, 2)],
    ["", "a value is missing"],
    [`${"(".repeat(500)}long${")".repeat(500)}`, "more than 100"],
    ["__proto__ == 1", 'no parameter "__proto__"'],
  ])("%s is refused", (source, message) => {
    expect(() => holds(source)).toThrow(UserError);
    expect(() => holds(source)).toThrow(message);
  });

  const number = fc.integer({ min: 0, max: 50 }).map(String);
  const sum = fc.letrec((tie) => ({
    term: fc.oneof(
      { maxDepth: 4 },
      number,
      fc.tuple(tie("term"), fc.constantFrom("+", "-", "*", "/", "%"), tie("term")).map((x) => x.join(" ")),
      tie("term").map((x) => `(${x})`),
    ),
  })).term as fc.Arbitrary<string>;
  property.prop([sum, fc.constantFrom("<", "<=", ">", ">=", "==", "!="), sum])(
    "reads arithmetic as JavaScript does",
    (left, sign, right) => {
      const script = sign.replace("==", "===").replace("!=", "!==");
      const expected = new Function(`return ${left} ${script} ${right}`)() as boolean;
      expect(parseCondition(`${left} ${sign} ${right}`, {})({})).toBe(expected);
    },
  );
});
