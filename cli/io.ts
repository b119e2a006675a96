/** The world of a command: everything that it reads from or writes to besides files. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes to standard output: results, and with `--json` nothing but JSON. */
  readonly out: (text: string) => void;
  /** Writes to standard error: progress, warnings, errors. */
  readonly err: (text: string) => void;
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a terminal, where a progress bar may move. */
  readonly terminal: boolean;
  /**
   * Runs a computation that may go on for long without a pause, such as a user's code. Meanwhile signals end the
   * process at once, as they do by default: no listener of ours could be called.
   */
  readonly compute: <T>(work: () => T | Promise<T>) => Promise<T>;
}

/** How this program is called from here: a package that is installed in a project is found by npx alone. */
export const programName = ({ env }: Io): string => (env.npm_command === "exec" ? "npx bot4" : "bot4");
