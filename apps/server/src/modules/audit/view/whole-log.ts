import { formatKey } from '@congvu/tlog';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { fullNote, type StoredCheckpoint } from '../log/checkpoints.ts';
import { logIdentity } from '../log/log-identity.ts';
import { exactLine } from './export-lines.ts';
import { LEAF_COLUMNS, type LeafRow, leafOfRow } from './leaf-row.ts';

const AT_ONCE = 2_000;

type EntryRow = Omit<LeafRow, 'id'> & { seq: number; entry_hash: Buffer; id: string | null };

/**
 * The log for a verifier of one's own (`congvu audit verify`): keys, checkpoints, every hash of the tree in order, and in full the
 * leaves of the agency that asks. Leaves of other agencies are hashes and nothing more.
 */
export async function* wholeLog(context: ActingContext): AsyncGenerator<string> {
  const { db, subject } = context;
  const { origin, keys } = await logIdentity(context);
  const known = keys.map(({ key }) => formatKey(key));
  yield exactLine({ type: 'log', format: 'congvu-audit-log/1', origin, keys: known, agencyId: subject.agencyId });
  const checkpoints = await rawQuery<StoredCheckpoint>(db, 'select * from audit_checkpoint order by number', []);
  for (const checkpoint of checkpoints) {
    yield exactLine({ type: 'checkpoint', note: await fullNote(db, checkpoint) });
  }
  for (let from = 0; ; from += AT_ONCE) {
    const rows = await rawQuery<EntryRow>(
      db,
      `select entry.seq, entry.leaf_hash as entry_hash, ${LEAF_COLUMNS.map((column) => `leaf.${column}`).join(', ')}
       from audit_entry entry left join audit_leaf leaf
         on entry.agency_id = $1 and leaf.agency_id = entry.agency_id and leaf.id = entry.leaf_id
       where entry.seq >= $2 and entry.seq < $3 order by entry.seq`,
      [subject.agencyId, from, from + AT_ONCE],
    );
    yield rows.map(entryLine).join('');
    if (rows.length < AT_ONCE) {
      return;
    }
  }
}

function entryLine({ seq, entry_hash, id, ...rest }: EntryRow): string {
  const leaf = id === null ? undefined : leafOfRow({ ...rest, id });
  return exactLine({ type: 'entry', seq, hash: entry_hash.toString('hex'), ...(leaf !== undefined && { leaf }) });
}
