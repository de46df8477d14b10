import type { FieldValue, FilledForm } from '@congvu/forms';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** What the personnel record does not hold and a person has to say only once. */
const SAID_ONCE = [
  'gender',
  'bornOn',
  'birthPlace',
  'identity.number',
  'identity.issuedOn',
  'identity.issuedBy',
  'mobile',
];

export type Answers = Record<string, FieldValue>;

const SIGNED_BY = `
  select content from request
  where agency_id = $1 and declarant_person_id = $2 and nil = false and state not in ('draft', 'withdrawn')
  order by updated_at desc limit 5`;

const SENT_BY = `
  select content from request
  where agency_id = $1 and kind in ('cert.issue.person', 'cert.issue.org') and state not in ('draft', 'withdrawn')
  order by updated_at desc limit 5`;

function firstFilled(forms: readonly { content: FilledForm }[], keys: readonly string[]): FieldValue | undefined {
  for (const { content } of forms) {
    const value = keys.map((key) => content.fields?.[key]).find((found) => typeof found === 'string' && found !== '');
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}

/** What the person wrote on earlier forms, by keys without prefix, newest first; and the address of the agency. */
export async function earlierAnswers(
  db: Db | Tx,
  wanted: { agencyId: string; personId: string | null },
): Promise<{ person: Answers; agency: Answers }> {
  const { agencyId, personId } = wanted;
  const own = personId === null ? [] : await rawQuery<{ content: FilledForm }>(db, SIGNED_BY, [agencyId, personId]);
  const sent = await rawQuery<{ content: FilledForm }>(db, SENT_BY, [agencyId]);
  const person: Answers = {};
  for (const key of SAID_ONCE) {
    const value = firstFilled(own, [key, `declarant.${key}`]);
    if (value !== undefined) {
      person[key] = value;
    }
  }
  const address = firstFilled(sent, ['employerAddress', 'address']);
  const agency: Answers = address === undefined ? {} : { employerAddress: address, address };
  for (const key of ['taxCode', 'budgetCode', 'province']) {
    const value = firstFilled(sent, [key]);
    if (value !== undefined) {
      agency[key] = value;
    }
  }
  return { person, agency };
}
