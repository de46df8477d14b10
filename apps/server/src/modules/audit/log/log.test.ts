import { openNote, parseCheckpoint, verifyConsistency, verifyInclusion } from '@congvu/tlog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { AGENCY, placed, somebody, write, writeMany } from '../audit.testing.ts';
import { recordAll } from '../record.ts';
import { latestCheckpoint, latestStored, makeCheckpoint, printedCheckpoint } from './checkpoints.ts';
import { logIdentity } from './log-identity.ts';
import { rotateKey } from './rotate-key.ts';
import { sequence } from './sequence.ts';
import { treeOf, treeSize } from './tiles.ts';

let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

async function counts(): Promise<{ leaves: number; entries: number; distinct: number; waiting: number }> {
  const [row] = await rawQuery<{ leaves: number; entries: number; distinct: number; waiting: number }>(
    office.db,
    `select (select count(*) from audit_leaf) as leaves, (select count(*) from audit_entry) as entries,
       (select count(distinct leaf_id) from audit_entry) as distinct, (select count(*) from audit_pending) as waiting`,
    [],
  );
  return row ?? { leaves: -1, entries: -1, distinct: -1, waiting: -1 };
}

describe('every committed leaf has one place', () => {
  test('a leaf that is committed after a later one was placed is placed all the same', async () => {
    await sequence(office);
    const before = await treeSize(office.db);
    const late = await office.database.pool.connect();
    await late.query('begin');
    await late.query(
      `insert into audit_leaf (agency_id, id, at, action, object_kind, object_id, actor_name, request_id, ip, detail, leaf_hash)
       values ($1, $2, now(), 'test.late', 'document', 'x', 'ai', 'r', '', '{}', sha256('late'))`,
      [AGENCY, newId(0)],
    );
    await writeMany(office, 3);
    expect(await sequence(office)).toBe(3);
    const [newest] = await rawQuery<{ id: string }>(office.db, 'select max(leaf_id::text) as id from audit_entry', []);
    await late.query('commit');
    late.release();
    // Control: who goes on from the newest id placed never sees it.
    const skipped = await rawQuery(office.db, 'select 1 from audit_leaf where id > $1::uuid', [newest?.id]);
    expect(skipped).toHaveLength(0);
    expect(await sequence(office)).toBe(1);
    expect(await treeSize(office.db)).toBe(before + 4);
    expect(await counts()).toMatchObject({ waiting: 0 });
  });

  test('sequencers at once, a rolled back command, several thousand leaves: none twice, none left', async () => {
    const context = office.as(somebody());
    const many = Array.from({ length: 6_200 }, () => ({
      action: 'test.many',
      agencyId: AGENCY,
      objectKind: 'document',
      objectId: newId(),
    }));
    const failing = command(context, async (tx) => {
      await recordAll(tx, context, many.slice(0, 5));
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    const writing = [command(context, async (tx) => recordAll(tx, context, many)), writeMany(office, 40)];
    const racing = Array.from({ length: 6 }, () => sequence(office));
    await Promise.all([...writing, ...racing]);
    await sequence(office);
    const { leaves, entries, distinct, waiting } = await counts();
    expect({ entries, distinct, waiting }).toEqual({ entries: leaves, distinct: leaves, waiting: 0 });
    const seqs = (await placed(office)).map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs.keys()]);
  });

  test('a sequencer that dies in the middle leaves everything waiting', async () => {
    await writeMany(office, 5);
    const before = await counts();
    const dying = await office.database.pool.connect();
    dying.on('error', () => undefined);
    await dying.query('begin');
    await dying.query('select pg_advisory_xact_lock(726402)');
    await dying.query('delete from audit_pending');
    expect(await sequence(office)).toBe(0);
    const { rows } = await dying.query<{ pid: number }>('select pg_backend_pid() as pid');
    await rawQuery(office.db, 'select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
    dying.release(true);
    expect(await counts()).toEqual(before);
    expect(await sequence(office)).toBe(5);
  });
});

describe('checkpoints', () => {
  test('one when the tree grew, signed, the same root as the leaves give; none when it did not', async () => {
    await sequence(office);
    await makeCheckpoint(office);
    expect(await makeCheckpoint(office)).toBeUndefined();
    const stored = await latestStored(office.db);
    const { keys, origin } = await logIdentity(office);
    const { text } = openNote(stored?.note ?? '', [keys[0].key]);
    const { size, root } = parseCheckpoint(text);
    const leaves = await placed(office);
    expect({ size, origin: text.split('\n')[0] }).toEqual({ size: leaves.length, origin });
    const tree = treeOf(office.db, size);
    for (const { seq, leaf_hash } of leaves.filter((_leaf, at) => at % 501 === 0)) {
      const proof = await tree.inclusionProof(seq);
      expect(verifyInclusion({ leafHash: leaf_hash, index: seq, size, root, proof })).toBe(true);
    }
  });

  test('of two processes that turn the minute together one signs; the next continues the last', async () => {
    const first = await latestStored(office.db);
    await writeMany(office, 3);
    await sequence(office);
    const made = await Promise.all([makeCheckpoint(office), makeCheckpoint(office), makeCheckpoint(office)]);
    const [second, ...others] = made.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    const proof = await treeOf(office.db, second?.size ?? 0).consistencyProof(first?.size ?? 0);
    const roots = { firstRoot: first?.root ?? Buffer.alloc(0), secondRoot: second?.root ?? Buffer.alloc(0) };
    expect(verifyConsistency({ first: first?.size ?? 0, second: second?.size ?? 0, ...roots, proof })).toBe(true);
    expect(await latestCheckpoint(office.db)).toMatchObject({
      size: second?.size,
      shortRoot: expect.stringMatching(/^([0-9A-F]{4} ){3}[0-9A-F]{4}$/),
    });
  });

  test('a new key is handed over by the old one, which stays known; nobody but the administrator changes it', async () => {
    const old = await logIdentity(office);
    await expect(rotateKey(office.as(somebody()))).rejects.toMatchObject({ code: 'audit.configure.forbidden' });
    await rotateKey(office.as(somebody({ roles: ['administrator'] })));
    const fresh = await logIdentity(office);
    expect(fresh.keys.slice(1).map(({ key }) => key)).toEqual(old.keys.map(({ key }) => key));
    expect(fresh.origin).toBe(old.origin);
    const handover = await latestStored(office.db);
    const both = [fresh.keys[0].key, old.keys[0].key];
    expect(openNote(handover?.note ?? '', both).verified.map(({ key }) => key.id)).toEqual(both.map(({ id }) => id));
    await write(office.as(somebody()));
    await sequence(office);
    const next = await makeCheckpoint(office);
    expect(openNote(next?.note ?? '', both).verified.map(({ key }) => key.id)).toEqual([both[0]?.id]);
  });
});

test.each(['audit_leaf', 'audit_entry', 'audit_node', 'audit_log', 'audit_key', 'audit_checkpoint'])(
  '%s cannot be changed, emptied or cut',
  async (table) => {
    for (const statement of [`delete from ${table}`, `truncate ${table} cascade`]) {
      await expect(rawQuery(office.db, statement, [])).rejects.toThrow('append-only');
    }
  },
);

test('the foot of a printed register names size, beginning of the root and moment', async () => {
  const stored = await latestStored(office.db);
  expect(await printedCheckpoint(office.db)).toEqual({
    note: stored?.note,
    line: `Điểm kiểm tra nhật ký: ${stored?.size} dòng, gốc ${stored?.root
      .toString('hex', 0, 8)
      .toUpperCase()
      .replace(/(.{4})(?=.)/g, '$1 ')}, ký lúc 08:00 ngày 22/3/2021`,
  });
});
