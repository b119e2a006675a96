import { UserError } from "../../../engine/core/errors.ts";
import type { Case, Family, Got, Json, Tolerance } from "./case.ts";
import { digestOf } from "./digest.ts";

type Members = { readonly [name: string]: Json };

const isRecord = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const numberOf = (value: Json | undefined): number =>
  value === null || value === undefined ? Number.NaN : Number(value);

/** Whether a text of the reference stands for a number that JSON lacks. */
const isNumberWord = (value: Json) => value === "NaN" || value === "Infinity" || value === "-Infinity";

/** Compares results with one case by exactly the tolerances that it states, and lists what is wrong. */
export class Judge {
  readonly faults: string[] = [];
  /** Values that were compared. */
  compared = 0;
  readonly #case: Case;
  readonly #resamples: number;

  constructor(subject: Case, { resamples = Number.NaN }: Pick<Family, "resamples"> = {}) {
    this.#case = { ...subject, tolerance: subject.tolerance ?? {} };
    this.#resamples = resamples;
  }

  /** Judges the result of the whole case. */
  all(got: Got): void {
    const { expect, tolerance, boundary } = this.#case;
    if (boundary) {
      // The maximum lies on a constraint: only the likelihood there is an answer.
      const name = "loglikelihood";
      this.#walk(name, (expect as Members)[name]!, memberOf(got, name), tolerance[name], expect);
    } else this.#walk("", expect, got, tolerance.default, expect);
  }

  /**
   * The tolerance of a member: that of its name, else that of a word of its name ("pvalue" holds for "lb_pvalue"), else
   * what holds around it.
   */
  #toleranceOf(name: string, around: Tolerance | undefined): Tolerance | undefined {
    const { tolerance } = this.#case;
    const word = name.split("_").find((part) => part in tolerance && part !== "default");
    return tolerance[name] ?? (word === undefined ? around : tolerance[word]);
  }

  #walk(path: string, expected: Json, got: Got, within: Tolerance | undefined, parent: Json): void {
    if (within?.advisory) return;
    if (within && isAnyOf(within)) this.#anyOf(path, expected as readonly Json[], got);
    else if (got instanceof UserError && (this.#case.degenerate || isRefusable(expected))) this.compared++;
    else if (isRecord(expected) && "error" in expected) this.#unknown(path, got);
    else if (isRecord(expected)) {
      const answer = got instanceof Float64Array ? digestOf(got, expected) : got;
      for (const [name, value] of Object.entries(expected)) {
        if (name === "sum" || name === "weighted") {
          if (bothCancel(value, memberOf(answer, name), memberOf(memberOf(answer, "sizes"), name))) continue;
        }
        const near = name === "first_valid_index" ? { exact: true } : this.#toleranceOf(name, within);
        this.#walk(path ? `${path}.${name}` : name, value, memberOf(answer, name), near, expected);
      }
    } else if (Array.isArray(expected)) this.#list(path, expected, got, within, parent);
    else if (within) this.#value(path, expected, got, within, parent);
  }

  #list(path: string, expected: readonly Json[], got: Got, within: Tolerance | undefined, parent: Json) {
    if (got === undefined && within === undefined) return;
    if (!Array.isArray(got) && !(got instanceof Float64Array)) {
      if (this.#case.degenerate && Number.isNaN(got)) this.compared++;
      else this.#fault(path, `is ${show(got)}; expected a list of ${expected.length}`);
      return;
    }
    if (got.length !== expected.length) {
      this.#fault(path, `has ${got.length} members; expected ${expected.length}`);
    }
    for (const [i, value] of expected.entries()) {
      this.#walk(`${path}.${i}`, value, got[i] as Got, within, parent);
    }
    if (expected.length === 0) this.compared++;
  }

  #value(path: string, expected: Json, got: Got, within: Tolerance, parent: Json): void {
    this.compared++;
    const text = typeof expected === "string" && !isNumberWord(expected);
    const same = text || typeof expected === "boolean" ? got === expected : this.#near(expected, got);
    if (!same && !this.#allowed(path, expected, got, within, parent)) {
      this.#fault(path, `is ${show(got)}; expected ${show(expected)}`);
    }
  }

  /** Equal, or not known on both sides; in a degenerate case, not known is always an answer. */
  #near(expected: Json, got: Got): boolean {
    const want = numberOf(expected);
    if (got === null || Number.isNaN(got)) return Number.isNaN(want) || this.#case.degenerate === true;
    return got === want;
  }

  #allowed(path: string, expected: Json, got: Got, within: Tolerance, parent: Json): boolean {
    const want = numberOf(expected);
    if (typeof got !== "number" || typeof expected === "boolean" || !Number.isFinite(want)) return false;
    if (within.exact) return false;
    const distance = Math.abs(got - want);
    if (within.min !== undefined) return got >= want - this.#slack(within.min);
    if (within.abs_in_sd !== undefined) {
      if (within.abs_in_sd !== "4/sqrt(B)") throw new Error(`unknown tolerance "${within.abs_in_sd}"`);
      return distance <= (4 / Math.sqrt(this.#resamples)) * numberOf((parent as Members).sd);
    }
    const { rel = 0, abs = 0, or_se_fraction: share } = within;
    const absolute = typeof abs === "string" ? this.#chance(abs, want) : abs;
    if (distance <= absolute + rel * Math.abs(want)) return true;
    return share !== undefined && distance <= share * this.#standardError(path.split(".").at(-1)!);
  }

  /** How far a likelihood may fall short: stated for the case's own one, the same for those of other start-ups. */
  #slack(min: number): number {
    return numberOf((this.#case.expect as Members).loglikelihood) - min;
  }

  #chance(rule: string, p: number): number {
    const known = "max(0.01, 4*sqrt(p(1-p)/B)) with B >= 4000";
    if (rule !== known) throw new Error(`unknown tolerance "${rule}"`);
    if (!(this.#resamples >= 4000))
      throw new Error(`${rule}: the family states ${this.#resamples} resamples`);
    return Math.max(0.01, 4 * Math.sqrt((p * (1 - p)) / this.#resamples));
  }

  /** The smaller of the reference's standard errors of a parameter. */
  #standardError(name: string): number {
    const expected = this.#case.expect as Members;
    const errors = ["std_err_robust", "std_err_classic"].map((kind) =>
      numberOf(memberIn(expected[kind], name)),
    );
    const known = errors.filter((error) => error >= 0);
    return known.length === 0 ? 0 : Math.min(...known);
  }

  #anyOf(path: string, choices: readonly Json[], got: Got): void {
    this.compared++;
    const text = JSON.stringify(got);
    if (!choices.some((choice) => JSON.stringify(choice) === text)) {
      this.#fault(path, `is ${text}; expected one of ${JSON.stringify(choices)}`);
    }
  }

  /** A case without an answer: no number but a count may come out. */
  #unknown(path: string, got: Got): void {
    this.compared++;
    if (got === undefined || got === null || got instanceof UserError || Number.isNaN(got)) return;
    if (typeof got === "object") {
      for (const [name, value] of Object.entries(got)) {
        if (!["n", "nobs"].includes(name)) this.#unknown(`${path}.${name}`, value as Got);
      }
    } else this.#fault(path, `is ${show(got)}; expected no answer`);
  }

  #fault(path: string, text: string): void {
    this.faults.push(`${this.#case.name}: ${path} ${text}`);
  }
}

/** Residuals are at right angles to what they are regressed on: such a sum only says that its terms cancel. */
const cancelled = 1e-9;

const bothCancel = (expected: Json, got: Got, size: Got): boolean =>
  typeof got === "number" &&
  typeof size === "number" &&
  Math.abs(numberOf(expected)) < cancelled * size &&
  Math.abs(got) < cancelled * size;

const isAnyOf = ({ note = "", ...rest }: Tolerance) =>
  Object.keys(rest).length === 0 && note.startsWith("must equal one of");

const memberIn = (value: Json | undefined, name: string): Json | undefined =>
  isRecord(value) ? value[name] : undefined;

function memberOf(got: Got, name: string): Got {
  if (got instanceof UserError) return got;
  return typeof got === "object" && got !== null ? (got as Record<string, Got>)[name] : undefined;
}

/** Whether an error is an answer: something beneath is not known. */
function isRefusable(expected: Json): boolean {
  if (isRecord(expected)) return "error" in expected || Object.values(expected).some(isRefusable);
  if (Array.isArray(expected)) return expected.some(isRefusable);
  return expected === null || expected === "NaN";
}

const show = (value: unknown): string =>
  value instanceof Error
    ? `an error (${value.message})`
    : typeof value === "string"
      ? `"${value}"`
      : `${value}`;
