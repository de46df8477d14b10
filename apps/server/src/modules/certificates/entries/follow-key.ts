import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { lockEntryOfKey, updateEntry } from './entries.store.ts';
import { type CertificateEntryRow, entryTables, type PkiSimRow, type SealRow } from './entries.tables.ts';
import { writeHistory } from './history.store.ts';
import { setSealState } from './seals.store.ts';
import { lockToken, updateToken } from './tokens.store.ts';

/** What happened to a key, as far as the register is concerned. */
export type KeyNews =
  | { kind: 'lost'; note: string }
  | { kind: 'found' }
  /** `suspended`: the one revocation that may be taken back. */
  | { kind: 'revoked'; on: string; reason: string; suspended: boolean }
  /** The authority took a suspension back (RFC 5280 §5.3.1). */
  | { kind: 'released' };

interface Story {
  text: string;
  seal: SealRow['state'];
  sim: PkiSimRow['state'];
}

function storyOf(news: KeyNews): Story {
  switch (news.kind) {
    case 'lost':
      return {
        text: `Báo mất, phong tỏa chứng thư số${news.note === '' ? '' : `: ${news.note}`}.`,
        seal: 'frozen',
        sim: 'lost',
      };
    case 'found':
      return { text: 'Rút báo mất: đã tìm lại được, dùng lại được.', seal: 'active', sim: 'in_use' };
    case 'revoked':
      return {
        text: `Thu hồi chứng thư số: ${news.reason}.`,
        seal: news.suspended ? 'frozen' : 'retired',
        sim: news.suspended ? 'blocked' : 'ended',
      };
    case 'released':
      return { text: 'Nơi cấp bỏ tạm dừng chứng thư số.', seal: 'active', sim: 'in_use' };
  }
}

/** What becomes of the entry; undefined leaves it: a request under way or the authority's word stands above a report. */
function entryChange(entry: CertificateEntryRow, news: KeyNews): Partial<CertificateEntryRow> | undefined {
  switch (news.kind) {
    case 'lost':
      return entry.state === 'active' || entry.state === 'issued' ? { state: 'frozen' } : undefined;
    case 'found':
      return entry.state === 'frozen' ? { state: 'active' } : undefined;
    case 'revoked':
      return entry.state === 'revoked'
        ? undefined
        : { state: 'revoked', revoked_on: news.on, revoked_reason: news.reason };
    case 'released':
      return entry.state === 'revoked' ? { state: 'active', revoked_on: null, revoked_reason: '' } : undefined;
  }
}

async function moveToken(
  tx: Tx,
  context: Context,
  entry: CertificateEntryRow,
  change: { news: KeyNews; text: string; link: string | null },
): Promise<void> {
  const token = entry.token_id === null ? undefined : await lockToken(tx, entry.agency_id, entry.token_id);
  const to = change.news.kind === 'lost' ? 'lost' : change.news.kind === 'found' ? 'found' : undefined;
  if (token === undefined) {
    return;
  }
  const isGone = token.state === 'written_off' || token.state === 'returned';
  const moves = to === 'lost' ? !isGone && token.state !== 'lost' : to === 'found' && token.state === 'lost';
  if (to !== undefined && moves) {
    await updateToken(tx, token, { state: to }, context.clock.now());
  }
  const { text, link } = change;
  await writeHistory(tx, context, [{ agencyId: token.agency_id, thingId: token.id, text, link }]);
}

async function moveSims(
  tx: Tx,
  context: Context,
  entry: CertificateEntryRow,
  { state, text, link }: { state: PkiSimRow['state']; text: string; link: string | null },
): Promise<void> {
  const rows = await entryTables(tx)
    .updateTable('certificate_pki_sim')
    .set({ state, updated_at: context.clock.now() })
    .where('agency_id', '=', entry.agency_id)
    .where('entry_id', '=', entry.id)
    .where('state', '<>', state)
    .returning('id')
    .execute();
  await writeHistory(
    tx,
    context,
    rows.map(({ id }) => ({ agencyId: entry.agency_id, thingId: id, text, link })),
  );
}

/** Entry, device, SIM and seal go where the key went. The caller's audit leaf tells of it. */
export async function moveEntry(
  tx: Tx,
  context: Context,
  entry: CertificateEntryRow,
  { news, link }: { news: KeyNews; link: string | null },
): Promise<CertificateEntryRow> {
  const { text, seal, sim } = storyOf(news);
  const change = entryChange(entry, news);
  const moved = change === undefined ? entry : await updateEntry(tx, entry, change, context.clock.now());
  await writeHistory(tx, context, [{ agencyId: entry.agency_id, thingId: entry.id, text, link }]);
  await moveToken(tx, context, entry, { news, text, link });
  await moveSims(tx, context, entry, { state: sim, text, link });
  await setSealState(tx, context, entry, { state: seal, text, link });
  await publish(tx, { topic: 'certificates', agencyId: entry.agency_id });
  return moved;
}

/** The register learns what happened to a key of this office, in the transaction of the news. */
export async function followKey(
  tx: Tx,
  context: Context,
  certificate: Pick<CertificateRow, 'agency_id' | 'id'>,
  news: KeyNews,
): Promise<void> {
  const entry = await lockEntryOfKey(tx, { agencyId: certificate.agency_id, id: certificate.id });
  if (entry !== undefined) {
    await moveEntry(tx, context, entry, { news, link: `/chung-thu-so?chon=${certificate.id}` });
  }
}

/** As the register writes the day of a revocation. */
export function revokedNews(at: Date, reason: string, suspended = false): KeyNews {
  return { kind: 'revoked', on: vietnamDate(at), reason, suspended };
}
