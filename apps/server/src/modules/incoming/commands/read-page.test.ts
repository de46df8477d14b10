import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeBytes } from '#modules/files';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildTextPdf } from '../../files/files.testing.ts';
import { buildCommune, buildLetter, receiveForTest, type TestCommune } from '../incoming.testing.ts';
import { viewIncoming } from '../queries/view-incoming.ts';
import { pageJobs } from './read-page.ts';

let office: TestOffice;
let commune: TestCommune;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
});
afterAll(() => office.close());

const PAGE = [
  '\tHUYỆN BẢN SEN   Độc lập - Tự do - Hạnh phúc',
  '\t3. Điều hành',
  '\t- Lập danh sách tài khoản sửa văn bản trên điện thoại (theo Mẫu số 08',
  'gửi kèm), gửi Phòng Văn hóa và Thông tin trước ngày 02/4/2021.',
  '\t4. Hộp thư',
  '\t- Lập danh sách thu hồi hộp thư (theo Mẫu số 09, 10), gửi trước ngày 02/4/2021.',
  '\t- Báo cáo kết quả chậm nhất ngày 15/02.',
].join('\n');

async function receive(words: string, facts: Parameters<typeof buildLetter>[1] = {}, name = 'Cong van.pdf') {
  const mediaType = name.endsWith('.pdf') ? 'application/pdf' : 'image/png';
  const main = await storeBytes(office, buildTextPdf([words]), name, mediaType);
  const { documentId } = await receiveForTest(office, buildLetter(commune.agencyId, { ...facts, main }));
  return documentId;
}

/** What waits in the queue, as the worker would take it. */
async function takeJobs(): Promise<Record<string, unknown>[]> {
  const rows = await rawQuery<{ payload: Record<string, unknown> }>(
    office.db,
    `with taken as (delete from graphile_worker._private_jobs returning payload, task_id)
     select payload from taken join graphile_worker._private_tasks task on task.id = task_id
     where task.identifier = 'incoming.read_page'`,
    [],
  );
  return rows.map((row) => row.payload);
}

async function work(): Promise<number> {
  const jobs = await takeJobs();
  for (const payload of jobs) {
    await pageJobs(office)[0]?.handle(payload);
  }
  return jobs.length;
}

const found = async (id: string) => (await viewIncoming(office.as(commune.clerk), id)).foundDeadlines;

test('deadlines in the words of the page stand in the view once the job has read it', async () => {
  const id = await receive(PAGE, { facts: { abstract: 'V/v gửi trước ngày 02/4/2021', replyDueOn: '2021-04-05' } });
  expect((await found(id)).map((item) => item.place)).toEqual(['Thông tin gói tin liên thông', 'Trích yếu']);
  expect(await work()).toBe(1);
  const { foundDeadlines } = await viewIncoming(office.as(commune.clerk), id);
  expect(foundDeadlines).toMatchObject([
    { text: 'Hạn trả lời', dueOn: '2021-04-05', page: null },
    {
      text: 'Mẫu số 08',
      subject: 'tài khoản sửa văn bản trên điện thoại',
      found: 'trước ngày 02/4/2021',
      place: 'Mục 3. Điều hành, trang 1',
      page: 1,
      dueOn: '2021-04-01',
    },
    { text: 'Mẫu số 09, 10', subject: 'thu hồi hộp thư', place: 'Mục 4. Hộp thư, trang 1', dueOn: '2021-04-01' },
    { text: 'Chậm nhất ngày 15/02', subject: 'Báo cáo kết quả', dueOn: '2022-02-15' },
  ]);
});

test('one page received twice is read once; its dates follow the day each letter was written', async () => {
  const second = await receive(PAGE, { facts: { numberSymbol: '9/TB-UBND', issuedOn: '2021-01-10' } });
  expect(await work()).toBe(0);
  expect((await found(second)).at(-1)).toMatchObject({ text: 'Chậm nhất ngày 15/02', dueOn: '2021-02-15' });
});

test('two jobs for one page do no harm; a picture and a missing page ask for none', async () => {
  await receive(`${PAGE}\n\t5. Khác`);
  const [payload = {}] = await takeJobs();
  await Promise.all([1, 2].map(() => pageJobs(office)[0]?.handle(payload)));
  await receive('ảnh', {}, 'Anh.png');
  await receiveForTest(office, buildLetter(commune.agencyId));
  expect(await takeJobs()).toEqual([]);
});

test('a letter rolled back asks for no reading', async () => {
  const main = await storeBytes(office, buildTextPdf(['Trang khác']), 'Cong van.pdf', 'application/pdf');
  const letter = buildLetter(commune.agencyId, { main, facts: { abstract: 'Báo cáo (Tối mật)' } });
  await expect(receiveForTest(office, letter)).rejects.toMatchObject({ code: 'documents.state_secret' });
  expect(await takeJobs()).toEqual([]);
});

test('a day of the envelope that the letter itself names is shown once, with its place', async () => {
  const id = await receive(PAGE, { facts: { replyDueOn: '2021-04-01' } });
  await work();
  expect((await found(id)).filter((item) => item.dueOn === '2021-04-01').map((item) => item.text)).toEqual([
    'Mẫu số 08',
    'Mẫu số 09, 10',
  ]);
});
