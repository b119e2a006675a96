import { z } from "zod";
import { refuse, suggest } from "../../engine/core/errors.ts";
import { checkNames } from "./names.ts";
import { defaultPolicy, type Policy } from "./policy.ts";

const probability = z.number().min(0).max(1);
const share = z.number().min(0).max(1e6);
const positive = z.number().positive().max(1e9);
const resamples = z.number().int().min(100).max(1_000_000);
const figure = z.number().min(-1e9).max(1e9);
const names = z.array(z.enum(checkNames));

const schema = z.strictObject({
  reported: names,
  excused: names,
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  history: z.strictObject({ days: share, trades: z.number().int().min(1).max(1e9) }),
  trackRecord: z.strictObject({ confidence: z.number().gt(0).lt(1), sharpe: figure }),
  deflatedSharpe: z.strictObject({ probability }),
  superiorAbility: z.strictObject({ p: probability, resamples }),
  bootstrap: z.strictObject({
    level: z.number().gt(0).lt(1),
    resamples,
    annualReturn: figure,
    sharpe: figure,
    drawdown: probability,
  }),
  overfitting: z.strictObject({
    blocks: z.number().int().min(4).max(18).multipleOf(2),
    pbo: probability,
    loss: probability,
    plateau: z.boolean(),
  }),
  walkForward: z.strictObject({
    tests: z.number().int().min(2).max(1000),
    training: z.number().min(1).max(1000),
    efficiency: figure,
  }),
  stability: z.strictObject({ reach: z.number().gt(0).lt(1), share: figure }),
  stress: z.strictObject({
    costs: z.number().min(1).max(100),
    slippageBps: z.number().min(0).max(1000),
    annualReturn: figure,
  }),
  regimes: z.strictObject({ days: positive, deviations: z.number().min(0).max(10) }),
  residuals: z.strictObject({ p: probability, lags: z.number().int().min(1).max(1000) }),
  reversion: z.strictObject({ assumed: z.enum(["detect", "yes", "no"]), p: probability }),
  trades: z.strictObject({ resamples, loss: probability, drawdown: probability }),
  paths: z.strictObject({ count: z.number().int().min(20).max(100_000), loss: probability }),
  capacity: z.strictObject({ coefficient: positive, share: z.number().gt(0).max(1), cash: share }),
  variants: z.strictObject({
    count: z.number().int().min(16).max(10_000),
    factor: z.number().gt(1).max(100),
  }),
});

type Shape = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Shape =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A policy from a record of what differs from the defaults. Throws a UserError that names the field, its rule and its value;
 * of a field that is not known, the one that was probably meant. What is reported by default never decides: `reported` adds
 * to it, and must leave a check that does.
 *
 * @example
 * parsePolicy({ history: { trades: 100 } }).history.trades // => 100
 * @example
 * parsePolicy().deflatedSharpe.probability // => 0.95
 * @example
 * parsePolicy({ reported: ["capacity"] }).reported.slice(-2) // => ["volatility-clusters", "capacity"]
 */
export function parsePolicy(input: unknown = {}): Policy {
  if (!isRecord(input)) refuse(`a policy must be a record of groups; was ${JSON.stringify(input)}`);
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const merged = Object.fromEntries(
    given.map(([name, value]) => {
      const base: unknown = Object.hasOwn(defaultPolicy, name)
        ? defaultPolicy[name as keyof Policy]
        : undefined;
      return [name, isRecord(base) && isRecord(value) ? { ...base, ...value } : value];
    }),
  );
  const parsed = schema.safeParse({ ...defaultPolicy, ...merged });
  if (!parsed.success) return refuseIssue(parsed.error.issues[0]!, merged);
  const reported = [...new Set([...defaultPolicy.reported, ...parsed.data.reported])];
  if (checkNames.every((name) => reported.includes(name))) {
    refuse(
      `policy: reported must leave a check that decides; names all ${checkNames.length}; leave out one, such as history`,
    );
  }
  return { ...parsed.data, reported };
}

function refuseIssue(issue: z.core.$ZodIssue, given: Shape): never {
  const at = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const group = issue.path.length === 0 ? defaultPolicy : defaultPolicy[issue.path[0] as keyof Policy];
    const word = issue.keys[0]!;
    const known = Object.keys(group as object);
    const near = suggest(word, known) || `; there are ${known.join(", ")}`;
    refuse(`unknown field "${at === "" ? word : `${at}.${word}`}" in the policy${near}`);
  }
  const value = issue.path.reduce<unknown>(
    (within, key) => (within as Shape | undefined)?.[String(key)],
    given,
  );
  const named = issue.path[0] === "reported" || issue.path[0] === "excused";
  const near = named && typeof value === "string" ? suggest(value, checkNames) : "";
  refuse(`policy: ${at} ${named ? "must name checks" : ruleOf(issue)}; was ${JSON.stringify(value)}${near}`);
}

/** What zod says, as the rule of a field. */
function ruleOf({ message }: z.core.$ZodIssue): string {
  const rule = /expected (?:\w+ to be (.*)|(one of .*)|(\w+))/.exec(message);
  const [, range, list, kind] = rule ?? [];
  if (kind !== undefined) return `must be a ${kind === "int" ? "whole number" : kind}`;
  return `must be ${range ?? list ?? message}`;
}
