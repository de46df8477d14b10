import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFilesModule, insertFile, receiveUpload } from '#modules/files';
import type { Subject } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { type FakeClamd, startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { viewCentre } from '../queries/view-centre.ts';
import { buildGuardedOffice, type GuardedOffice, noticesOf } from '../threats.testing.ts';
import { CLEARED, LOCKED } from './file-news.ts';
import { tellOfFiles } from './tell-of-files.ts';

const MINUTE = 60_000;

async function rescanFiles(services: TestOffice): Promise<void> {
  for (const { run } of createFilesModule().sweeps ?? []) {
    await run(services);
  }
}

let office: TestOffice;
let clamd: FakeClamd;
let at: GuardedOffice;
let administrator: Subject;

beforeAll(async () => {
  clamd = await startFakeClamd();
});
beforeEach(async () => {
  office = await createTestOffice();
  office.config.clamd = clamd.address;
  at = await buildGuardedOffice(office);
  const { unitId } = at.first.subject;
  administrator = await buildSubject(office.db, { agencyId: at.communeId, unitId, roles: ['administrator'] });
  clamd.version = 'ClamAV 1.4.6/27000/Mon Mar 22 2021';
  await rescanFiles(office);
  return () => office.close();
});
afterAll(() => clamd.close());

async function put(by: Subject, name: string) {
  const context: ActingContext = office.as(by);
  clamd.lie = 'stream: OK\0';
  const stream = Readable.from([Buffer.from('EVIL phu luc')]);
  const blob = await receiveUpload(context, { name, declaredType: '', stream }, { maxBytes: 1_000 });
  clamd.lie = undefined;
  return office.db.transaction().execute((tx) => insertFile(tx, office, by.agencyId, blob, by.personId));
}

async function learn(): Promise<void> {
  office.clock.advance(MINUTE);
  clamd.version = 'ClamAV 1.4.6/27001/Tue Mar 23 2021';
  await rescanFiles(office);
  office.clock.advance(6 * MINUTE);
  await rescanFiles(office);
}

async function jobs(): Promise<{ agencyId: string; sha256: string }[]> {
  const rows = await rawQuery<{ payload: { agencyId: string; sha256: string } }>(
    office.db,
    `select payload from graphile_worker._private_jobs as job
       join graphile_worker._private_tasks as task on task.id = job.task_id
     where task.identifier = 'files.infected_kept'`,
    [],
  );
  return rows.map(({ payload }) => payload);
}

test('officer, administrator and whoever put a file there hear of it once; other offices and colleagues do not', async () => {
  await put(at.first.subject, 'phu-luc.txt');
  await put(at.second.subject, 'phu-luc-2.txt');
  await learn();
  const [job, ...more] = await jobs();
  expect(more).toEqual([]);
  const tell = () => tellOfFiles(office, LOCKED, { agencyId: job?.agencyId ?? '', sha256: job?.sha256 ?? '' });
  await Promise.all([tell(), tell()]);
  await tell();
  for (const [person, text] of [
    [at.officer, /và 1 tệp cùng nội dung.*Win\.Test\.Evil.*đã khóa/],
    [administrator, /Win\.Test\.Evil.*đã khóa/],
    [at.first.subject, /“phu-luc\.txt”.*Bỏ tệp/],
    [at.second.subject, /“phu-luc-2\.txt”.*Bỏ tệp/],
  ] as const) {
    const notices = await noticesOf(office, person);
    expect(notices).toEqual([{ kind: 'threats.infected_kept', text: expect.stringMatching(text) }]);
  }
  for (const person of [at.stranger, at.head, at.foreign.subject]) {
    expect(await noticesOf(office, person)).toEqual([]);
  }
  const told = await rawQuery(office.db, "select 1 as one from audit_leaf where action = 'threats.infection_told'", []);
  expect(told).toHaveLength(1);
});

test('the centre counts locked files among what was found in the agency', async () => {
  await put(at.first.subject, 'phu-luc.txt');
  expect(await viewCentre(office.as(at.officer))).toMatchObject({ virusFindings: 0 });
  await learn();
  const centre = await viewCentre(office.as(at.officer));
  expect(centre.units.find((unit) => unit.agencyId === at.communeId)).toMatchObject({ virusFindings: 1 });
  expect(await viewCentre(office.as(at.stranger))).toMatchObject({ virusFindings: 0 });
});

/** The scanner was wrong; later signatures say so. */
async function unlearn(): Promise<void> {
  clamd.lie = 'stream: OK\0';
  office.clock.advance(MINUTE);
  clamd.version = 'ClamAV 1.4.6/27002/Wed Mar 24 2021';
  await rescanFiles(office);
  office.clock.advance(6 * MINUTE);
  await rescanFiles(office);
  clamd.lie = undefined;
}

test('a false alarm: the same people hear once that the file is open again, in the place of the older news; nobody else does', async () => {
  await put(at.first.subject, 'phu-luc.txt');
  await put(at.second.subject, 'phu-luc-2.txt');
  await learn();
  const [job] = await jobs();
  await tellOfFiles(office, LOCKED, { agencyId: job?.agencyId ?? '', sha256: job?.sha256 ?? '' });
  await unlearn();
  const tell = () => tellOfFiles(office, CLEARED, { agencyId: job?.agencyId ?? '', sha256: job?.sha256 ?? '' });
  await Promise.all([tell(), tell()]);
  await tell();
  for (const person of [at.officer, administrator, at.first.subject, at.second.subject]) {
    const notices = await noticesOf(office, person);
    expect(notices).toEqual([{ kind: 'threats.infected_cleared', text: expect.stringMatching(/sạch.*báo nhầm/) }]);
  }
  for (const person of [at.stranger, at.head, at.foreign.subject]) {
    expect(await noticesOf(office, person)).toEqual([]);
  }
  const told = await rawQuery(office.db, "select 1 as one from audit_leaf where action = 'threats.clearing_told'", []);
  expect(told).toHaveLength(1);
  expect(await viewCentre(office.as(at.officer))).toMatchObject({ virusFindings: 0 });
});

test('whoever was never told of the lock is told neither of it nor of its end', async () => {
  await put(at.first.subject, 'phu-luc.txt');
  await learn();
  const [job] = await jobs();
  await unlearn();
  await tellOfFiles(office, LOCKED, { agencyId: job?.agencyId ?? '', sha256: job?.sha256 ?? '' });
  await tellOfFiles(office, CLEARED, { agencyId: job?.agencyId ?? '', sha256: job?.sha256 ?? '' });
  expect(await noticesOf(office, at.officer)).toEqual([]);
  expect(await noticesOf(office, at.first.subject)).toEqual([]);
});

test('a file of a document is told at that document', async () => {
  const file = await put(at.first.subject, 'phu-luc.txt');
  const documentId = newId();
  await rawQuery(
    office.db,
    `insert into document (agency_id, id, direction, document_type, type_name, number_symbol, abstract, issuing_agency_name,
       urgency, created_at) values ($1, $2, 'incoming', 'official_letter', 'Công văn', '12/UBND', 'Trích yếu', 'UBND', 'normal', now())`,
    [at.communeId, documentId],
  );
  await rawQuery(
    office.db,
    "insert into document_file (agency_id, document_id, file_id, role) values ($1, $2, $3, 'attachment')",
    [at.communeId, documentId, file.id],
  );
  await learn();
  const [job] = await jobs();
  await tellOfFiles(office, LOCKED, { agencyId: job?.agencyId ?? '', sha256: job?.sha256 ?? '' });
  const [notice] = await rawQuery<{ link: string }>(office.db, 'select link from notification where person_id = $1', [
    at.first.subject.personId,
  ]);
  expect(notice?.link).toBe(`/van-ban-den/${documentId}`);
});
