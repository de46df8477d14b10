import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { Subject } from '../../platform/authorise.ts';
import type { ActingContext } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { createLog } from '../../platform/log.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildTextPdf } from '../files/files.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { guardBody } from './guard-body.ts';
import { guardUpload } from './guard-file.ts';
import { guardAgainstStateSecret } from './state-secret.ts';

const CANARY = 'chimhoangyenbayquadeoluc3gio';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

let office: TestOffice;
let clerk: Subject;
const written: string[] = [];

beforeAll(async () => {
  office = await createTestOffice();
  const { id: agencyId } = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agencyId);
  clerk = await buildSubject(office.db, { agencyId, unitId: unit.id, roles: ['clerk'] });
});
afterAll(() => office.close());

function acting(): ActingContext {
  const listener = new Writable({
    write: (chunk, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  return { ...office.as(clerk), log: createLog('trace', listener) };
}

/** The smallest Word file, one paragraph a text. */
async function wordFile(texts: readonly string[]): Promise<Buffer> {
  const zip = new ZipFile();
  const body = texts.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('');
  const space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  zip.addBuffer(Buffer.from(`<w:document ${space}><w:body>${body}</w:body></w:document>`), 'word/document.xml');
  zip.end();
  return buffer(zip.outputStream);
}

const door = () => ({ agencyId: clerk.agencyId, name: 'probe', objectId: newId() });
const REFUSED = { code: 'documents.state_secret' };

async function store(bytes: Buffer, name: string, mediaType: string) {
  return { ...(await office.blobs.put(bytes)), name, mediaType };
}

/** Every row of every table as text, and in the form of bytes. */
async function findInTables(wanted: string): Promise<string[]> {
  const tables = await rawQuery<{ name: string }>(
    office.db,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    [],
  );
  const inHex = Buffer.from(wanted).toString('hex');
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await office.database.pool.query(
      `select 1 from ${name} as row where row::text like '%' || $1 || '%' or row::text like '%' || $2 || '%' limit 1`,
      [wanted, inHex],
    );
    found.push(...(rows.rowCount === 0 ? [] : [name]));
  }
  return found;
}

test('a sentence under a mark is refused at every kind of door and stands in no table, no file and no log afterwards', async () => {
  const context = acting();
  await expect(guardBody(context, { door: 'POST /probe', body: { note: `MẬT\n${CANARY}` } })).rejects.toMatchObject(
    REFUSED,
  );
  await expect(
    guardAgainstStateSecret(context, door(), { fileNames: [`TUYỆT MẬT ${CANARY}.pdf`] }),
  ).rejects.toMatchObject(REFUSED);
  await expect(
    guardAgainstStateSecret(context, door(), { declared: 'Tối mật', texts: [{ place: 'Trích yếu', text: CANARY }] }),
  ).rejects.toMatchObject(REFUSED);
  const pdf = await store(buildTextPdf([`\tTỐI MẬT\n${CANARY}`]), 'a.pdf', 'application/pdf');
  const docx = await store(await wordFile(['MẬT', CANARY]), 'a.docx', WORD);
  for (const blob of [pdf, docx]) {
    await expect(guardUpload(context, door(), blob)).rejects.toMatchObject(REFUSED);
  }

  expect(await findInTables(CANARY)).toEqual([]);
  expect([pdf, docx].map(({ sha256 }) => office.blobs.has(sha256))).toEqual([false, false]);
  expect(written.join('')).not.toContain(CANARY);

  const incidents = await rawQuery<{ detail: Record<string, unknown> }>(
    office.db,
    `select detail from audit_leaf where action = 'documents.state_secret_refused'`,
    [],
  );
  expect(incidents).toHaveLength(5);
  expect(incidents.flatMap(({ detail }) => detail['sha256'] ?? []).sort()).toEqual([pdf.sha256, docx.sha256].sort());
});

test('the search finds a sentence that does stand somewhere: its control', async () => {
  await rawQuery(office.db, `update org_agency set name = name || $1 where id = $2`, [CANARY, clerk.agencyId]);
  expect(await findInTables(CANARY)).toContain('public.org_agency');
});
