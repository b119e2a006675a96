import { refuse, suggest } from "../engine/core/errors.ts";
import type { Io } from "./io.ts";

const files = { bash: "~/.bashrc", zsh: "~/.zshrc" } as const;
type Shell = keyof typeof files;
const shells = Object.keys(files) as Shell[];

export const completionHelp = `bot4 completion [bash|zsh]

Print a script that completes commands, flags and strategies; append it to ~/.bashrc or ~/.zshrc:

  bot4 completion bash >> ~/.bashrc
  bot4 completion zsh >> ~/.zshrc

Without a word it is for the shell that $SHELL names, or else for bash.
`;

/** A script that makes a shell ask `bot4 --get-yargs-completions` what a half-typed word may become. */
export function completionScript([word, ...more]: readonly string[], io: Io): string {
  if (more.length > 0) refuse(`unknown argument "${more[0]}": bot4 completion [bash|zsh]`);
  const shell = word ?? (io.env.SHELL?.endsWith("zsh") ? "zsh" : "bash");
  if (!Object.hasOwn(files, shell)) {
    refuse(`shell must be one of ${shells.join(", ")}; was "${shell}"${suggest(shell, shells)}`);
  }
  return scripts[shell as Shell];
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `# Completion of bot4 for bash: append this to ${files.bash}.
_bot4_complete() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  local IFS=$'\\n'
  COMPREPLY=( $(compgen -W "$(SHELL=bash bot4 --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)" -- "$word") )
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=( $(compgen -f -- "$word") )
}
complete -o bashdefault -o default -F _bot4_complete bot4
`,
  zsh: `# Completion of bot4 for zsh: append this to ${files.zsh}.
_bot4_complete() {
  local -a found
  found=( \${(f)"$(SHELL=zsh bot4 --get-yargs-completions "\${(@)words[1,CURRENT]}" 2>/dev/null)"} )
  if (( \${#found} )); then
    _describe bot4 found
  else
    _files
  fi
}
compdef _bot4_complete bot4
`,
};
