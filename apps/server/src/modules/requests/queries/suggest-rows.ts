import type { RowSuggestions, RowSuggestionsQuery } from '@congvu/contracts';
import { columnsOf, formByKind, nameKey } from '@congvu/forms';
import type { z } from 'zod';
import { accountFacts } from '#modules/accounts';
import { mailboxFacts } from '#modules/mail';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { findPeople, type PersonRecord } from '../engine/people.ts';
import { requestDeskPolicies } from '../requests.policy.ts';

const LIMIT = 20;

interface Known {
  account: string;
  mailbox: string;
}

/** Names for the cells of a list: people of the agency with what the registers know of them; telephone only where the form asks. */
export async function suggestRows(
  context: ActingContext,
  { kind, q }: z.output<typeof RowSuggestionsQuery>,
): Promise<RowSuggestions> {
  const { subject, db } = context;
  requestDeskPolicies.authorize('requests.suggest', subject, { own: false });
  const on = vietnamDate(context.clock.now());
  const form = formByKind(kind, on);
  const part = form.layout.kind === 'list' && form.layout.parts.length > 1 ? 'people' : undefined;
  const columns = columnsOf(form, part).map(({ key }) => key);
  const people = await findPeople(db, subject.agencyId, q, on, LIMIT);
  const holders = people.map(({ fullName, unitName }) => ({ fullName, unitName }));
  const [accounts, mailboxes] = await Promise.all([
    columns.includes('account') ? accountFacts(db, { agencyId: subject.agencyId, holders }) : undefined,
    columns.includes('mailbox') ? mailboxFacts(db, { personIds: people.map(({ personId }) => personId) }) : undefined,
  ]);
  return {
    items: people.map((person) => {
      const own = accounts?.byHolder.get(nameKey(person.fullName)) ?? [];
      const known = {
        account: own.find(({ ownUnit }) => ownUnit)?.name ?? '',
        mailbox: mailboxes?.byPerson.get(person.personId)?.address ?? '',
      };
      return {
        label: person.fullName,
        hint: [person.title, person.unitName].filter((text) => text !== '').join(', '),
        values: valuesOf(person, known, columns),
      };
    }),
  };
}

function valuesOf(person: PersonRecord, known: Known, columns: readonly string[]): Record<string, string> {
  const all: Record<string, string> = {
    fullName: person.fullName,
    position: person.title,
    unit: person.unitName,
    phone: person.phone,
    ...known,
  };
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => columns.includes(key) && value !== ''));
}
