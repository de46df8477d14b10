import type { DraftContent, RecipientGroup, RecipientPick } from '@congvu/contracts';
import { currentAgencyCode, findAgency, findPosition, listRecipientGroups } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';

export interface Receiver {
  agencyId: string;
  name: string;
}

function unknownRecipient(path: string, label: string) {
  return invalid(
    'drafting.recipient_unknown',
    `Nơi nhận "${label}" không còn trong danh bạ cơ quan. Chọn lại nơi nhận.`,
    [{ path, message: 'Nơi nhận không còn trong danh bạ' }],
  );
}

/** Agencies behind one printed line; undefined when it is no longer in the tree. */
async function membersOf(
  db: Db | Tx,
  pick: RecipientPick,
  groups: readonly RecipientGroup[],
  today: string,
): Promise<readonly Receiver[] | undefined> {
  if (pick.kind === 'group') {
    return groups.find((group) => group.key === pick.group)?.agencies;
  }
  if (pick.kind === 'line') {
    return [];
  }
  const agency = await findAgency(db, pick.agencyId);
  const isGone = agency === undefined || (agency.valid_to !== null && agency.valid_to < today);
  return isGone ? undefined : [{ agencyId: agency.id, name: agency.name }];
}

/**
 * The agencies a letter is delivered to: every agency and every member of a group named in "Kính gửi" or "Nơi nhận", each
 * once, never the issuer itself. Lines of plain text have no address.
 */
export async function resolveReceivers(
  db: Db | Tx,
  context: Context,
  agencyId: string,
  picks: readonly RecipientPick[],
): Promise<Receiver[]> {
  const today = vietnamDate(context.clock.now());
  const groups = picks.some((pick) => pick.kind === 'group') ? await listRecipientGroups(db, agencyId, today) : [];
  const found = new Map<string, Receiver>();
  for (const [index, pick] of picks.entries()) {
    const members = await membersOf(db, pick, groups, today);
    if (members === undefined) {
      throw unknownRecipient(`addressees.${index}`, pick.label);
    }
    for (const member of members) {
      found.set(member.agencyId, { agencyId: member.agencyId, name: member.name });
    }
  }
  found.delete(agencyId);
  return [...found.values()];
}

/** Receivers with the code that goes on the envelope. */
export async function addressReceivers(
  db: Db | Tx,
  receivers: readonly Receiver[],
): Promise<(Receiver & { code: string })[]> {
  const addressed: (Receiver & { code: string })[] = [];
  for (const receiver of receivers) {
    addressed.push({ ...receiver, code: (await currentAgencyCode(db, receiver.agencyId)) ?? '' });
  }
  return addressed;
}

export interface ContentFacts {
  receivers: Receiver[];
  signerName: string;
}

/** What lists show of a text without opening it. */
export async function contentFacts(
  db: Db | Tx,
  context: Context,
  agencyId: string,
  content: DraftContent,
): Promise<ContentFacts> {
  const receivers = await resolveReceivers(db, context, agencyId, [...content.addressees, ...content.recipients]);
  const today = vietnamDate(context.clock.now());
  const signer =
    content.signerPositionId === null ? undefined : await findPosition(db, content.signerPositionId, today);
  return { receivers, signerName: signer?.agencyId === agencyId ? signer.fullName : '' };
}
