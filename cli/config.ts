import { readdirSync } from "node:fs";
import { refuse, suggest } from "../engine/core/errors.ts";
import type { Flags } from "./command.ts";
import { configurable } from "./flags.ts";
import type { Io } from "./io.ts";

type Config = Readonly<Record<string, unknown>>;

/**
 * `fee-bps` as a config file spells it.
 *
 * @example
 * camelCase("fee-bps") // => "feeBps"
 */
export const camelCase = (flag: string): string =>
  flag.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());

const taken = new WeakMap<object, ReadonlySet<string>>();

/** Names of the flags of these arguments that came from the config file: nobody asked for them in this call. */
export const fromConfig = (args: object): ReadonlySet<string> => taken.get(args) ?? new Set();

/**
 * The arguments with what they leave open taken from `bot4.config.{ts,js,json,yaml,toml,…}` of the working folder.
 * Throws a UserError for a key that is none or a value of the wrong type.
 */
export async function withConfig<A extends object>(args: A, flags: Flags, io: Io): Promise<A> {
  const config = await readConfig(io.cwd);
  const merged = { ...args } as Record<string, unknown>;
  const own = new Set<string>();
  for (const name of Object.keys(flags)) {
    const value = config[camelCase(name)];
    if (merged[name] !== undefined || value === undefined) continue;
    merged[name] = value;
    own.add(name);
  }
  taken.set(merged, own);
  return merged as A;
}

async function readConfig(cwd: string): Promise<Config> {
  // Loading the loader takes a tenth of a second: most folders have no config.
  const file = readdirSync(cwd).find((name) => /^bot4\.config\.[a-z0-9]+$/.test(name));
  if (file === undefined) return {};
  const { loadConfig } = await import("c12");
  const options = {
    rcFile: false,
    globalRc: false,
    packageJson: false,
    dotenv: false,
    extend: false,
  } as const;
  const { config } = await loadConfig({ name: "bot4", cwd, ...options }).catch((error: Error) =>
    refuse(`${file} cannot be read: ${error.message}`),
  );
  return Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]) => [key, parse(file, key, value)]),
  );
}

function parse(file: string, key: string, value: unknown): unknown {
  const known = Object.fromEntries(
    Object.entries(configurable).map(([name, flag]) => [camelCase(name), flag]),
  );
  const flag = Object.hasOwn(known, key) ? known[key] : undefined;
  if (!flag)
    refuse(
      `${file}: unknown key "${key}"${suggest(key, Object.keys(known)) || `; it may have ${Object.keys(known).join(", ")}`}`,
    );
  const problem = (rule: string) => refuse(`${file}: ${key} must be ${rule}; was ${JSON.stringify(value)}`);
  if (key === "param" && isRecord(value))
    return Object.entries(value).map(([name, item]) => `${name}=${item}`);
  if (flag.array) {
    const items = [value].flat();
    return items.every((item) => typeof item === "string") ? items : problem("a text or a list of texts");
  }
  if (value === false && flag.type !== "number") return value;
  if (typeof value !== (flag.type ?? "string")) problem(`a ${flag.type ?? "string"}`);
  if (flag.choices && !flag.choices.includes(value as string)) problem(`one of ${flag.choices.join(", ")}`);
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
