import type { CommandAnswer, ManagerOutput, VenueAction } from "./commands.ts";

/** What one input leads to, as it is collected. A list is made with its first member: most inputs lead to nothing. */
export interface Draft {
  actions: VenueAction[] | undefined;
  answers: CommandAnswer[] | undefined;
}

/** Notes what must be done at the venue. */
export function act(draft: Draft, action: VenueAction): void {
  if (draft.actions) draft.actions.push(action);
  else draft.actions = [action];
}

/** Notes the answer to a command. */
export function answer(draft: Draft, given: CommandAnswer): void {
  if (draft.answers) draft.answers.push(given);
  else draft.answers = [given];
}

const none: readonly never[] = Object.freeze([]);
const nothing: ManagerOutput = Object.freeze({ actions: none, answers: none });

/** What was collected, to be kept by whoever gets it. */
export const outputOf = ({ actions, answers }: Draft): ManagerOutput =>
  actions || answers ? { actions: actions ?? none, answers: answers ?? none } : nothing;
