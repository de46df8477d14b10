import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ActingContext, type Services, systemContext } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { somebody } from '../../audit/audit.testing.ts';
import { insertFile, listFiles, type StoredFile } from '../files.store.ts';
import { receiveUpload } from '../receive-upload.ts';
import { type FakeClamd, startFakeClamd } from '../scan/fake-clamd.testing.ts';
import { lockFiles } from '../scan/lock-files.ts';
import { keepScan } from '../scan/scans.store.ts';
import { serveFile } from '../serve-file.ts';
import { rescanFiles } from './rescan-files.ts';
import { scanLockedNow } from './rescan-locked.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const OK = 'stream: OK\0';
const clerk = somebody({ roles: ['clerk'], displayName: 'Lò Thị Một' });
const stranger = somebody({ agencyId: newId(), roles: ['clerk'] });

let office: TestOffice;
let clamd: FakeClamd;
let services: Services;
let signatures: number;

beforeAll(async () => {
  clamd = await startFakeClamd();
});
beforeEach(async () => {
  office = await createTestOffice();
  clamd.lie = undefined;
  signatures = 27_000;
  clamd.version = `ClamAV 1.4.6/${signatures}/Mon Mar 22 2021`;
  services = { ...office, config: { ...office.config, clamd: clamd.address } };
  await rescanFiles(services);
  return () => office.close();
});
afterAll(() => clamd.close());

async function upload(words: string, by = clerk) {
  const context: ActingContext = { ...office.as(by), config: services.config };
  const stream = Readable.from([Buffer.from(words)]);
  return receiveUpload(context, { name: 'Bao cao.txt', declaredType: '', stream }, { maxBytes: 1_000 });
}

async function put(words: string, by = clerk): Promise<StoredFile> {
  clamd.lie = OK;
  const blob = await upload(words, by);
  clamd.lie = undefined;
  return office.db.transaction().execute((tx) => insertFile(tx, office, by.agencyId, blob, by.personId));
}

/** Signatures of another day, and a run over what was said before. */
async function change(to: number): Promise<void> {
  office.clock.advance(MINUTE);
  signatures = to;
  clamd.version = `ClamAV 1.4.6/${to}/Tue Mar 23 2021`;
  await rescanFiles(services);
  office.clock.advance(6 * MINUTE);
  await rescanFiles(services);
}

/** A file that lies there locked. */
async function locked(words = 'EVIL cong van', by = clerk): Promise<StoredFile> {
  const file = await put(words, by);
  await change(signatures + 1);
  await expect(serveFile(office, file, { inline: false })).rejects.toMatchObject({ code: 'files.infected_since' });
  return file;
}

async function isOpen(file: StoredFile): Promise<boolean> {
  const [listed] = await listFiles(office.db, file.agency_id, [file.id]);
  const served = await serveFile(office, file, { inline: false }).then(
    () => true,
    () => false,
  );
  expect(served).toBe(listed?.malware === undefined);
  return served;
}

async function count(sql: string): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(office.db, `select count(*)::int as n from ${sql}`, []);
  return row?.n ?? 0;
}

const CLEARED = "audit_leaf where action = 'files.infected_cleared'";
const LOCKED = "audit_leaf where action = 'files.infected_locked'";
const JOBS = "graphile_worker.jobs where task_identifier = 'files.infected_cleared'";

describe('a false alarm', () => {
  test('opens by itself, of every office and however old, when newer signatures call it clean; a leaf and a job stay', async () => {
    const theirs = await put('EVIL cong van', stranger);
    const file = await locked();
    office.clock.advance(40 * DAY);
    clamd.lie = OK;
    await change(signatures + 1);
    expect(await isOpen(file)).toBe(true);
    expect(await isOpen(theirs)).toBe(true);
    const leaves = await rawQuery<{ agency_id: string; detail: Record<string, unknown> }>(
      office.db,
      `select agency_id, detail from ${CLEARED} order by agency_id = $1 desc`,
      [clerk.agencyId],
    );
    expect(leaves).toHaveLength(2);
    expect(leaves[0]).toEqual({
      agency_id: clerk.agencyId,
      detail: {
        fileId: file.id,
        name: file.name,
        sha256: file.sha256,
        malware: 'Win.Test.Evil',
        engine: clamd.version,
      },
    });
    expect(await count(JOBS)).toBe(2);
  });

  test('that turns out to be malware after all is locked anew, with its own row and leaf', async () => {
    const file = await locked();
    clamd.lie = OK;
    await change(signatures + 1);
    clamd.lie = undefined;
    await change(signatures + 1);
    expect(await isOpen(file)).toBe(false);
    expect(await count('file_infection')).toBe(2);
    expect([await count(LOCKED), await count(CLEARED)]).toEqual([2, 1]);
  });

  test('is taken at the door again under newer signatures, and what lies there locked opens with it', async () => {
    const file = await locked();
    await expect(upload('EVIL cong van')).rejects.toMatchObject({ code: 'files.infected' });
    clamd.lie = OK;
    // The signatures are still those that know it: nobody is asked.
    await expect(upload('EVIL cong van')).rejects.toMatchObject({ code: 'files.infected' });
    office.clock.advance(MINUTE);
    clamd.version = `ClamAV 1.4.6/${signatures + 1}/Tue Mar 23 2021`;
    await rescanFiles(services);
    office.clock.advance(MINUTE);
    await upload('EVIL cong van');
    expect(await isOpen(file)).toBe(true);
    expect(await count(CLEARED)).toBe(1);
  });

  test('is found out once by two who ask at the same time', async () => {
    const file = await locked();
    clamd.lie = OK;
    const ask = () => scanLockedNow(systemContext(services), clamd.address, file.sha256);
    expect((await Promise.all([ask(), ask(), ask()])).map(({ verdict }) => verdict)).toEqual([
      'clean',
      'clean',
      'clean',
    ]);
    expect([await count(CLEARED), await count(JOBS)]).toEqual([1, 1]);
  });
});

describe('stays locked', () => {
  test.each([
    ['silence', ''],
    ['something that is no OK', 'stream: OKAY\0'],
    ['an error', 'INSTREAM: Can not read. ERROR\0'],
    ['being over a limit', 'INSTREAM size limit exceeded. ERROR\0'],
    ['malware', undefined],
  ])('after %s', async (_what, lie) => {
    const file = await locked();
    clamd.lie = lie;
    await change(signatures + 1);
    expect(await isOpen(file)).toBe(false);
    expect(await count(CLEARED)).toBe(0);
    // And the run goes on to its end all the same.
    clamd.lie = undefined;
    await rescanFiles(services);
    await rescanFiles(services);
    const [run] = await rawQuery<{ is_open: boolean }>(office.db, 'select is_open from file_rescan', []);
    expect(run?.is_open).toBe(false);
  });

  test('while the antivirus is away, and opens when it is back', async () => {
    const file = await locked();
    clamd.lie = OK;
    office.clock.advance(MINUTE);
    clamd.version = `ClamAV 1.4.6/${signatures + 1}/Tue Mar 23 2021`;
    await rescanFiles(services);
    office.clock.advance(6 * MINUTE);
    await rescanFiles({ ...services, config: { ...services.config, clamd: 'tcp://127.0.0.1:1' } });
    expect(await isOpen(file)).toBe(false);
    await rescanFiles(services);
    expect(await isOpen(file)).toBe(true);
  });

  test('when the scanner has older signatures, or none, than those that know the malware', async () => {
    const file = await locked();
    clamd.lie = OK;
    await change(26_000);
    expect(await isOpen(file)).toBe(false);
    office.clock.advance(MINUTE);
    clamd.version = 'ClamAV 1.4.6';
    await rescanFiles(services);
    office.clock.advance(6 * MINUTE);
    await rescanFiles(services);
    expect(await isOpen(file)).toBe(false);
    await expect(scanLockedNow(systemContext(services), clamd.address, file.sha256)).rejects.toMatchObject({
      code: 'files.scan_older_signatures',
    });
    await expect(upload('EVIL cong van')).rejects.toMatchObject({ code: 'files.infected' });
  });

  test('when a clean answer of an older question comes late', async () => {
    const file = await locked();
    const late = { verdict: 'clean' as const, malware: '', engine: 'clamd', scanned_at: office.clock.now() };
    expect(await keepScan(office.db, { sha256: file.sha256, ...late })).toMatchObject({ verdict: 'infected' });
    expect(await isOpen(file)).toBe(false);
  });
});

test('whoever locks late after a twin has learnt that it is clean locks nothing', async () => {
  const file = await locked();
  clamd.lie = OK;
  await scanLockedNow(systemContext(services), clamd.address, file.sha256);
  const context = systemContext(services);
  const found = { sha256: file.sha256, malware: 'Win.Test.Evil' };
  expect(await office.db.transaction().execute((tx) => lockFiles(tx, context, found))).toBe(0);
  expect(await isOpen(file)).toBe(true);
});

test('bytes that were destroyed are not asked about', async () => {
  const context = systemContext(services);
  await expect(scanLockedNow(context, clamd.address, 'f'.repeat(64))).rejects.toMatchObject({
    code: 'files.bytes_erased',
  });
});
