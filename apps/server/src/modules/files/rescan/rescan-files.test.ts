import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ActingContext, Services } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { somebody } from '../../audit/audit.testing.ts';
import { insertFile, listFiles, type StoredFile } from '../files.store.ts';
import { receiveUpload } from '../receive-upload.ts';
import { type FakeClamd, startFakeClamd } from '../scan/fake-clamd.testing.ts';
import { serveFile } from '../serve-file.ts';
import { rescanFiles } from './rescan-files.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const clerk = somebody({ roles: ['clerk'], displayName: 'Lò Thị Một' });
const stranger = somebody({ agencyId: newId(), roles: ['clerk'] });

let office: TestOffice;
let clamd: FakeClamd;
let services: Services;

beforeAll(async () => {
  clamd = await startFakeClamd();
});
beforeEach(async () => {
  office = await createTestOffice();
  clamd.lie = undefined;
  clamd.asked = 0;
  services = { ...office, config: { ...office.config, clamd: clamd.address } };
  await rescanFiles(services);
  return () => office.close();
});
afterAll(() => clamd.close());

let made = 0;
/** A file as it lies there after a clerk has put it up: scanned, called clean, stored. */
async function put(words: string, by = clerk): Promise<StoredFile> {
  made += 1;
  const name = `Bao cao ${made}.txt`;
  const context: ActingContext = { ...office.as(by), config: services.config };
  const stream = Readable.from([Buffer.from(words)]);
  // What nobody knows yet is called clean.
  clamd.lie = 'stream: OK\0';
  const blob = await receiveUpload(context, { name, declaredType: '', stream }, { maxBytes: 1_000 });
  clamd.lie = undefined;
  return office.db.transaction().execute((tx) => insertFile(tx, office, by.agencyId, blob, by.personId));
}

let signatures = 27_000;
/** Newer signatures are there and a run over the past is due. */
async function newSignatures(): Promise<void> {
  signatures += 1;
  office.clock.advance(MINUTE);
  clamd.version = `ClamAV 1.4.6/${signatures}/Tue Mar 23 2021`;
  await rescanFiles(services);
  office.clock.advance(6 * MINUTE);
  clamd.asked = 0;
}

async function state() {
  const [row] = await rawQuery<{ is_open: boolean; turn: string | null; at_id: string | null; tries: number }>(
    office.db,
    'select is_open, turn, at_id, tries from file_rescan',
    [],
  );
  return row;
}

async function lockedNames(): Promise<string[]> {
  const rows = await rawQuery<{ name: string }>(
    office.db,
    'select name from file_infection where file_id is not null order by name',
    [],
  );
  return rows.map(({ name }) => name);
}

async function count(sql: string): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(office.db, `select count(*)::int as n from ${sql}`, []);
  return row?.n ?? 0;
}

const LEAVES = "audit_leaf where action = 'files.infected_locked'";
const JOBS = "graphile_worker.jobs where task_identifier = 'files.infected_kept'";

async function textOf(file: StoredFile): Promise<string> {
  const { stream } = await serveFile(office, file, { inline: true });
  let text = '';
  for await (const piece of stream as AsyncIterable<Buffer>) {
    text += piece.toString();
  }
  return text;
}

test('what newer signatures know is locked: nobody gets it, whoever lists it says so, a row, a leaf and a job stay', async () => {
  const bad = await put('EVIL cong van');
  const good = await put('cong van sach');
  office.clock.advance(MINUTE);
  await rescanFiles(services);
  expect(await textOf(bad)).toBe('EVIL cong van');
  await newSignatures();
  expect(await textOf(bad)).toBe('EVIL cong van');
  await rescanFiles(services);
  await expect(serveFile(office, bad, { inline: false })).rejects.toMatchObject({
    code: 'files.infected_since',
    status: 410,
  });
  expect(await textOf(good)).toBe('cong van sach');
  expect((await listFiles(office.db, clerk.agencyId, [bad.id, good.id])).map(({ malware }) => malware).sort()).toEqual([
    'Win.Test.Evil',
    undefined,
  ]);
  expect(await lockedNames()).toEqual([bad.name]);
  const leaves = await rawQuery<{ agency_id: string; detail: Record<string, unknown> }>(
    office.db,
    `select agency_id, detail from ${LEAVES}`,
    [],
  );
  expect(leaves).toEqual([
    {
      agency_id: clerk.agencyId,
      detail: { fileId: bad.id, name: bad.name, sha256: bad.sha256, malware: 'Win.Test.Evil' },
    },
  ]);
  expect(await count(JOBS)).toBe(1);
  expect(await state()).toMatchObject({ is_open: false, turn: null });
  // The bytes stay for whoever copies the store or proves what was received.
  expect(office.blobs.has(bad.sha256)).toBe(true);
});

test('the same bytes of another office and of long ago are locked with them, each once; later runs say nothing again', async () => {
  const old = await put('EVIL chung', stranger);
  office.clock.advance(40 * DAY);
  const young = await put('EVIL chung');
  const second = await put('EVIL chung');
  await newSignatures();
  await rescanFiles(services);
  expect(await lockedNames()).toEqual([old, young, second].map(({ name }) => name).sort());
  expect([await count(LEAVES), await count(JOBS)]).toEqual([3, 2]);
  await newSignatures();
  await rescanFiles(services);
  expect([await count(LEAVES), await count(JOBS)]).toEqual([3, 2]);
});

test('a file of long ago alone is not looked at, and neither is any while the signatures stay', async () => {
  const old = await put('EVIL rat cu');
  office.clock.advance(31 * DAY);
  await put('moi');
  clamd.asked = 0;
  office.clock.advance(6 * MINUTE);
  await rescanFiles(services);
  expect(clamd.asked).toBe(0);
  await newSignatures();
  await rescanFiles(services);
  expect(clamd.asked).toBe(1);
  expect(await textOf(old)).toBe('EVIL rat cu');
});

test('whatever was called clean before the signatures changed is not believed at the door either', async () => {
  await put('EVIL bi bo quen');
  await put('EVIL bi bo quen', stranger);
  await newSignatures();
  const context: ActingContext = { ...office.as(clerk), config: services.config };
  const stream = Readable.from([Buffer.from('EVIL bi bo quen')]);
  await expect(
    receiveUpload(context, { name: 'lai.txt', declaredType: '', stream }, { maxBytes: 1_000 }),
  ).rejects.toMatchObject({ code: 'files.infected' });
  // And the files that lie there since, of other offices as well, are locked in the same breath.
  expect(await lockedNames()).toHaveLength(2);
});

test('ended in the middle it goes on behind the last file; silence in the middle skips none', async () => {
  const files: StoredFile[] = [];
  for (const words of ['EVIL mot', 'hai', 'EVIL ba']) {
    files.push(await put(words));
    office.clock.advance(MINUTE);
  }
  await newSignatures();
  // The process dies while it holds the turn: nobody else touches the run until it is thought dead.
  const boom = new Error('the process is gone');
  const dying: Services = {
    ...services,
    blobs: {
      ...services.blobs,
      has: (sha256) => {
        if (sha256 === files[1]?.sha256) {
          throw boom;
        }
        return services.blobs.has(sha256);
      },
    },
  };
  await expect(rescanFiles(dying)).rejects.toBe(boom);
  expect(await lockedNames()).toEqual([files[2]?.name]);
  await rawQuery(office.db, 'update file_rescan set turn = gen_random_uuid(), turn_until = $1', [
    new Date(office.clock.now().getTime() + 5 * MINUTE),
  ]);
  await rescanFiles(services);
  expect(await lockedNames()).toHaveLength(1);
  office.clock.advance(6 * MINUTE);
  clamd.lie = 'something else\0';
  await rescanFiles(services);
  expect(await state()).toMatchObject({ is_open: true, turn: null, at_id: files[2]?.id, tries: 1 });
  clamd.lie = undefined;
  clamd.asked = 0;
  await rescanFiles(services);
  expect(await lockedNames()).toEqual([files[0]?.name, files[2]?.name].sort());
  expect(clamd.asked).toBe(2);
  expect(await state()).toMatchObject({ is_open: false });
});

test('a file the antivirus never answers for is passed over after three turns, one over its limit at once', async () => {
  const below = await put('EVIL o duoi');
  office.clock.advance(MINUTE);
  await put('khong doc duoc');
  await newSignatures();
  clamd.lie = 'INSTREAM: Can not read. ERROR\0';
  await rescanFiles(services);
  await rescanFiles(services);
  expect(await state()).toMatchObject({ tries: 2, is_open: true });
  // The third turn passes the first file over and stays at the one below.
  await rescanFiles(services);
  expect(await state()).toMatchObject({ tries: 1, is_open: true });
  clamd.lie = 'INSTREAM size limit exceeded. ERROR\0';
  await rescanFiles(services);
  expect(await state()).toMatchObject({ is_open: false });
  expect(await textOf(below)).toBe('EVIL o duoi');
});

test('two processes at once: one of them looks, every file is asked for once and told once', async () => {
  for (let no = 0; no < 8; no += 1) {
    await put(`EVIL cung luc ${no}`);
  }
  await newSignatures();
  await Promise.all([rescanFiles(services), rescanFiles({ ...services }), rescanFiles({ ...services })]);
  expect(clamd.asked).toBe(8);
  expect([await count(LEAVES), await count(JOBS), (await lockedNames()).length]).toEqual([8, 8, 8]);
});

test('without an antivirus nothing is asked', async () => {
  await rescanFiles(office);
  expect(await state()).toMatchObject({ is_open: false });
});
