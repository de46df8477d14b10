import type { RequestListItem } from '@congvu/contracts';

export type Ability =
  | 'edit'
  | 'send'
  | 'override'
  | 'declare'
  | 'approve'
  | 'seal'
  | 'give_back'
  | 'withdraw'
  | 'correct'
  | 'scan';

type Able = Pick<RequestListItem, 'abilities'>;

export function may({ abilities }: Able, ability: Ability): boolean {
  return abilities[`requests.${ability}`] === true;
}

/** Why this person may not, when the act is known to him at all. */
export function reasonAgainst({ abilities }: Able, ability: Ability): string | undefined {
  const answer = abilities[`requests.${ability}`];
  return typeof answer === 'string' ? answer : undefined;
}
