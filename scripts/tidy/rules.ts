import { builtinModules } from "node:module";
import { type Source, target } from "./files.ts";
import type { FunctionSize } from "./functions.ts";
import { functionsOf } from "./functions.ts";
import type { Import } from "./imports.ts";
import { within, zoneOf } from "./layout.ts";
import { lineAt } from "./scan.ts";

/** `path:line rule; mend` for one breach of a rule. */
export type Breach = string;

const say = (path: string, line: number, rule: string, mend: string): Breach =>
  `${path}:${line} ${rule}; ${mend}`;

/** Imports that the layout table does not allow. Tests may reach anywhere. */
export function layoutBreaches(source: Source): Breach[] {
  if (source.test) return [];
  const found = zoneOf(source.path);
  if (!found)
    return [say(source.path, 1, "lies in no zone of the layout", "add the folder to scripts/tidy/layout.ts")];
  return source.imports.flatMap((item) => {
    const wrong = isOurs(item) ? oursBreach(source, item) : vendorBreach(source.path, item);
    return wrong === undefined ? [] : [wrong];
  });
}

const isOurs = ({ specifier }: Import): boolean => /^(\.|bot4(\/|$))/.test(specifier);

function oursBreach(source: Source, item: Import): Breach | undefined {
  const { name, zone } = zoneOf(source.path)!;
  const path = item.specifier.startsWith(".") ? target(source.path, item.specifier) : item.specifier;
  if (within(path, name)) return undefined;
  const allows = (folders: readonly string[] | undefined) =>
    folders?.some((folder) => within(path, folder)) ?? false;
  if (!allows(zone.not)) {
    if (allows(zone.may) || (item.typeOnly && allows(zone.types))) return undefined;
    if (allows(zone.types)) {
      return say(
        source.path,
        item.line,
        `${name} may import only types of ${path}`,
        "write `import type`, or take the value as an argument",
      );
    }
  }
  return say(
    source.path,
    item.line,
    `${name} may not import ${path}`,
    "take it as an argument, or move the code where it belongs",
  );
}

function vendorBreach(path: string, item: Import): Breach | undefined {
  const { name, zone } = zoneOf(path)!;
  const builtin = item.specifier.startsWith("node:") || builtinModules.includes(item.specifier);
  if (builtin && !item.specifier.startsWith("node:")) {
    return say(path, item.line, `imports "${item.specifier}"`, `write "node:${item.specifier}"`);
  }
  const fits = (vendor: string) =>
    vendor === "node:*" ? builtin : item.specifier === vendor || item.specifier.startsWith(`${vendor}/`);
  if (zone.vendors?.some(fits)) return undefined;
  return say(
    path,
    item.line,
    `${name} may not import ${item.specifier}`,
    "keep each vendor library behind its own folder",
  );
}

/** Cycles of imports that remain at run time, each as the list of its files. */
export function cycles(all: readonly Source[]): string[][] {
  const byPath = new Map(all.map((source) => [source.path, source]));
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): void => {
    if (state.get(path) === "done" || !byPath.has(path)) return;
    if (state.get(path) === "open") {
      found.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    state.set(path, "open");
    trail.push(path);
    for (const { specifier, typeOnly, lazy } of byPath.get(path)!.imports) {
      if (!typeOnly && !lazy && specifier.startsWith(".")) visit(target(path, specifier));
    }
    trail.pop();
    state.set(path, "done");
  };
  for (const { path } of all) visit(path);
  return found;
}

const outsideWorld: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/g, "Date.now"],
  [/\bnew Date\(\s*\)/g, "new Date() of now"],
  [/\bperformance\.now\b/g, "performance.now"],
  [/\bprocess\.hrtime\b/g, "process.hrtime"],
  [/\bMath\.random\b/g, "Math.random"],
  [/\bprocess\.env\b/g, "process.env"],
];

/** Clocks, chance and environment outside the folders that own them. */
export function outsideBreaches(source: Source): Breach[] {
  if (source.test || zoneOf(source.path)?.zone.outside) return [];
  return outsideWorld.flatMap(([pattern, what]) =>
    [...source.bare.matchAll(pattern)].map(({ index }) =>
      say(
        source.path,
        lineAt(source.bare, index),
        `reads ${what}`,
        "take it as an argument from cli or an adapter",
      ),
    ),
  );
}

const unfinished =
  /\bT[O]DO\b|\bFIX[M]E\b|\bnot [i]mplemented\b|(?<!::)\bplace[h]older\b(?!=)|\bdum[m]y\b|\bstu[b]s?\b/gi;
const skipped =
  /\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|only|tod[o]|fails)\b|\b(?:xit|xdescribe|fit|fdescribe)\(/g;

/** Words that mark unfinished work. */
export function unfinishedBreaches({ path, text, test }: Source): Breach[] {
  if (test) return [];
  return [...text.matchAll(unfinished)].map(({ index, 0: word }) =>
    say(path, lineAt(text, index), `says "${word}"`, "finish it, or leave it out"),
  );
}

/** Tests that never run. What the environment decides (`skipIf`, `runIf`) may stay. */
export function skippedBreaches({ path, bare }: Source): Breach[] {
  return [...bare.matchAll(skipped)].map(({ index, 0: word }) =>
    say(
      path,
      lineAt(bare, index),
      `says "${word}"`,
      "mend the test, or use skipIf with the reason in its title",
    ),
  );
}

const shared =
  /\bprocess\.env(?:\.\w+|\[[^\]]*\])\s*=(?!=)|\bdelete process\.env\b|\bprocess\.(?:chdir|removeAllListeners)\(|\bglobalThis\.\w+\s*=(?!=)|\bvi\.(?:mock|doMock|stubGlobal|stubEnv|useFakeTimers)\(/g;

/** Tests that change what they share with the tests of other files, which run in the same process. */
export function sharedBreaches({ path, bare }: Source): Breach[] {
  if (!path.endsWith(".test.ts")) return [];
  return [...bare.matchAll(shared)].map(({ index, 0: text }) =>
    say(
      path,
      lineAt(bare, index),
      `says "${text}"`,
      "files of tests share a process: give it to what is tested as an argument, or start a process",
    ),
  );
}

const machinePath = /(?:^|[\s"'`(=:])(\/(?:home|Users|root|work|mnt|tmp)\/[\w.-]+|[A-Z]:\\\w+)/g;

/** Paths of somebody's machine. Tests and scripts may name /tmp. */
export function machinePathBreaches(path: string, text: string): Breach[] {
  const mayUseTmp = /\.test\.ts$|^scripts\/|^\.ci\//.test(path);
  return [...text.matchAll(machinePath)]
    .filter(({ 1: named }) => !(mayUseTmp && named!.startsWith("/tmp/")))
    .map(({ index, 1: named }) =>
      say(
        path,
        lineAt(text, index),
        `names ${named}`,
        "use a path relative to the project or to the user's folder",
      ),
    );
}

/** Functions longer than `most` lines, but for those listed as `path:name`. */
export function longFunctions(
  source: Source,
  most: number,
  allowed: Readonly<Record<string, string>>,
): Breach[] {
  if (source.test) return [];
  return functionsOf(source)
    .filter(({ name, lines }: FunctionSize) => lines > most && !(`${source.path}:${name}` in allowed))
    .map(({ name, line, lines }) =>
      say(
        source.path,
        line,
        `${name} has ${lines} lines (at most ${most})`,
        "split it, or list it with a reason in tidy.test.ts",
      ),
    );
}
