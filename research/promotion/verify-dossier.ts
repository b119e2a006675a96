import type { Covered } from "./dossier.ts";
import { type Difference, firstDifference } from "./first-difference.ts";

/** What a dossier covers, in the order in which it is compared. */
const parts = ["strategy", "settings", "code"] as const satisfies readonly (keyof Covered)[];

/**
 * Whether what is about to trade is what was promoted: the first field that differs, or undefined. Whoever starts to
 * trade gives all parts of {@link Covered}, each of them whole; a part that is not given is not compared.
 *
 * That the dossier itself is whole and signed is checked where it is read, by `openSealed`.
 *
 * @example
 * verifyDossier({ code: { version: "1", lock: null } }, { code: { version: "2", lock: null } })?.field // => "code.version"
 */
export function verifyDossier(dossier: Partial<Covered>, now: Partial<Covered>): Difference | undefined {
  for (const part of parts) {
    if (now[part] === undefined) continue;
    const found = firstDifference(dossier[part], now[part], part);
    if (found) return found;
  }
  return undefined;
}
