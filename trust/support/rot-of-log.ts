import type { LogSource } from '../../apps/cli/src/audit/log-source.ts';
import { withDatabase } from '../../apps/cli/src/audit/open-database.ts';
import { readDatabase } from '../../apps/cli/src/audit/read-database.ts';
import { verifyLog } from '../../apps/cli/src/audit/verify-log.ts';
import { createAuditModule, record } from '../../apps/server/src/modules/audit/index.ts';
import type { Foundations } from '../../apps/server/src/office.ts';
import { type Context, command } from '../../apps/server/src/platform/context.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';
import type { Random } from './random.ts';
import { pickSome, type Rotted } from './rot.ts';

const TEXTS = ['actor_name', 'action', 'object_kind', 'object_id', 'request_id', 'ip'];

/** A checkpoint for each of so many leaves, as so many minutes would bring. */
export async function makeCheckpoints({ services }: Foundations, count: number, agencyId: string): Promise<void> {
  const sweeps = createAuditModule({ listMembers: async () => [] } as never).sweeps ?? [];
  const turn = async (name: string): Promise<void> => sweeps.find((sweep) => sweep.name === name)?.run(services);
  for (let index = 0; index < count; index += 1) {
    const meta = { requestId: newId(), ip: '', userAgent: 'trust' };
    const context: Context = { ...services, subject: undefined, meta, idempotency: undefined };
    await command(context, (tx) =>
      record(tx, context, { action: 'trust.effect', agencyId, objectKind: 'trust', objectId: newId() }),
    );
    await turn('audit.sequence');
    await turn('audit.checkpoint');
  }
}

/** Whoever owns the tables can switch their guards off; the proof does not hang on them. */
async function withoutGuards(office: Foundations, table: string, work: () => Promise<void>): Promise<void> {
  await office.pool.query(`alter table ${table} disable trigger user`);
  try {
    await work();
  } finally {
    await office.pool.query(`alter table ${table} enable trigger user`);
  }
}

/** One character of a text becomes its neighbour. */
const NEXT_LETTER = (column: string): string =>
  `overlay(${column} placing chr(ascii(substr(${column}, $1, 1)) # 1) from $1 for 1)`;

async function rotLeaf(office: Foundations, seq: number, random: Random): Promise<void> {
  const { db } = office.services;
  const [leaf] = await rawQuery<Record<string, string>>(
    db,
    `select leaf.* from audit_entry entry join audit_leaf leaf on leaf.agency_id = entry.agency_id and leaf.id = entry.leaf_id
     where entry.seq = $1`,
    [seq],
  );
  const column = random.pick(TEXTS.filter((name) => (leaf?.[name] ?? '') !== ''));
  const at = 1 + random.below([...(leaf?.[column] ?? '')].length);
  await rawQuery(
    db,
    `update audit_leaf set ${column} = ${NEXT_LETTER(column)} from audit_entry entry
     where entry.seq = $2 and entry.agency_id = audit_leaf.agency_id and entry.leaf_id = audit_leaf.id`,
    [at, seq],
  );
}

/** Control: a proof that looks at the hashes alone, and at no signature. */
function withoutContents(source: LogSource): LogSource {
  return {
    ...source,
    checkpoints: [],
    entries: async function* () {
      for await (const { seq, hash } of source.entries()) {
        yield { seq, hash };
      }
    },
  };
}

async function findings(dataDir: string, broken: boolean): Promise<{ code: string; at: string }[]> {
  const report = await withDatabase(dataDir, async (query) => {
    const source = await readDatabase(query);
    return source && verifyLog(broken ? withoutContents(source) : source, { witnessed: [], keys: [] });
  });
  return (report?.findings ?? []).filter(({ code }) => code !== 'key_untrusted');
}

function judge(kind: string, rotted: readonly number[], named: ReadonlySet<string>): Rotted {
  const found = rotted.filter((place) => named.has(String(place))).length;
  return { kind, flipped: rotted.length, found, beside: named.size - found };
}

/** Leaves first, then checkpoints: each is put right before the next. */
export async function rotLog(
  office: Foundations,
  dataDir: string,
  { count, random, broken }: { count: number; random: Random; broken: boolean },
): Promise<Rotted[]> {
  const { db } = office.services;
  const all = await rawQuery<{ seq: number }>(db, 'select seq from audit_entry order by seq', []);
  const leaves = pickSome(all, count, random).map(({ seq }) => seq);
  await office.pool.query('create table trust_leaf as select * from audit_leaf');
  await withoutGuards(office, 'audit_leaf', async () => {
    for (const seq of leaves) {
      await rotLeaf(office, seq, random);
    }
  });
  const ofLeaves = (await findings(dataDir, broken)).filter(({ code }) => code === 'leaf_changed');
  await withoutGuards(office, 'audit_leaf', async () => {
    await office.pool.query('delete from audit_leaf');
    await office.pool.query('alter table audit_leaf disable trigger audit_leaf_awaits_its_place');
    await office.pool.query('insert into audit_leaf select * from trust_leaf');
  });
  const kept = await rawQuery<{ number: number; note: string }>(db, 'select number, note from audit_checkpoint', []);
  const notes = pickSome(kept, count, random);
  await withoutGuards(office, 'audit_checkpoint', async () => {
    for (const { number, note } of notes) {
      // The line of the origin, the size, the root or the signature: any character but the ends of lines.
      const places = [...note].flatMap((letter, index) => (letter === '\n' ? [] : [index + 1]));
      await rawQuery(db, `update audit_checkpoint set note = ${NEXT_LETTER('note')} where number = $2`, [
        random.pick(places),
        number,
      ]);
    }
  });
  const ofNotes = (await findings(dataDir, broken)).filter(({ code }) => code.startsWith('checkpoint_'));
  return [
    judge('dấu vết', leaves, new Set(ofLeaves.map(({ at }) => at))),
    judge(
      'điểm chốt',
      notes.map(({ number }) => number),
      new Set(ofNotes.map(({ at }) => at)),
    ),
  ];
}
