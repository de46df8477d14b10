import type { DraftContent, RecipientGroup, RecipientPick } from '@congvu/contracts';
import { codeKey, type ResolvedReceiver, resolveReceivers as resolveBookReceivers } from '#modules/addressbook';
import { currentAgencyCode, findAgency, findPosition, listRecipientGroups } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';

export interface Receiver {
  /** Null for a body outside our tree, known by its code in the address book. */
  agencyId: string | null;
  name: string;
  /** Only of a body outside our tree; the others have the code of the day they are sent to. */
  code?: string;
  /** The closed body that was named, when another takes over from it. */
  instead: string | null;
}

function unknownRecipient(path: string, label: string, why = 'không còn trong danh bạ cơ quan') {
  return invalid('drafting.recipient_unknown', `Nơi nhận "${label}" ${why}. Chọn lại nơi nhận.`, [
    { path, message: 'Nơi nhận không còn trong danh bạ' },
  ]);
}

interface Directory {
  groups: readonly RecipientGroup[];
  book: ReadonlyMap<string, ResolvedReceiver>;
  today: string;
}

async function loadDirectory(
  db: Db | Tx,
  context: Context,
  agencyId: string,
  picks: readonly RecipientPick[],
): Promise<Directory> {
  const today = vietnamDate(context.clock.now());
  const codes = picks.flatMap((pick) => (pick.kind === 'listed' ? [pick.code] : []));
  return {
    today,
    groups: picks.some((pick) => pick.kind === 'group') ? await listRecipientGroups(db, agencyId, today) : [],
    book: codes.length === 0 ? new Map() : await resolveBookReceivers(db, codes),
  };
}

function listedReceiver(resolved: ResolvedReceiver | undefined): Receiver[] | undefined {
  if (resolved === undefined || resolved.agency.deleted) {
    return undefined;
  }
  const { agency, instead } = resolved;
  const { agencyId, name, code } = agency;
  return [{ agencyId, name, instead: instead?.name ?? null, ...(agencyId === null && { code }) }];
}

/** Agencies behind one printed line; undefined when it is no longer in the tree or the book. */
async function membersOf(
  db: Db | Tx,
  pick: RecipientPick,
  { groups, book, today }: Directory,
): Promise<readonly Receiver[] | undefined> {
  switch (pick.kind) {
    case 'line':
      return [];
    case 'listed':
      return listedReceiver(book.get(codeKey(pick.code)));
    case 'group':
      return groups
        .find((group) => group.key === pick.group)
        ?.agencies.map(({ agencyId, name }) => ({ agencyId, name, instead: null }));
    case 'agency': {
      const agency = await findAgency(db, pick.agencyId);
      const isGone = agency === undefined || (agency.valid_to !== null && agency.valid_to < today);
      return isGone ? undefined : [{ agencyId: agency.id, name: agency.name, instead: null }];
    }
  }
}

/**
 * The agencies a letter is delivered to: every agency, every member of a group and every body of the address book named in "Kính gửi" or
 * "Nơi nhận", each once, never the issuer itself; a closed body by who takes over. Lines of plain text have no address.
 */
export async function resolveReceivers(
  db: Db | Tx,
  context: Context,
  agencyId: string,
  picks: readonly RecipientPick[],
): Promise<Receiver[]> {
  const directory = await loadDirectory(db, context, agencyId, picks);
  const found = new Map<string, Receiver>();
  for (const [index, pick] of picks.entries()) {
    const members = await membersOf(db, pick, directory);
    if (members === undefined) {
      const why =
        pick.kind === 'listed' && directory.book.has(codeKey(pick.code))
          ? 'đã đóng trong sổ địa chỉ mà chưa có một cơ quan nhận thay'
          : undefined;
      throw unknownRecipient(`addressees.${index}`, pick.label, why);
    }
    for (const member of members) {
      const key = member.agencyId ?? codeKey(member.code ?? '');
      if (!found.has(key)) {
        found.set(key, member);
      }
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
    const code =
      receiver.agencyId === null ? (receiver.code ?? '') : ((await currentAgencyCode(db, receiver.agencyId)) ?? '');
    addressed.push({ ...receiver, code });
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
