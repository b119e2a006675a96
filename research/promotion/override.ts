import { refuse } from "../../engine/core/errors.ts";
import type { Dossier } from "./dossier.ts";
import { firstDifference } from "./first-difference.ts";
import type { GateRecord } from "./gate-record.ts";

/** What takes risk away: always allowed, by anybody, without a reason. */
export const easing = ["halt", "reduce", "flatten"] as const;

/** What adds risk, or contradicts the model: refused without evidence that is new. */
export const risking = ["resume", "add", "target"] as const;

/** What a person may ask of a running strategy. */
export const overrideKinds = [...easing, ...risking] as const;
export type OverrideKind = (typeof overrideKinds)[number];

/** What a person asks for. */
export interface Override {
  readonly kind: OverrideKind;
  /** All symbols where it is null. */
  readonly symbol: string | null;
  /**
   * `reduce`: the share of the position to leave, in (0, 1]. `add`: what to add, as a fraction of equity above 0.
   * `target`: the position to hold, as a fraction of equity. Null for the others.
   */
  readonly amount: number | null;
  readonly author: string;
  readonly reason: string;
  /** ms since 1970 UTC. */
  readonly atMs: number;
}

/** A validation that is to speak for an override, by its run. */
export interface Evidence {
  readonly run: string;
  readonly gate: GateRecord;
}

/** Why an override was refused. */
export const overrideRules = [
  "no-reason",
  "no-evidence",
  "evidence-failed",
  "evidence-of-another-strategy",
  "evidence-not-new",
] as const;
export type OverrideRule = (typeof overrideRules)[number];

/** An override and what became of it, as journals keep it. */
export interface OverrideRecord extends Override {
  readonly schema: "bot4/override@1";
  /** sha256 of the dossier that it is about. */
  readonly dossier: string;
  readonly evidence: { readonly run: string; readonly passed: boolean; readonly toMs: number } | null;
  readonly allowed: boolean;
  /** The rule that refused it; null where it is allowed. */
  readonly rule: OverrideRule | null;
}

const isOneOf = <T extends string>(words: readonly T[], word: string): word is T =>
  (words as readonly string[]).includes(word);

/** Checks the form of an override. Throws a UserError that names field, rule and value. */
export function checkOverride({ kind, symbol, amount, author, atMs }: Override): void {
  if (!isOneOf(overrideKinds, kind)) {
    refuse(`override: kind must be ${overrideKinds.join(", ")}; was ${String(kind)}`);
  }
  if (author.trim() === "") refuse('override: author must name who asks; was ""');
  if (!Number.isFinite(atMs)) refuse(`override: atMs must be a time in ms since 1970; was ${atMs}`);
  if (symbol !== null && symbol.trim() === "") refuse('override: symbol must be a name; was ""');
  const forms: Readonly<
    Record<OverrideKind, readonly [rule: string, holds: (amount: number) => boolean] | null>
  > = {
    halt: null,
    flatten: null,
    resume: null,
    reduce: ["the share to leave, in (0, 1]", (x) => x > 0 && x <= 1],
    add: ["a fraction of equity above 0", (x) => x > 0 && Number.isFinite(x)],
    target: ["a fraction of equity", Number.isFinite],
  };
  const form = forms[kind];
  if (form === null && amount !== null) refuse(`override: ${kind} takes no amount; was ${amount}`);
  if (form !== null && amount === null) {
    refuse(`override: the amount of ${kind} is missing; give --amount, ${form[0]}`);
  }
  if (form !== null && amount !== null && !form[1](amount)) {
    refuse(`override: the amount of ${kind} must be ${form[0]}; was ${amount}`);
  }
}

/**
 * Judges an override by rule. What takes risk away is allowed. What adds risk or contradicts the model needs a reason and
 * a validation that passed, of the promoted strategy and, to resume, of its very parameters, on bars beyond those that the
 * dossier rests on: without new data there is no new statistical reason, only another feeling.
 */
export function judgeOverride(
  override: Override,
  dossier: Pick<Dossier, "strategy" | "gate">,
  sha256: string,
  evidence?: Evidence,
): OverrideRecord {
  checkOverride(override);
  const rule = isOneOf(easing, override.kind) ? null : ruleAgainst(override, dossier, evidence);
  return {
    schema: "bot4/override@1",
    ...override,
    dossier: sha256,
    evidence: evidence ? { run: evidence.run, passed: evidence.gate.passed, toMs: evidence.gate.toMs } : null,
    allowed: rule === null,
    rule,
  };
}

function ruleAgainst(
  { kind, reason }: Override,
  { strategy, gate }: Pick<Dossier, "strategy" | "gate">,
  evidence: Evidence | undefined,
): OverrideRule | null {
  if (reason.trim() === "") return "no-reason";
  if (!evidence) return "no-evidence";
  const found = evidence.gate;
  if (!found.passed) return "evidence-failed";
  const sameParams = firstDifference(strategy.params, found.params) === undefined;
  if (found.strategy !== strategy.name || (kind === "resume" && !sameParams)) {
    return "evidence-of-another-strategy";
  }
  return found.toMs > gate.toMs ? null : "evidence-not-new";
}
