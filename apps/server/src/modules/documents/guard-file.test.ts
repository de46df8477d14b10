import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildTextPdf } from '../files/files.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { findStateSecretInFile, guardUpload } from './guard-file.ts';
import { wordBinary } from './packed-words/word-file.testing.ts';
import { findStateSecret } from './state-secret.ts';

const MARKED: [string, string][] = [
  ['a stamp under the number', 'UBND HUYỆN   CỘNG HÒA\n\tSố: 12/BC-UBND   Tam Đường, ngày 22\n\tMẬT\n\tBÁO CÁO'],
  ['a stamp beside the head', '\tỦY BAN NHÂN DÂN HUYỆN   TỐI MẬT'],
  ['a stamp before the head', 'TUYỆT MẬT   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
  ['a framed stamp', '[TỐI MẬT]'],
  ['a spaced stamp', 'T Ố I   M Ậ T'],
  ['a label with its level', '\tĐộ mật: Tối mật'],
];
const ORDINARY: [string, string][] = [
  ['a word broken in prose', 'thuộc danh mục bí\nmật nhà nước, bảo\nmật\nthông tin'],
  ['a heading in capitals broken before its last word', '\tKẾ HOẠCH BẢO VỆ BÍ\n\tMẬT'],
  ['a table of levels', 'STT   TUYỆT MẬT   TỐI MẬT   MẬT\n1   0   0   0'],
  ['prose about levels', 'Văn bản có độ mật là tối mật thì soạn thảo trên máy tính không nối mạng, gửi tại văn thư.'],
  ['a level in small letters on its own row', 'Tối mật'],
  ['security of information', 'BẢO MẬT THÔNG TIN\nMật khẩu   MẬT KHẨU'],
];

describe('a page', () => {
  test.each(MARKED)('with %s is marked', (_what, page) => {
    expect(findStateSecret({ pages: ['', page] })).toEqual([
      { code: expect.stringMatching(/^(?:stamp|label)$/), place: 'trang 2' },
    ]);
    expect(findStateSecret({ pages: [page.normalize('NFD')] })).toHaveLength(1);
  });

  test.each(ORDINARY)('with %s is not', (_what, page) => {
    expect(findStateSecret({ pages: [page] })).toEqual([]);
  });
});

describe('a PDF', () => {
  let office: TestOffice;
  let clerk: Subject;

  beforeAll(async () => {
    office = await createTestOffice();
    const { id: agencyId } = await buildAgency(office.db);
    const unit = await buildUnit(office.db, agencyId);
    clerk = await buildSubject(office.db, { agencyId, unitId: unit.id, roles: ['clerk'] });
  });
  afterAll(() => office.close());

  const store = async (page: string, mediaType = 'application/pdf') => {
    const { sha256, size } = await office.blobs.put(buildTextPdf([page]));
    return { sha256, size, name: 'a.pdf', mediaType };
  };
  const door = () => ({ agencyId: clerk.agencyId, name: 'probe', objectId: newId() });

  test.each(MARKED)('with %s is refused at a door, its bytes are gone, an incident stays', async (_what, page) => {
    const blob = await store(page);
    const at = door();
    const { agencyId } = clerk;
    expect(await findStateSecretInFile(office, { agencyId, ...blob })).toHaveLength(1);
    await expect(guardUpload(office.as(clerk), at, blob)).rejects.toMatchObject({ code: 'documents.state_secret' });
    expect(office.blobs.has(blob.sha256)).toBe(false);
    const leaves = await rawQuery<{ action: string }>(office.db, 'select action from audit_leaf where object_id = $1', [
      at.objectId,
    ]);
    expect(leaves).toEqual([{ action: 'documents.state_secret_refused' }]);
    expect(await rawQuery(office.db, 'select 1 as one from file_text', [])).toEqual([]);
  });

  test('an archive with a marked name, a marked PDF or an old Word file in it is refused as they are; an ordinary one passes', async () => {
    const zipOf = async (name: string, bytes: Buffer) => {
      const zip = new ZipFile();
      zip.addBuffer(bytes, name);
      zip.end();
      const { sha256, size } = await office.blobs.put(await buffer(zip.outputStream));
      return { sha256, size, name: 'ho-so.zip', mediaType: 'application/zip' };
    };
    const word = await office.blobs.put(wordBinary([{ text: 'UBND HUYỆN\rTỐI MẬT\r' }]));
    const marked = [
      await zipOf('TUYỆT MẬT.bin', Buffer.from('x')),
      await zipOf('a.pdf', buildTextPdf(['\tTỐI MẬT'])),
      await zipOf('a.doc', wordBinary([{ text: 'Độ mật: Mật\r' }])),
      { ...word, name: 'a.doc', mediaType: 'application/msword' },
    ];
    for (const blob of marked) {
      await expect(guardUpload(office.as(clerk), door(), blob)).rejects.toMatchObject({
        code: 'documents.state_secret',
      });
      expect(office.blobs.has(blob.sha256)).toBe(false);
    }
    const ordinary = await zipOf('Bảo mật.pdf', buildTextPdf(['Mật khẩu']));
    await guardUpload(office.as(clerk), door(), ordinary);
    expect(office.blobs.has(ordinary.sha256)).toBe(true);
  });

  test('without a mark passes and keeps its bytes; another kind of file is not read', async () => {
    const ordinary = await store('Bảo mật thông tin');
    await guardUpload(office.as(clerk), door(), ordinary);
    const image = await store('MẬT', 'image/png');
    await guardUpload(office.as(clerk), door(), image);
    expect([ordinary, image].map((blob) => office.blobs.has(blob.sha256))).toEqual([true, true]);
  });
});
