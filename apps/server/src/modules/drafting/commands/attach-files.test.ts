import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDocumentFiles } from '#modules/documents';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildTextPdf } from '../../files/files.testing.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { buildDistrictOffice, type DistrictOffice, everythingSeen } from '../drafting.testing.ts';
import { attachFiles } from './attach-files.ts';
import { createDraft } from './create-draft.ts';

let office: TestOffice;
let district: DistrictOffice;
let id: string;

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  const draft = { documentType: 'plan', abstract: 'Kế hoạch rà soát', declaredSecrecy: 'none' } as const;
  ({ id } = await createDraft(office.as(district.specialist), everythingSeen, draft));
});
afterAll(() => office.close());

async function* files(...pages: string[]): AsyncIterable<UploadedFile> {
  for (const [index, page] of pages.entries()) {
    const stream = Readable.from([buildTextPdf([page])]);
    yield { name: `Phu luc ${index + 1}.pdf`, declaredType: 'application/pdf', stream };
  }
}

const attach = (...pages: string[]) => attachFiles(office.as(district.specialist), id, files(...pages));
const names = async () => (await listDocumentFiles(office.db, district.agencyId, id)).map((file) => file.name);

test('an enclosure with a marked page is refused with all that came with it', async () => {
  const refused = attach('Biểu số liệu', 'UBND HUYỆN   TỐI MẬT\nBiểu số liệu');
  await expect(refused).rejects.toMatchObject({ code: 'documents.state_secret', status: 422 });
  expect(await names()).toEqual([]);
});

test('an enclosure about security of information is welcome', async () => {
  await attach('KẾ HOẠCH BẢO VỆ BÍ\nMẬT NHÀ NƯỚC\nĐặt lại mật khẩu, bảo\nmật\nthông tin');
  expect(await names()).toEqual(['Phu luc 1.pdf']);
});

test('with an antivirus only what it calls clean becomes an enclosure; silent, nothing does and nothing is lost', async () => {
  const clamd = await startFakeClamd();
  office.config.clamd = clamd.address;
  const before = await names();
  clamd.lie = 'stream: Win.Test.Evil FOUND\0';
  await expect(attach('Biểu nhiễm')).rejects.toMatchObject({ code: 'files.infected', status: 422 });
  clamd.lie = 'stream: OKAY\0';
  await expect(attach('Biểu chờ')).rejects.toMatchObject({ code: 'files.scan_unavailable', status: 503 });
  expect(await names()).toEqual(before);
  clamd.lie = undefined;
  await attach('Biểu chờ');
  expect(await names()).toHaveLength(before.length + 1);
  office.config.clamd = undefined;
  await clamd.close();
});
