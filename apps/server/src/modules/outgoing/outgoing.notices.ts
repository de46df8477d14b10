import { clearNotices, notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { put, roleAudience } from '#modules/search';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { OUTGOING_STATE_LABELS } from './outgoing.states.ts';
import type { OutgoingRecord } from './outgoing.store.ts';

export function outgoingLink(id: string): string {
  return `/van-ban-di/${id}`;
}

/** "Công văn về việc tăng cường…", "Quyết định 512/QĐ-UBND": how people name the document in a sentence. */
export function outgoingTitle(document: { type_name: string; document_type: string; abstract: string }): string {
  const isAbout = document.document_type === 'official_letter' || /^(?:V\/v|Về việc)\s/iu.test(document.abstract);
  const about = isAbout ? 'về việc ' : '';
  const bare = document.abstract.replace(/^(?:V\/v|Về việc)[:\s]+/iu, '');
  // Lower case unless the word is an abbreviation.
  const abstract = /^\p{Lu}\p{Ll}/u.test(bare) ? bare.charAt(0).toLocaleLowerCase('vi') + bare.slice(1) : bare;
  return `${document.type_name} ${about}${abstract}`.trim();
}

interface Notice {
  kind: string;
  text: string;
  reason: string;
}

/** Tells people, and clears what waited for this step before: acting anywhere clears it everywhere. */
export async function noticeNext(
  tx: Tx,
  context: Context,
  { row }: Pick<OutgoingRecord, 'row'>,
  personIds: readonly string[],
  notice: Notice,
): Promise<void> {
  const link = outgoingLink(row.id);
  await clearNotices(tx, { agencyId: row.agency_id, link });
  await notify(tx, context, { agencyId: row.agency_id, personIds, link, ...notice });
}

export async function listClerks(tx: Tx, context: Context, agencyId: string): Promise<string[]> {
  const positions = await listPositions(tx, agencyId, vietnamDate(context.clock.now()));
  return positions.filter((post) => post.roles.includes('clerk')).map((post) => post.personId);
}

/** Search entry and change event: the last word of every step. */
export async function announce(tx: Tx, { row, document }: OutgoingRecord): Promise<void> {
  await put(tx, {
    agencyId: row.agency_id,
    kind: 'outgoing',
    objectId: row.id,
    title: [document.number_symbol, outgoingTitle(document)].filter((part) => part !== '').join(' '),
    subtitle: OUTGOING_STATE_LABELS[row.state],
    link: outgoingLink(row.id),
    sortedAt: row.changed_at,
    audience: [
      row.unit_id,
      row.drafter_person_id,
      row.signer_person_id,
      // Who sees all of the agency (outgoing.policy.ts), whoever that is when searching.
      ...(['clerk', 'leader', 'auditor'] as const).map((role) => roleAudience(row.agency_id, role)),
    ],
    text: [document.symbol, document.drafting_unit, row.signer_name, ...row.recipients].join('\n'),
  });
  await publish(tx, { topic: 'outgoing', agencyId: row.agency_id, ids: [row.id] });
}
