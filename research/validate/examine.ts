import { UserError } from "../../engine/core/errors.ts";
import type { Check, Measured } from "./check.ts";
import type { Figures } from "./model.ts";
import type { CheckName } from "./names.ts";
import type { Study } from "./study.ts";

/** What an examination of a study found: one or more checks, and what there is to draw. */
export interface Finding {
  readonly checks: readonly Measured[];
  readonly figures?: Figures;
}

/** How a check is asked, before there is a value. */
export interface Question {
  readonly name: CheckName;
  readonly label: string;
  readonly unit: Check["unit"];
  readonly threshold: number;
  readonly passes: Check["passes"];
}

/** Questions that are answered together. */
export interface Examination {
  readonly questions: (study: Study) => readonly Question[];
  /** Answers in the order of the questions. */
  readonly answer: (study: Study) => { readonly answers: readonly Answer[]; readonly figures?: Figures };
}

/** A value, and what it says; NaN with the reason why there is none. `waived`: it is not held against the strategy. */
export type Answer = readonly [value: number, reason: string, waived?: boolean];

/**
 * Makes an examination. What it cannot measure, since the data are too short or constant, it answers with NaN and the
 * reason.
 */
export function examine({ questions, answer }: Examination, study: Study): Finding {
  const asked = questions(study);
  try {
    const { answers, figures } = answer(study);
    const checks = asked.map((question, k): Measured => {
      const [value, reason, waived = false] = answers[k]!;
      return { ...question, value, reason, waived };
    });
    return { checks, ...(figures && { figures }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = error.message;
    return { checks: asked.map((question) => ({ ...question, value: Number.NaN, reason })) };
  }
}
