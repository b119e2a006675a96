import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bot4, workshop } from "../../test/cli.ts";
import { exitCodes } from "../exit-codes.ts";

const leaking = `import { number, op, strategy } from "bot4/strategy";
import { gt } from "bot4/ops";
const tomorrow = op({
  name: "tomorrow",
  inputs: [number],
  step: (_state, x) => x,
  column: (_params, [x], out) => { for (let i = 0; i < out.length; i++) out[i] = x![Math.min(i + 1, out.length - 1)]!; },
});
export default strategy({ name: "leak", decide: ({ close }) => ({ target: gt(tomorrow(close), close) }) });
`;

describe("check", () => {
  test("lookahead passes a strategy that sees only the past", async () => {
    const cwd = workshop();
    const { code, out } = await bot4(["check", "lookahead", "cross.ts", "--data", "wavy.csv"], cwd);
    expect(out).toContain("cross does not look ahead");
    expect(out).toMatch(/the future hidden at 16 places and, beside three of them, at \d+ more/);
    expect(code).toBe(exitCodes.ok);
  });

  test("lookahead names bar, operator and values of one that leaks, and exits with 3", async () => {
    const cwd = workshop();
    writeFileSync(join(cwd, "leak.ts"), leaking);
    const { code, out } = await bot4(
      ["check", "lookahead", "leak.ts", "--data", "wavy.csv", "--cuts", "4"],
      cwd,
    );
    expect(out).toMatch(
      /leak LOOKS AHEAD: operator tomorrow in the target of \w+ is [\d.]+ at bar \d+ \(\d{4}-/,
    );
    expect(code).toBe(exitCodes.refused);
    const json = await bot4(["check", "lookahead", "leak.ts", "--data", "wavy.csv", "--json"], cwd);
    expect(JSON.parse(json.out)).toMatchObject({ clean: false, difference: { operator: "tomorrow" } });
  });

  test("strategy prints the plan", async () => {
    const { code, out } = await bot4(["check", "strategy", "cross.ts"], workshop());
    expect(out).toContain("warm-up");
    expect(out).not.toMatch(/ $/m);
    expect(code).toBe(exitCodes.ok);
  });

  test("strategy says that there are no parameters", async () => {
    const cwd = workshop();
    writeFileSync(
      join(cwd, "held.ts"),
      'import { strategy } from "bot4/strategy"; export default strategy({ name: "held", decide: () => ({ target: 1 }) });',
    );
    const { out } = await bot4(["check", "strategy", "held.ts"], cwd);
    expect(out).toMatch(/^held\nparameters {2}none\n/);
  });

  test("lookahead wants data", async () => {
    const { code, err } = await bot4(["check", "lookahead", "cross.ts"], workshop());
    expect(err).toContain("--data must be given");
    expect(code).toBe(exitCodes.badInput);
  });
});
