import { refuse } from "../../engine/core/errors.ts";
import type { OverrideRecord } from "../../research/promotion/override.ts";

/** What a session can be asked for over its control socket. */
export type ControlRequest =
  | { readonly command: "status" }
  | { readonly command: "stop"; readonly operator: string; readonly reason: string }
  | {
      readonly command: "halt" | "flatten" | "resume";
      readonly operator: string;
      readonly reason: string;
      /** What the rules of overrides said of it. */
      readonly override: OverrideRecord;
    };

const commands = ["status", "halt", "flatten", "resume", "stop"];
const textMax = 500;

/** Reads a request. Throws a UserError that names field, rule and value. */
export function parseControl(input: unknown): ControlRequest {
  if (typeof input !== "object" || input === null) return refuse("a request must be a record");
  const given = input as Readonly<Record<string, unknown>>;
  const { command } = given;
  if (typeof command !== "string" || !commands.includes(command)) {
    return refuse(`command must be one of ${commands.join(", ")}; was ${shown(command)}`);
  }
  if (command === "status") return { command };
  for (const field of ["operator", "reason"] as const) {
    const value = given[field];
    if (typeof value !== "string" || value.length > textMax) {
      refuse(`${field} must be a text of at most ${textMax} characters; was ${shown(value)}`);
    }
  }
  if ((given.operator as string).trim() === "") refuse('operator must name who asks; was ""');
  if (command !== "stop") checkOverride(command, given);
  return given as unknown as ControlRequest;
}

/** The rules must have allowed just this, to this person. */
function checkOverride(command: string, { override, operator }: Readonly<Record<string, unknown>>): void {
  const said = (override ?? {}) as Partial<OverrideRecord>;
  if (said.schema !== "bot4/override@1") {
    refuse(`override must have the schema bot4/override@1; was ${shown(said.schema)}`);
  }
  if (said.kind !== command) refuse(`override must be of ${command}; was of ${shown(said.kind)}`);
  if (said.author !== operator)
    refuse(`override must be by ${shown(operator)}; was by ${shown(said.author)}`);
  if (said.allowed !== true || said.rule !== null) {
    refuse(`override must be allowed; was refused by ${shown(said.rule)}`);
  }
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 100);
