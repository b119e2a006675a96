/** What the exit code of `bot4` means; printed by `bot4 --help`. */
export const exitCodes = {
  ok: 0,
  bug: 1,
  badInput: 2,
  refused: 3,
  dataDefects: 4,
  interrupted: 130,
  terminated: 143,
} as const;

export const exitCodesText =
  "Exit codes: 0 done; 1 a fault of bot4 itself; 2 bad usage or input; 3 refused by evidence (a run that did not " +
  "reproduce, a strategy that looks ahead or that the gate does not pass); 4 defects in the data; 130 and 143 " +
  "interrupted, terminated.";
