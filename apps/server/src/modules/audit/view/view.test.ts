import { text } from 'node:stream/consumers';
import { AuditQuery } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { AGENCY, NO_PORTS, somebody, write } from '../audit.testing.ts';
import { prove } from '../log/prove.ts';
import { sequence } from '../log/sequence.ts';
import type { AuditPorts } from '../ports.ts';
import { leafHash } from '../record.ts';
import { exportEntries } from './export-entries.ts';
import { type LeafRow, leafOfRow } from './leaf-row.ts';
import { listEntries } from './list-entries.ts';
import { maskPersonal } from './mask.ts';

const letter = '01890000-0000-7000-8000-00000000aaaa';
const ports: AuditPorts = {
  ...NO_PORTS,
  maySee: async (_db, subject) => subject.displayName === 'Người Đọc',
  nameDocuments: async (_db, _agency, ids) => new Map(ids.includes(letter) ? [[letter, '12/UBND-VP: Về việc A']] : []),
  documentsNamed: async (_db, _agency, name) => (name === '12/UBND-VP' ? [letter] : []),
};
const inspector = somebody();

let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice();
  const clerk = office.as(somebody({ displayName: 'Đặng Thị Hường', roles: ['clerk'] }));
  for (let day = 0; day < 5; day += 1) {
    for (let time = 0; time < 4; time += 1) {
      await write(clerk, { action: time % 2 === 0 ? 'outgoing.issued' : 'outgoing.signed' });
    }
    office.clock.advance(86_400_000);
  }
  await write(clerk, {
    objectId: letter,
    action: 'accounts.import_confirmed',
    detail: { phone: '0912 345 678', people: [{ cccd: '012345678901', name: 'A' }], size: 123456789 },
  });
  await write(clerk, {
    action: 'incoming.returned',
    detail: { reason: '=HYPERLINK("http://x")\r\n\u001b[31mđỏ\u202e', second: '@SUM(A1)' },
  });
  await write(office.as(somebody({ displayName: 'Người Nơi Khác' })), { agencyId: newId() });
});
afterAll(() => office.close());

function asked(given: object = {}) {
  return listEntries(office.as(inspector), ports, AuditQuery.parse(given));
}

async function exported(query: Parameters<typeof exportEntries>[2]): Promise<string> {
  const { stream } = await exportEntries(office.as(inspector), ports, query);
  return text(stream as NodeJS.ReadableStream); // the export always streams
}

async function leavesOf(action: string): Promise<LeafRow[]> {
  return rawQuery<LeafRow>(office.db, 'select * from audit_leaf where action = $1 order by id', [action]);
}

describe('search', () => {
  test('pages newest first, each line once, and nothing of another agency', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof asked>> = await asked({
        limit: 7,
        to: '2021-03-27',
        ...(cursor !== null && { cursor }),
      });
      seen.push(...page.items.filter(({ action }) => !action.startsWith('audit.')).map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    const [row] = await rawQuery<{ count: number }>(
      office.db,
      "select count(*) from audit_leaf where agency_id = $1 and action not like 'audit.%'",
      [AGENCY],
    );
    expect(seen.length).toBe(new Set(seen).size);
    expect(seen.length).toBe(row?.count);
  });

  test.each([
    ['a person without accents', { person: 'dang thi huong' }, 22],
    ['nobody', { person: 'không có ai' }, 0],
    ['an action', { action: 'outgoing.signed' }, 10],
    ['a module', { action: 'outgoing' }, 20],
    ['one day in Vietnam', { from: '2021-03-23', to: '2021-03-23' }, 4],
    ['a document by its number', { object: '12/UBND-VP' }, 1],
    ['all together', { action: 'outgoing', person: 'Hường', from: '2021-03-24' }, 12],
  ])('by %s', async (_name, given, count) => {
    const { items } = await asked({ limit: 200, ...given });
    expect(items.filter(({ action }) => !action.startsWith('audit.')).length).toBe(count);
  });

  test('lines name their document; its personal data are masked unless a reason is given', async () => {
    const masked = (await asked({ object: letter })).items[0];
    expect(masked).toMatchObject({ objectName: '12/UBND-VP: Về việc A', objectId: letter });
    expect(masked?.detail).toEqual({
      phone: '•••• ••• 678',
      people: [{ cccd: '•••••••••901', name: 'A' }],
      size: 123456789,
    });
    const open = await asked({ object: letter, reason: 'Xác minh đơn khiếu nại số 5' });
    expect(open.items[0]?.detail).toMatchObject({ phone: '0912 345 678' });
    const [revealed] = await leavesOf('audit.revealed');
    expect(revealed?.detail).toMatchObject({ reason: 'Xác minh đơn khiếu nại số 5', asked: { object: letter } });
  });

  test('looking is itself written down', async () => {
    const before = (await leavesOf('audit.viewed')).length;
    await asked({ person: 'Hường' });
    const viewed = await leavesOf('audit.viewed');
    expect(viewed.length).toBe(before + 1);
    expect(viewed.map(({ actor_name, detail }) => ({ actor_name, detail }))).toContainEqual({
      actor_name: 'Lò Văn Kiểm',
      detail: { asked: { person: 'Hường' }, rows: 22 },
    });
  });

  test.each([['administrator'], ['leader'], ['clerk']] as const)('not for the %s', async (role) => {
    const context = office.as(somebody({ roles: [role] }));
    await expect(listEntries(context, ports, AuditQuery.parse({}))).rejects.toMatchObject({
      code: 'audit.search.forbidden',
    });
    await expect(exportEntries(context, ports, { format: 'csv' })).rejects.toMatchObject({
      code: 'audit.export.forbidden',
    });
  });
});

test('masking leaves ids, hashes, sizes and short numbers alone', () => {
  const kept = { id: letter, hash: 'a123456789012b', code: 'H35.123456789012.x1', year: '2021', size: 987654321 };
  expect(maskPersonal({ id: kept.id, hash: kept.hash, year: kept.year, size: kept.size })).toEqual({
    id: kept.id,
    hash: kept.hash,
    year: kept.year,
    size: kept.size,
  });
  expect(maskPersonal(['+84 912 345 678', 'CMND 123456789,', '001 099 000 123'])).toEqual([
    '+•• ••• ••• 678',
    'CMND ••••••789,',
    '••• ••• ••• 123',
  ]);
});

describe('export', () => {
  test('CSV: every line with its hash; formulas, line breaks and terminal codes are harmless', async () => {
    const lines = (await exported({ format: 'csv', action: 'incoming.returned' })).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    const [row] = await leavesOf('incoming.returned');
    expect(lines[1]).toContain(row?.leaf_hash.toString('hex'));
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(lines[1]?.split('","').every((cell) => !/^[=+\-@]/.test(cell))).toBe(true);
  });

  test('JSON lines: one line a leaf, and the hash is that of the leaf', async () => {
    const lines = (await exported({ format: 'jsonl', reason: 'Kiểm tra thường kỳ', person: 'Hường' }))
      .trim()
      .split('\n');
    const values = lines.map((line) => JSON.parse(line));
    expect(values).toHaveLength(22);
    const stored = await rawQuery<LeafRow>(office.db, 'select * from audit_leaf where agency_id = $1', [AGENCY]);
    for (const { id, leafHash: hash, detail } of values) {
      const row = stored.find((one) => one.id === id);
      expect(detail).toEqual(row?.detail);
      expect(leafHash(leafOfRow(row ?? expect.fail())).toString('hex')).toBe(hash);
    }
    // Of one millisecond of the office's clock: in whatever order.
    const details = (await leavesOf('audit.exported')).map(({ detail }) => detail);
    expect(details).toContainEqual(expect.objectContaining({ format: 'csv', masked: true }));
    expect(details).toContainEqual(expect.objectContaining({ format: 'jsonl', masked: false }));
  });

  test('the whole log asks for a reason, and holds of other agencies nothing but hashes', async () => {
    await sequence(office);
    await expect(exported({ format: 'log' })).rejects.toMatchObject({ code: 'audit.reason_missing' });
    const content = await exported({ format: 'log', reason: 'Đối chiếu với tỉnh' });
    expect(content).not.toContain('Người Nơi Khác');
    const entries = content
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'entry');
    expect(entries.filter(({ leaf }) => leaf === undefined)).toHaveLength(1);
  });
});

describe('proof of an object', () => {
  test('whoever may read the letter gets hashes, the inspector the leaf, a stranger nothing', async () => {
    const reader = office.as(somebody({ displayName: 'Người Đọc', roles: ['specialist'] }));
    const { entries } = await prove(reader, ports, 'document', letter);
    expect(entries.map(({ action, leaf }) => [action, leaf])).toEqual([['accounts.import_confirmed', undefined]]);
    const full = await prove(office.as(inspector), ports, 'document', letter);
    expect(full.entries[0]?.leaf).toMatchObject({ object_id: letter });
    const stranger = office.as(somebody({ roles: ['specialist'] }));
    await expect(prove(stranger, ports, 'document', letter)).rejects.toMatchObject({ code: 'audit.prove.forbidden' });
    await expect(prove(office.as(inspector), ports, 'document', newId())).rejects.toMatchObject({
      code: 'audit.nothing_recorded',
    });
  });
});
