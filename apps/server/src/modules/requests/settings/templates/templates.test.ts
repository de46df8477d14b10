import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FormCode } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { isKnownAction, type Subject } from '../../../../platform/authorise.ts';
import type { FileAnswer } from '../../../../platform/http/route.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { openPackage } from '../../../../platform/tables/read-zip.ts';
import { createTestOffice, type TestOffice } from '../../../../platform/testing/test-context.ts';
import { startFakeClamd } from '../../../files/scan/fake-clamd.testing.ts';
import { createRequest } from '../../commands/open-request.ts';
import { printRequest } from '../../queries/read-files.ts';
import {
  accountRows,
  buildRequestsOffice,
  expectCode,
  personFields,
  type RequestsOffice,
  readAll,
  recordRequestPorts,
  upload,
} from '../../requests.testing.ts';
import { removeTemplate, setTemplate } from './set-template.ts';
import { requestTemplateRoutes } from './templates.routes.ts';
import { downloadBuiltIn, downloadTemplateOf, viewTemplates } from './view-templates.ts';

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
const DOCUMENT = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

/** The least file Word opens, one paragraph a line. */
async function docx(lines: readonly string[], more: Record<string, string | Buffer> = {}): Promise<Buffer> {
  const body = lines.map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`).join('');
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${DOCUMENT}"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`,
    ...more,
  };
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) {
    zip.addReadStreamLazy(name, { compress: true, mtime: new Date('2021-03-22') }, (give) =>
      give(null, Readable.from([Buffer.from(content)])),
    );
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

async function wordsOf(file: FileAnswer): Promise<string> {
  const zip = await openPackage(await readAll(file));
  let xml = '';
  for await (const part of zip.read('word/document.xml')) {
    xml += part;
  }
  zip.close();
  return xml.replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '');
}

let office: TestOffice;
let world: RequestsOffice;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
});
afterAll(() => office.close());
beforeEach(() => rawQuery(office.db, 'delete from request_template', []));

const as = (who: Subject) => {
  office.clock.advance(1_000);
  return office.as(who);
};
const bring = (who: Subject, form: FormCode, bytes: Uint8Array, name = 'Mẫu của xã.docx') =>
  setTemplate(as(who), form, upload(name, bytes));
const rowOf = async (who: Subject, form: FormCode) =>
  (await viewTemplates(as(who))).items.find((item) => item.form === form);
const open = async (who: Subject) => {
  const kind = 'cert.issue.person';
  const content = personFields(who, 'mysung@bansen.gov.vn');
  return (await createRequest(as(who), recordRequestPorts(), { kind, nil: false, content })).id;
};
const print = async (who: Subject, id: string) => wordsOf(await printRequest(as(who), id, 'docx'));
const leaves = (action: string) =>
  rawQuery<{ actor_name: string; detail: Record<string, unknown> }>(
    office.db,
    'select actor_name, detail from audit_leaf where action = $1 order by ctid',
    [action],
  );
const stored = async () => {
  const [{ files = 0, rows = 0 } = {}] = await rawQuery<{ files: number; rows: number }>(
    office.db,
    'select (select count(*)::int from file) as files, (select count(*)::int from request_template) as rows',
    [],
  );
  return { files, rows };
};

describe('templates of Word', () => {
  test('the routes carry the policy they enforce', () => {
    expect(requestTemplateRoutes.map(({ method, path, policy }) => [method, path, policy])).toEqual([
      ['GET', '/api/request-templates', 'requests.configure'],
      ['GET', '/api/request-templates/:form/built-in', 'requests.configure'],
      ['GET', '/api/request-templates/:form', 'requests.configure'],
      ['POST', '/api/request-templates/:form', 'requests.configure'],
      ['DELETE', '/api/request-templates/:form', 'requests.configure'],
    ]);
    expect(isKnownAction('requests.configure')).toBe(true);
  });

  test('ten forms, all of the system at first; the built-in file carries its tags', async () => {
    const { items } = await viewTemplates(as(world.commune.leader));
    expect(items.map(({ form }) => form)).toEqual(
      Array.from({ length: 10 }, (_, index) => `M${String(index + 1).padStart(2, '0')}`),
    );
    expect(items.every(({ own, guiding }) => own === null && guiding === null)).toBe(true);
    expect(await wordsOf(await downloadBuiltIn(as(world.commune.leader), 'M07'))).toContain('{#rows}');
    await expectCode(downloadTemplateOf(as(world.commune.leader), 'M07'), 'requests.template_not_found');
    await expectCode(removeTemplate(as(world.commune.leader), 'M07'), 'requests.template_not_found');
  });

  test('the office prints by its own file, replaces it and goes back; each act leaves its trace and its row', async () => {
    const { leader, specialist } = world.commune;
    const id = await open(specialist);
    const builtIn = await print(specialist, id);
    expect(builtIn).toContain('ĐỀ NGHỊ CẤP CHỨNG THƯ SỐ');
    const file = await docx(['Phiếu của xã Nà Tăm', 'Ông, bà {fullName}, sinh {bornOn}']);
    await bring(leader, 'M01', file);
    const since = office.clock.now().toISOString();
    expect((await rowOf(leader, 'M01'))?.own).toEqual({ name: 'Mẫu của xã.docx', by: leader.displayName, since });
    expect(await print(specialist, id)).toBe('Phiếu của xã Nà Tăm\nÔng, bà SÙNG THỊ MỶ, sinh 07/05/1988\n');
    expect((await readAll(await downloadTemplateOf(as(leader), 'M01'))).equals(file)).toBe(true);

    await bring(leader, 'M01', await docx(['Phiếu lần hai {fullName}']), 'Lần hai.docx');
    expect(await print(specialist, id)).toContain('Phiếu lần hai SÙNG THỊ MỶ');
    await removeTemplate(as(leader), 'M01');
    expect((await rowOf(leader, 'M01'))?.own).toBeNull();
    expect(await print(specialist, id)).toBe(builtIn);

    const history = await rawQuery(
      office.db,
      'select name, replaced_at is null as current from request_template order by set_at',
      [],
    );
    expect(history).toEqual([
      { name: 'Mẫu của xã.docx', current: false },
      { name: 'Lần hai.docx', current: false },
    ]);
    const [first, second] = await leaves('requests.template_set');
    expect(first).toMatchObject({
      actor_name: leader.displayName,
      detail: { form: 'M01', replaced: null, sha256: createHash('sha256').update(file).digest('hex') },
    });
    expect(second?.detail).toMatchObject({ name: 'Lần hai.docx', replaced: expect.any(String) });
    expect(await leaves('requests.template_removed')).toMatchObject([
      { detail: { form: 'M01', name: 'Lần hai.docx' } },
    ]);
  });

  test('the file of the guiding office holds where an agency has none of its own', async () => {
    const { district, commune, other } = world;
    await bring(district.focal, 'M01', await docx(['Phiếu của huyện {fullName}']), 'Huyện.docx');
    const [theirs, own] = [await open(other.specialist), await open(commune.specialist)];
    await bring(commune.leader, 'M01', await docx(['Phiếu của xã {fullName}']));
    expect(await print(other.specialist, theirs)).toContain('Phiếu của huyện');
    expect(await print(commune.specialist, own)).toContain('Phiếu của xã');
    const guiding = { name: 'Huyện.docx', agencyName: 'UBND huyện Bản Sen' };
    expect(await rowOf(other.leader, 'M01')).toMatchObject({ own: null, guiding });
    expect(await rowOf(commune.leader, 'M01')).toMatchObject({ own: { name: 'Mẫu của xã.docx' }, guiding });
    expect(await rowOf(district.focal, 'M01')).toMatchObject({ own: { name: 'Huyện.docx' }, guiding: null });
    expect(await wordsOf(await downloadTemplateOf(as(other.leader), 'M01'))).toContain('Phiếu của huyện {fullName}');
    // What one commune has set is nothing to the other.
    await removeTemplate(as(district.focal), 'M01');
    expect(await print(other.specialist, theirs)).toContain('ĐỀ NGHỊ CẤP CHỨNG THƯ SỐ');
    await expectCode(removeTemplate(as(other.leader), 'M01'), 'requests.template_not_found');
  });

  test('a long list by a file of the office', async () => {
    const { clerk, leader } = world.commune;
    await bring(leader, 'M06', await docx(['Danh sách của xã', '{#rows}{stt}. {fullName}', '{/rows}']));
    const content = accountRows(120);
    const kind = 'account.new';
    const { id } = await createRequest(as(clerk), recordRequestPorts(), { kind, nil: false, content });
    expect(await print(clerk, id)).toContain(`120. ${content.rows?.at(-1)?.fullName}`);
  });

  test('clerks, specialists, heads of unit and auditors may neither see, bring nor take away', async () => {
    const { clerk, specialist, unitHead } = world.district;
    const before = await stored();
    const good = await docx(['{fullName}']);
    for (const who of [clerk, specialist, unitHead, world.commune.auditor]) {
      await expectCode(viewTemplates(as(who)), 'requests.configure.forbidden');
      await expectCode(downloadBuiltIn(as(who), 'M01'), 'requests.configure.forbidden');
      await expectCode(downloadTemplateOf(as(who), 'M01'), 'requests.configure.forbidden');
      await expectCode(bring(who, 'M01', good), 'requests.configure.forbidden');
      await expectCode(removeTemplate(as(who), 'M01'), 'requests.configure.forbidden');
    }
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['a tag the form does not know', ['{fullName} {luong}'], '{luong}'],
    ['a tag that is not closed', ['Ông, bà {fullName'], 'fullName'],
    ['a loop over a text', ['{#fullName}x{/fullName}'], '{#fullName}'],
    ['code', ['{constructor}'], '{constructor}'],
  ])('%s is refused by its name, and nothing is stored', async (_, lines, named) => {
    const { leader } = world.commune;
    const bytes = await docx(lines);
    const before = await stored();
    await expect(bring(leader, 'M01', bytes)).rejects.toMatchObject({
      code: 'forms.template_invalid',
      status: 422,
      message: expect.stringContaining(named),
    });
    expect(await stored()).toEqual(before);
    expect(await office.blobs.has(createHash('sha256').update(bytes).digest('hex'))).toBe(false);
    expect((await rowOf(leader, 'M01'))?.own).toBeNull();
  });

  test('no file of Word, macros, a bomb, a list that multiplies itself, too large, no file at all', async () => {
    const { leader } = world.commune;
    const before = await stored();
    const nested = `${'{#rows}'.repeat(24)}{fullName}${'{/rows}'.repeat(24)}`;
    const files: [FormCode, Uint8Array, string?][] = [
      ['M01', Buffer.from('PK không phải')],
      ['M01', await docx(['{fullName}']), 'mẫu.pdf'],
      ['M01', await docx(['{fullName}'], { 'word/vbaProject.bin': 'x' })],
      ['M01', await docx(['{fullName}'], { 'word/media/bom.txt': Buffer.alloc(50 * 1024 * 1024, '0') })],
      ['M07', await docx([nested])],
      ['M01', Buffer.alloc(5 * 1024 * 1024 + 1)],
    ];
    for (const [form, bytes, name] of files) {
      await expectCode(bring(leader, form, bytes, name), 'forms.template_invalid');
    }
    const none = setTemplate(
      as(leader),
      'M01',
      (async function* () {
        // Nobody chose a file.
      })(),
    );
    await expectCode(none, 'forms.template_invalid');
    expect(await stored()).toEqual(before);
    // The office stands, and takes a good one.
    await bring(leader, 'M01', await docx(['{fullName}']));
    expect((await rowOf(leader, 'M01'))?.own).not.toBeNull();
  });

  test('two who replace the same form at once: both stand in the history, one holds', async () => {
    const { district } = world;
    const [left, right] = [await docx(['Một {fullName}']), await docx(['Hai {fullName}'])];
    await Promise.all([bring(district.focal, 'M01', left), bring(district.leader, 'M01', right)]);
    const rows = await rawQuery<{ current: boolean }>(
      office.db,
      'select replaced_at is null as current from request_template',
      [],
    );
    expect(rows.map(({ current }) => current).toSorted()).toEqual([false, true]);
  });

  test('a file with malware is no template, and none is while the antivirus is silent', async () => {
    const clamd = await startFakeClamd();
    office.config.clamd = clamd.address;
    const before = await stored();
    const bytes = await docx(['Phiếu {fullName}'], { 'word/EVIL.xml': '<a/>' });
    await expectCode(bring(world.commune.leader, 'M01', bytes), 'files.infected');
    clamd.lie = '';
    await expectCode(bring(world.commune.leader, 'M01', await docx(['Phiếu'])), 'files.scan_unavailable');
    expect(await stored()).toEqual(before);
    office.config.clamd = undefined;
    await clamd.close();
  });
});
