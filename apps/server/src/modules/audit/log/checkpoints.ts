import { formatCheckpoint, formatNote, signNote } from '@congvu/tlog';
import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { printMoment } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type LogIdentity, logIdentity } from './log-identity.ts';
import { treeOf, treeSize } from './tiles.ts';

/** Any constant: of processes that turn the minute together one signs. */
const LOCK = 726_404;

export interface StoredCheckpoint {
  number: number;
  size: number;
  root: Buffer;
  at: Date;
  /** As it was signed by the log, without cosignatures. */
  note: string;
}

export async function latestStored(db: Db | Tx): Promise<StoredCheckpoint | undefined> {
  const [row] = await rawQuery<StoredCheckpoint>(
    db,
    'select number, size, root, at, note from audit_checkpoint order by number desc limit 1',
    [],
  );
  return row;
}

/** The signed checkpoint with the lines of those who cosigned it, as C2SP tlog-checkpoint has it. */
export async function fullNote(db: Db | Tx, checkpoint: Pick<StoredCheckpoint, 'number' | 'note'>): Promise<string> {
  const lines = await rawQuery<{ line: string }>(
    db,
    'select line from audit_cosignature where checkpoint_number = $1 order by key_name',
    [checkpoint.number],
  );
  return `${checkpoint.note}${lines.map(({ line }) => `${line}\n`).join('')}`;
}

/** Signs the tree as it stands. `signers` beside the newest key: the older one when it hands over. */
export async function insertCheckpoint(
  tx: Tx,
  services: Services,
  identity: LogIdentity,
  also: readonly LogIdentity[] = [],
): Promise<StoredCheckpoint> {
  const size = await treeSize(tx);
  const root = await treeOf(tx, size).root();
  const at = services.clock.now();
  // The time stands under the signature: a column beside it could be changed.
  const text = formatCheckpoint({ origin: identity.origin, size, root, extension: [at.toISOString()] });
  const signatures = [identity, ...also].map(({ keys, privateKey }) => signNote(text, keys[0].key, privateKey));
  const note = formatNote({ text, signatures });
  const [row] = await rawQuery<StoredCheckpoint>(
    tx,
    `insert into audit_checkpoint (number, size, root, at, note)
     select coalesce(max(number), 0) + 1, $1, $2, $3, $4 from audit_checkpoint returning number, size, root, at, note`,
    [size, root, at, note],
  );
  if (row === undefined) {
    throw new Error('the checkpoint was not stored');
  }
  return row;
}

export async function lockCheckpoints(tx: Tx): Promise<void> {
  await rawQuery(tx, 'select pg_advisory_xact_lock($1)', [LOCK]);
}

/** A checkpoint when the tree has grown since the last one; undefined when it has not. */
export async function makeCheckpoint(services: Services): Promise<StoredCheckpoint | undefined> {
  const identity = await logIdentity(services);
  return services.db.transaction().execute(async (tx) => {
    await lockCheckpoints(tx);
    const last = await latestStored(tx);
    return (await treeSize(tx)) > (last?.size ?? 0) ? insertCheckpoint(tx, services, identity) : undefined;
  });
}

interface LatestCheckpoint {
  size: number;
  /** Beginning of the root in hexadecimal, for people to compare. */
  shortRoot: string;
  at: Date;
  /** The whole note. */
  note: string;
}

function shortRootOf({ root }: StoredCheckpoint): string {
  return root
    .toString('hex')
    .slice(0, 16)
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1 ');
}

/** The newest checkpoint as people and pages need it. */
export async function latestCheckpoint(db: Db | Tx): Promise<LatestCheckpoint | undefined> {
  const stored = await latestStored(db);
  return stored === undefined
    ? undefined
    : { size: stored.size, shortRoot: shortRootOf(stored), at: stored.at, note: await fullNote(db, stored) };
}

export interface PrintedCheckpoint {
  /** For people. */
  line: string;
  /** For machines, as a QR code: the note that the log signed, which a verifier takes as a witness. */
  note: string;
}

/** What stands at the foot of printed registers: on paper nobody can cut or rewrite what the log held that day. */
export async function printedCheckpoint(db: Db | Tx): Promise<PrintedCheckpoint | undefined> {
  const stored = await latestStored(db);
  if (stored === undefined) {
    return undefined;
  }
  const { size, at, note } = stored;
  return {
    line: `Điểm kiểm tra nhật ký: ${size} dòng, gốc ${shortRootOf(stored)}, ký lúc ${printMoment(at)}`,
    note,
  };
}
