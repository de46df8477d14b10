import type { IncomingPage, IncomingView, QuarantinePage } from '@congvu/contracts';
import { buildEdxml, type EdxmlDocument } from '@congvu/edxml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { buildTextPdf } from '../modules/files/files.testing.ts';
import { buildCommune, type TestCommune } from '../modules/incoming/incoming.testing.ts';
import { deliver } from '../modules/interchange/interchange.testing.ts';
import { buildAgency } from '../modules/org/org.testing.ts';
import { rawQuery } from '../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../platform/testing/test-context.ts';
import { type OfficeProcess, startProcess, zipBomb } from './faults.testing.ts';

const SENDER = { code: 'H35.91', name: 'UBND huyện Bản Sen' };

let office: TestOffice;
let running: OfficeProcess;
let commune: TestCommune;
let communeCode: string;
let senderId: string;
let number = 0;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  ({ id: senderId } = await buildAgency(office.db, SENDER));
  const [code] = await rawQuery<{ value: string }>(
    office.db,
    'select value from org_agency_code where agency_id = $1',
    [commune.agencyId],
  );
  communeCode = code?.value ?? '';
  running = await startProcess(office);
});
afterAll(async () => {
  await running.stop();
  await office.close();
});

function letter(abstract: string): EdxmlDocument {
  number += 1;
  return {
    kind: 'document',
    from: { agencyCode: SENDER.code, name: SENDER.name },
    to: [{ agencyCode: communeCode, name: 'UBND xã Bình Lư' }],
    documentId: `${SENDER.code},2021/03/22,${number}/UBND`,
    number: String(number),
    symbol: 'UBND',
    issuedOn: '2021-03-22',
    abstract,
  };
}

const store = (bytes: Uint8Array) =>
  deliver(office, {
    agency_id: commune.agencyId,
    kind: 'document',
    sender_agency_id: senderId,
    sender_code: SENDER.code,
    receiver_code: communeCode,
    bytes,
  });

async function settle(): Promise<void> {
  const isRead = async (): Promise<boolean> => {
    await running.sweep();
    const rows = await rawQuery(office.db, `select 1 as one from interchange_inbox where state = 'stored'`, []);
    return rows.length === 0;
  };
  await expect.poll(isRead, { timeout: 60_000, interval: 100 }).toBe(true);
}

test('a ZIP bomb beside a page, a DOCTYPE and no XML at all among good letters: each has its own end', async () => {
  const page = (words: string) => ({ name: 'Công văn.pdf', content: buildTextPdf([words]) });
  await store(await buildEdxml(letter('V/v thứ nhất'), [page('Trang một')]));
  const bomb = [page('Trang hai'), { name: 'bom.pdf', content: zipBomb() }];
  await store(await buildEdxml(letter('V/v có tệp nén độc'), bomb, { packing: 'raw' }));
  await store(Buffer.from('<!DOCTYPE edXML [<!ENTITY a SYSTEM "file:///etc/passwd">]><edXML>&a;</edXML>'));
  await store(Buffer.from('MZ không phải XML'));
  await store(await buildEdxml(letter('V/v sau cùng'), [page('Trang ba')]));
  await settle();

  const { body: list } = await running.call<IncomingPage>(commune.clerk, 'GET', '/api/incoming?tab=all');
  expect(list.items.map((item) => item.abstract).sort()).toEqual([
    'V/v có tệp nén độc',
    'V/v sau cùng',
    'V/v thứ nhất',
  ]);
  const bombed = list.items.find((item) => item.abstract === 'V/v có tệp nén độc');
  const { body: view } = await running.call<IncomingView>(commune.clerk, 'GET', `/api/incoming/${bombed?.id}`);
  expect(view.mainFile?.name).toBe('Công văn.pdf');
  expect(view.attachments).toEqual([]);
  expect(view.brokenAttachments).toEqual([{ name: 'bom.pdf', reason: expect.stringMatching(/\p{L}{2,}/u) }]);
  const { body: aside } = await running.call<z.infer<typeof QuarantinePage>>(
    commune.clerk,
    'GET',
    '/api/interchange/quarantine',
  );
  expect(aside.items.map((item) => item.code).sort()).toEqual(['edxml.doctype_refused', 'edxml.not_xml']);
  expect(aside.items.every((item) => item.reason !== '')).toBe(true);
});

test('the words of what was received are read by the worker, and the office goes on', async () => {
  const words = '\t1. Tài khoản\n\t- Lập danh sách tài khoản (theo Mẫu số 08), gửi trước ngày 02/4/2021.';
  await store(await buildEdxml(letter('V/v lập danh sách'), [{ name: 'CV.pdf', content: buildTextPdf([words]) }]));
  await settle();
  const { body: list } = await running.call<IncomingPage>(commune.clerk, 'GET', '/api/incoming?tab=all&q=lap%20danh');
  const url = `/api/incoming/${list.items[0]?.id}`;
  const found = async () => (await running.call<IncomingView>(commune.clerk, 'GET', url)).body.foundDeadlines;
  await expect
    .poll(found, { timeout: 60_000, interval: 100 })
    .toMatchObject([
      { text: 'Mẫu số 08', subject: 'tài khoản', place: 'Mục 1. Tài khoản, trang 1', dueOn: '2021-04-01' },
    ]);
});
