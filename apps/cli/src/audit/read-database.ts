import { createHash } from 'node:crypto';
import { hashOfLeaf } from './leaf-hash.ts';
import type { Entry, Finding, KeptCheckpoint, LogSource } from './log-source.ts';
import { readVerifierKey } from './notes.ts';

/** A connection in one snapshot; rows as text, so that nothing is rounded on the way. */
export type Query = (text: string, parameters?: unknown[]) => Promise<Record<string, string | null>[]>;

const AT_ONCE = 5_000;

/** Microseconds and all: a moment that was moved by less than a millisecond is another moment. */
const moment = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;

function instant(text: string | null | undefined): string {
  const shown = text ?? '';
  return shown.endsWith('000') ? `${shown.slice(0, -3)}Z` : `${shown}Z`;
}

const LEAF = `leaf.agency_id::text, leaf.id::text, ${moment('leaf.at')} as at, leaf.action, leaf.object_kind, leaf.object_id,
  leaf.user_id::text, leaf.position_id::text, leaf.actor_name, leaf.on_behalf_of::text, leaf.request_id, leaf.ip,
  leaf.detail::text as detail, encode(leaf.leaf_hash, 'hex') as leaf_hash`;

type Row = Record<string, string | null>;

function leafOf({
  leaf_hash: _hash,
  seq: _seq,
  hash: _entry,
  pending: _pending,
  at,
  detail,
  ...texts
}: Row): Record<string, unknown> {
  return { ...texts, at: instant(at), detail: JSON.parse(detail ?? 'null') };
}

async function* readEntries(query: Query): AsyncGenerator<Entry> {
  for (let after = -1; ; ) {
    const rows = await query(
      `select entry.seq::text as seq, encode(entry.leaf_hash, 'hex') as hash, ${LEAF} from audit_entry entry
       left join audit_leaf leaf on leaf.agency_id = entry.agency_id and leaf.id = entry.leaf_id
       where entry.seq > $1 order by entry.seq limit $2`,
      [after, AT_ONCE],
    );
    for (const row of rows) {
      const { id, leaf_hash } = row;
      const found = id === null ? {} : { leafHash: leaf_hash ?? '' };
      yield { seq: Number(row['seq']), hash: row['hash'] ?? '', ...found, leaf: id === null ? null : leafOf(row) };
    }
    if (rows.length < AT_ONCE) {
      return;
    }
    after = Number(rows.at(-1)?.['seq']);
  }
}

/** Leaves that wait for their place are as they were written; a leaf that neither stands nor waits was taken out of the tree. */
async function readStrays(query: Query): Promise<Finding[]> {
  const rows = await query(
    `select ${LEAF}, encode(pending.leaf_hash, 'hex') as pending from audit_leaf leaf
     left join audit_pending pending on pending.agency_id = leaf.agency_id and pending.leaf_id = leaf.id
     where not exists (select 1 from audit_entry entry where entry.agency_id = leaf.agency_id and entry.leaf_id = leaf.id)
     order by leaf.id limit 1000`,
  );
  const loose = rows.flatMap((row): Finding[] => {
    const { id, pending, leaf_hash } = row;
    if (pending === null || pending === undefined) {
      return [{ code: 'leaf_unplaced', at: id ?? '' }];
    }
    const found = hashOfLeaf(leafOf(row)).toString('hex');
    return found === pending && found === leaf_hash ? [] : [{ code: 'leaf_changed', at: id ?? '' }];
  });
  const lost = await query(
    `select pending.leaf_id::text as id from audit_pending pending
     left join audit_leaf leaf on leaf.agency_id = pending.agency_id and leaf.id = pending.leaf_id where leaf.id is null limit 1000`,
  );
  return [...loose, ...lost.map(({ id }): Finding => ({ code: 'leaf_missing', at: id ?? '' }))];
}

async function readKept(query: Query): Promise<KeptCheckpoint[]> {
  const rows = await query(
    `select number::text, size::text, encode(root, 'hex') as root, ${moment('at')} as at, note from audit_checkpoint
     order by audit_checkpoint.number`,
  );
  const lines = await query(
    'select checkpoint_number::text as number, line from audit_cosignature order by checkpoint_number, key_name',
  );
  return rows.map(({ number, size, root, at, note }) => ({
    number: Number(number),
    note: `${note}${lines.flatMap((one) => (one['number'] === number ? [`${one['line']}\n`] : [])).join('')}`,
    said: { size: Number(size), root: root ?? '', at: instant(at) },
  }));
}

const LOG_TYPE = Buffer.of(1);

function keyText(origin: string, raw: Buffer): string {
  const bytes = Buffer.concat([LOG_TYPE, raw]);
  const hash = createHash('sha256').update(`${origin}\n`).update(bytes).digest('hex').slice(0, 8);
  return `${origin}+${hash}+${bytes.toString('base64')}`;
}

/** The log in the tables of an office. */
export async function readDatabase(query: Query): Promise<LogSource | undefined> {
  const [log] = await query('select origin from audit_log');
  const origin = log?.['origin'];
  if (origin === null || origin === undefined) {
    return undefined;
  }
  const raw = await query("select encode(public_key, 'hex') as key from audit_key order by number desc");
  const nodes = await query("select level::text, position::text, encode(hash, 'hex') as hash from audit_node");
  const witnesses = await query('select verifier_key from audit_witness');
  return {
    origin,
    keys: raw.map(({ key }) => keyText(origin, Buffer.from(key ?? '', 'hex'))),
    witnessKeys: witnesses.flatMap(({ verifier_key }) =>
      verifier_key !== null && verifier_key !== undefined && readVerifierKey(verifier_key) !== undefined
        ? [verifier_key]
        : [],
    ),
    checkpoints: await readKept(query),
    entries: () => readEntries(query),
    nodes: new Map(nodes.map(({ level, position, hash }) => [`${level}/${position}`, hash ?? ''])),
    strays: () => readStrays(query),
  };
}
