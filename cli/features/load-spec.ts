import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { refuse } from "../../engine/core/errors.ts";
import { type ParsedFeatureSpec, parseFeatureSpec } from "../../research/ml/features/feature-spec.ts";
import type { Io } from "../io.ts";
import { importUserModule } from "../load/import-user-module.ts";
import { asUserError } from "../load/user-error.ts";
import { readRecord } from "../record-file.ts";

/**
 * A specification of features: a TypeScript or JavaScript file that exports one by default, a record in YAML or JSON, or names
 * of features and families, `rsi_14,volume`. Throws a UserError for a file that is not there or holds none.
 */
export async function loadFeatureSpec(target: string, io: Io): Promise<ParsedFeatureSpec> {
  const isFile = /[/\\]|\.(ts|mts|js|mjs|ya?ml|json)$/.test(target);
  if (!isFile) return parseFeatureSpec({ features: target.split(",").map((name) => name.trim()) });
  const path = resolve(io.cwd, target);
  if (!existsSync(path)) refuse(`no specification ${target} in ${io.cwd}`);
  if (/\.(ya?ml|json)$/.test(target)) return parseFeatureSpec(await readRecord(target, io));
  const { exports } = await io
    .compute(() => importUserModule(path))
    .catch((error) => {
      throw asUserError(error, io.cwd);
    });
  if (exports.default === undefined) {
    refuse(
      `${target} must export a specification by default (export default { features: [ … ] }); it has no default export`,
    );
  }
  return parseFeatureSpec(exports.default);
}
