import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { NO_PORTS as PORTS, somebody, write, writeMany } from './audit.testing.ts';
import { fullNote, latestStored, makeCheckpoint } from './log/checkpoints.ts';
import { insertKey } from './log/log-identity.ts';
import { prove } from './log/prove.ts';
import { rotateKey } from './log/rotate-key.ts';
import { sequence } from './log/sequence.ts';
import { leafHash } from './record.ts';
import { exportEntries } from './view/export-entries.ts';
import { type LeafRow, leafOfRow } from './view/leaf-row.ts';

/** The judge is another program, which shares no line with the writer: it is reached by its place, not by an arrow. */
const JUDGE = new URL('../../../../cli/src/audit/', import.meta.url);
const CONGVU = fileURLToPath(new URL('../../../../cli/src/main.ts', import.meta.url));

interface Report {
  verdict: 'valid' | 'invalid';
  size: number;
  witnessedSize: number | null;
  findings: { code: string; at: string }[];
}
type Query = (sql: string, parameters?: unknown[]) => Promise<Record<string, string | null>[]>;
interface Judge {
  readDatabase(query: Query): Promise<object | undefined>;
  verifyLog(source: object | undefined, options: { witnessed: string[]; keys: string[] }): Promise<Report>;
}

let office: TestOffice;
let judge: Judge;
let folder: string;
/** The newest checkpoint, as a witness keeps it. */
let kept: string;
const letter = '01890000-0000-7000-8000-00000000abcd';

async function notes(): Promise<string> {
  const stored = await latestStored(office.db);
  return stored === undefined ? '' : fullNote(office.db, stored);
}

beforeAll(async () => {
  office = await createTestOffice();
  folder = mkdtempSync(join(tmpdir(), 'congvu-audit-'));
  judge = {
    ...(await import(new URL('read-database.ts', JUDGE).href)),
    ...(await import(new URL('verify-log.ts', JUDGE).href)),
  };
  const context = office.as(somebody());
  for (const count of [180, 50, 30]) {
    await writeMany(office, count, {
      detail: { abstract: 'Về việc rà soát "chứng thư"', count, list: [1, null, 'á'] },
    });
    await write(context, { objectId: letter, action: 'incoming.registered' });
    await sequence(office);
    office.clock.advance(60_000);
    await makeCheckpoint(office);
  }
  await rotateKey(office.as(somebody({ roles: ['administrator'] })));
  await writeMany(office, 20);
  await sequence(office);
  await makeCheckpoint(office);
  kept = await notes();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await office.close();
});

/** As the owner of the database may: triggers off, whatever he likes, then the judge, then everything back. */
async function judgeAfter(
  change: (client: pg.PoolClient) => Promise<unknown>,
  witnessed: string[] = [],
): Promise<Report> {
  const client = await office.database.pool.connect();
  try {
    await client.query("begin; set local session_replication_role = 'replica'");
    await change(client);
    const query: Query = async (sql, parameters) => {
      const { rows } = await client.query({
        text: sql,
        values: parameters ?? [],
        types: { getTypeParser: () => (value: string) => value },
      });
      return rows;
    };
    return await judge.verifyLog(await judge.readDatabase(query), { witnessed, keys: [] });
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const nothing = async (): Promise<void> => undefined;
const codes = ({ findings }: Report): string[] => [...new Set(findings.map(({ code }) => code))].sort();

test('what nobody touched is whole, with and without a witness', async () => {
  expect(await judgeAfter(nothing)).toMatchObject({ verdict: 'valid', findings: [], witnessedSize: null });
  const witnessed = await judgeAfter(nothing, [kept]);
  expect(witnessed).toMatchObject({ verdict: 'valid', findings: [], witnessedSize: witnessed.size });
});

const LEAF_TEXTS = ['action', 'object_kind', 'object_id', 'actor_name', 'request_id', 'ip'];
const LEAF_IDS = ['user_id', 'position_id', 'on_behalf_of'];
const place = fc.nat(262);

/** One act of a hostile administrator each; `$1` a place in the tree. */
const mutations = fc.oneof(
  fc.tuple(place, fc.constantFrom(...LEAF_TEXTS)).map(([seq, column]) => ({
    name: `text of ${column}`,
    sql: `update audit_leaf set ${column} = ${column} || 'x' where id = (select leaf_id from audit_entry where seq = ${seq})`,
  })),
  fc.tuple(place, fc.constantFrom(...LEAF_IDS)).map(([seq, column]) => ({
    name: `id in ${column}`,
    sql: `update audit_leaf set ${column} = gen_random_uuid() where id = (select leaf_id from audit_entry where seq = ${seq})`,
  })),
  fc.tuple(place, fc.constantFrom('1 microsecond', '1 day')).map(([seq, by]) => ({
    name: `moment by ${by}`,
    sql: `update audit_leaf set at = at + interval '${by}' where id = (select leaf_id from audit_entry where seq = ${seq})`,
  })),
  place.map((seq) => ({
    name: 'detail',
    sql: `update audit_leaf set detail = detail || '{"count": 7}' where id = (select leaf_id from audit_entry where seq = ${seq})`,
  })),
  fc.tuple(place, fc.constantFrom('audit_leaf', 'audit_entry')).map(([seq, table]) => ({
    name: `hash in ${table}`,
    sql: `update ${table} set leaf_hash = sha256(leaf_hash) where ${table === 'audit_leaf' ? `id = (select leaf_id from audit_entry where seq = ${seq})` : `seq = ${seq}`}`,
  })),
  fc.tuple(place, fc.constantFrom('audit_leaf', 'audit_entry')).map(([seq, table]) => ({
    name: `dropped from ${table}`,
    sql: `delete from ${table} where ${table === 'audit_leaf' ? `id = (select leaf_id from audit_entry where seq = ${seq})` : `seq = ${seq}`}`,
  })),
  fc.tuple(place, fc.integer({ min: 1, max: 250 })).map(([seq, apart]) => {
    const pair = `(${seq}, ${(seq + apart) % 263})`;
    return {
      name: 'two swapped',
      sql: `create temp table swapped on commit drop as
          select ${seq} + ${(seq + apart) % 263} - seq as seq, agency_id, leaf_id, leaf_hash from audit_entry where seq in ${pair};
        delete from audit_entry where seq in ${pair};
        insert into audit_entry select * from swapped`,
    };
  }),
  place.map((seq) => ({
    name: 'leaf and all its hashes rewritten',
    sql: `update audit_leaf set actor_name = 'Người khác', leaf_hash = sha256('new') where id = (select leaf_id from audit_entry where seq = ${seq});
          update audit_entry set leaf_hash = sha256('new') where seq = ${seq}`,
  })),
  fc.integer({ min: 1, max: 40 }).map((count) => ({
    name: 'newest cut, checkpoints left',
    sql: `delete from audit_leaf where id in (select leaf_id from audit_entry order by seq desc limit ${count});
          delete from audit_entry where seq > (select max(seq) - ${count} from audit_entry)`,
  })),
  fc.integer({ min: 1, max: 4 }).map((number) => ({
    name: 'checkpoint dropped',
    sql: `delete from audit_checkpoint where number = ${number}`,
  })),
  fc
    .tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(
        "root = sha256('x')",
        'size = size - 1',
        "at = at + interval '1 second'",
        "note = overlay(note placing 'X' from 5)",
        // All of them: of a hand-over, which two keys sign, one true line is enough (C2SP ignores signers it does not know).
        "note = regexp_replace(note, '\u2014 .', '\u2014 z', 'g')",
      ),
    )
    .map(([number, set]) => ({
      name: `checkpoint: ${set}`,
      sql: `update audit_checkpoint set ${set} where number = ${number}`,
    })),
  fc.constantFrom(
    { name: 'node', sql: "update audit_node set hash = sha256('x')" },
    { name: 'node dropped', sql: 'delete from audit_node' },
    { name: 'node invented', sql: "insert into audit_node values (1, 7, sha256('x'))" },
    { name: 'key', sql: "update audit_key set public_key = sha256('k') where number = 1" },
    { name: 'origin', sql: "update audit_log set origin = origin || 'x'" },
    {
      name: 'a leaf slipped in',
      sql: `insert into audit_leaf select agency_id, gen_random_uuid(), at, action, object_kind, object_id, user_id, position_id, actor_name, on_behalf_of, request_id, ip, detail, leaf_hash from audit_leaf limit 1`,
    },
  ),
);

test('each of 110 random acts of whoever owns the database is found', async () => {
  let acted = 0;
  await fc.assert(
    fc.asyncProperty(mutations, async (mutation) => {
      const report = await judgeAfter((client) => client.query(mutation.sql));
      acted += 1;
      expect(report.verdict, mutation.name).toBe('invalid');
    }),
    { numRuns: 110 },
  );
  expect(acted).toBe(110);
});

/** Back to the third checkpoint as if nothing had come after it. */
async function cut(client: pg.PoolClient): Promise<void> {
  await client.query(`
    delete from audit_leaf where id in (select leaf_id from audit_entry where seq >= (select size from audit_checkpoint where number = 3));
    delete from audit_entry where seq >= (select size from audit_checkpoint where number = 3);
    delete from audit_checkpoint where number > 3;
    delete from audit_key where number > 1`);
}

describe('what only somebody else can know', () => {
  test('a log cut at its end with its checkpoints looks whole (control), and is found with a checkpoint kept elsewhere', async () => {
    expect(await judgeAfter(cut)).toMatchObject({ verdict: 'valid' });
    expect(codes(await judgeAfter(cut, [kept]))).toEqual(['key_untrusted', 'witness_contradicts']);
  });

  test('a log rewritten as a whole with a new key looks whole (control), and is found the same way', async () => {
    const other = await createTestOffice();
    try {
      await writeMany(other, 40);
      await sequence(other);
      await makeCheckpoint(other);
      const stored = await latestStored(other.db);
      const [leaf] = await rawQuery<LeafRow>(other.db, 'select * from audit_leaf order by id limit 1', []);
      const forged = { ...leafOfRow(leaf ?? expect.fail()), actor_name: 'Người khác' };
      const client = await other.database.pool.connect();
      await client.query("set session_replication_role = 'replica'");
      await client.query('update audit_leaf set actor_name = $1, leaf_hash = $2 where id = $3', [
        forged.actor_name,
        leafHash(forged),
        leaf?.id,
      ]);
      await client.query(`delete from audit_entry; delete from audit_node; delete from audit_checkpoint; delete from audit_key;
        insert into audit_pending select agency_id, id, leaf_hash from audit_leaf`);
      await client.query("set session_replication_role = 'origin'");
      client.release();
      await other.db.transaction().execute((tx) => insertKey(tx, other, 1));
      await sequence(other);
      await makeCheckpoint(other);
      const query: Query = async (sql, parameters) => {
        const types = { getTypeParser: () => (value: string) => value };
        return (await other.database.pool.query({ text: sql, values: parameters ?? [], types })).rows;
      };
      const alone = await judge.verifyLog(await judge.readDatabase(query), { witnessed: [], keys: [] });
      expect(alone).toMatchObject({ verdict: 'valid', size: 40 });
      const source = await judge.readDatabase(query);
      const told = await judge.verifyLog(source, { witnessed: [stored?.note ?? ''], keys: [] });
      expect(codes(told)).toEqual(['key_untrusted', 'witness_contradicts']);
    } finally {
      await other.close();
    }
  });
});

async function congvu(...args: string[]): Promise<{ code: number; report: Report & Record<string, unknown> }> {
  const words = ['--no-warnings', CONGVU, 'audit', 'verify', ...args, '--json'];
  const env = { ...process.env, DATABASE_URL: office.database.url };
  return new Promise((resolve) => {
    execFile(process.execPath, words, { env, encoding: 'utf8' }, (error, stdout) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, report: stdout === '' ? {} : JSON.parse(stdout) });
    });
  });
}

describe('congvu audit verify', () => {
  test('the database, with the checkpoint that was saved', async () => {
    const saved = join(folder, 'checkpoints.txt');
    writeFileSync(saved, `${kept}\n${kept}`);
    const { code, report } = await congvu('--witness', saved);
    expect({ code, ...report }).toMatchObject({ code: 0, verdict: 'valid', findings: [] });
    expect(report.witnessedSize).toBe(report.size);
  });

  test('the exported log and one byte of it; a proof and one byte of it', async () => {
    const inspector = office.as(somebody());
    const reason = 'Kiểm tra định kỳ quý I';
    const { stream } = await exportEntries(inspector, PORTS, { format: 'log', reason });
    const exported = await text(stream as NodeJS.ReadableStream); // the export always streams
    const file = join(folder, 'nhat-ky.log.jsonl');
    writeFileSync(file, exported);
    const whole = await congvu(file);
    expect(whole).toMatchObject({ code: 0, report: { verdict: 'valid', leaves: whole.report.size } });
    writeFileSync(file, exported.replace('"incoming.registered"', '"incoming.registerd"'));
    expect((await congvu(file)).report.findings.map(({ code }) => code)).toEqual(['leaf_changed']);

    const proof = JSON.stringify(await prove(inspector, PORTS, 'document', letter));
    const paper = join(folder, 'bang-chung.json');
    writeFileSync(paper, proof);
    expect(await congvu(paper)).toMatchObject({ code: 0, report: { verdict: 'valid', proved: 3 } });
    writeFileSync(paper, proof.replace('"Lò Văn Kiểm"', '"Lò Văn Khác"'));
    expect((await congvu(paper)).code).toBe(1);
  });
});
