import {
  cosignNote,
  formatNote,
  openNote,
  parseAddCheckpoint,
  parseCheckpoint,
  parseKey,
  parseNote,
  TlogError,
  verifyConsistency,
} from '@congvu/tlog';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { logIdentity } from '../log/log-identity.ts';

export interface WitnessAnswer {
  status: 200 | 400 | 403 | 404 | 409 | 422;
  /** The cosignature line; of 409 the size that was signed last. */
  body: string;
}

interface WatchedRow {
  origin: string;
  verifier_keys: string;
  signed_size: number;
  signed_root: Buffer | null;
}

async function refuse(tx: Tx, context: Context, row: WatchedRow, code: string): Promise<void> {
  await rawQuery(tx, 'update audit_watched set refused_code = $2, refused_at = $3 where origin = $1', [
    row.origin,
    code,
    context.clock.now(),
  ]);
}

type Asked = ReturnType<typeof parseAddCheckpoint>;

/** C2SP tlog-witness, in its order: known log, its signature, old size as we remember it, continuation. */
async function judge(tx: Tx, context: Context, asked: Asked): Promise<WitnessAnswer> {
  const { text, signatures } = parseNote(asked.note);
  const claimed = parseCheckpoint(text);
  const [row] = await rawQuery<WatchedRow>(
    tx,
    'select origin, verifier_keys, signed_size, signed_root from audit_watched where origin = $1 for update',
    [claimed.origin],
  );
  if (row === undefined) {
    return { status: 404, body: '' };
  }
  try {
    openNote(asked.note, row.verifier_keys.split('\n').map(parseKey));
  } catch {
    await refuse(tx, context, row, 'signature');
    return { status: 403, body: '' };
  }
  if (asked.old > claimed.size) {
    return { status: 400, body: '' };
  }
  if (asked.old !== row.signed_size) {
    // Their tree is shorter than what we signed: it was cut, or brought back from an old copy.
    if (claimed.size < row.signed_size) {
      await refuse(tx, context, row, 'shrunk');
    }
    return { status: 409, body: `${row.signed_size}\n` };
  }
  const firstRoot = row.signed_root ?? Buffer.alloc(32);
  const claim = { first: asked.old, second: claimed.size, firstRoot, secondRoot: claimed.root, proof: asked.proof };
  if (!verifyConsistency(claim)) {
    await refuse(tx, context, row, 'forked');
    return { status: asked.old === claimed.size ? 409 : 422, body: asked.old === claimed.size ? `${asked.old}\n` : '' };
  }
  return { status: 200, body: await sign(tx, context, { text, signatures }, claimed) };
}

async function sign(
  tx: Tx,
  context: Context,
  note: ReturnType<typeof parseNote>,
  { origin, size, root }: ReturnType<typeof parseCheckpoint>,
): Promise<string> {
  const now = context.clock.now();
  const { keys, privateKey } = await logIdentity(context);
  const signature = cosignNote(note.text, keys[0].witnessKey, privateKey, Math.floor(now.getTime() / 1000));
  const kept = formatNote({ text: note.text, signatures: [...note.signatures, signature] });
  await rawQuery(
    tx,
    `update audit_watched set signed_size = $2, signed_root = $3, signed_at = $4, refused_code = '', refused_at = null
     where origin = $1`,
    [origin, size, root, now],
  );
  await rawQuery(
    tx,
    'insert into audit_watched_note (origin, size, at, note) values ($1, $2, $3, $4) on conflict (origin, size) do nothing',
    [origin, size, now, kept],
  );
  return formatNote({ text: 'x\n', signatures: [signature] }).slice('x\n\n'.length);
}

/**
 * We are the witness of a subordinate's log: its next checkpoint is signed when it continues what we signed last, and never otherwise. Two
 * checkpoints that come at once are judged one after the other (row lock). Not an act of an office: it leaves its own append-only row, no
 * leaf, or two installations that witness each other would write forever.
 */
export async function takeCheckpoint(context: Context, body: string): Promise<WitnessAnswer> {
  try {
    const asked = parseAddCheckpoint(body);
    return await context.db.transaction().execute((tx) => judge(tx, context, asked));
  } catch (error) {
    if (error instanceof TlogError) {
      return { status: 400, body: '' };
    }
    throw error;
  }
}
