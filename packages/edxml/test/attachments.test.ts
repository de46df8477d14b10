import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanFileName,
  type EdxmlAttachment,
  type EdxmlLimits,
  memoryStore,
  parseEdxml,
  readAll,
} from '../src/index.ts';
import { attachment, envelope, PDF, zip } from './messages.ts';

async function receive(name: string, bytes: Uint8Array, limits: Partial<EdxmlLimits> = {}): Promise<EdxmlAttachment> {
  const base64 = Buffer.from(bytes).toString('base64');
  const { attachments } = await parseEdxml(envelope({ attachments: attachment(name, base64) }), { limits });
  const [only] = attachments;
  if (only === undefined) {
    throw new Error('no attachment');
  }
  return only;
}

describe('the decisive rule: the bytes decide', () => {
  test('a one-entry ZIP is taken off once; the inner name is never used', async () => {
    const wrapped = zip({ name: '../../etc/passwd', bytes: PDF });
    const got = await receive('cong-van.pdf', wrapped);
    expect(got).toMatchObject({
      name: 'cong-van.pdf',
      wasWrapped: true,
      size: PDF.length,
      mediaType: 'application/pdf',
    });
    expect(got.sha256).toBe(createHash('sha256').update(PDF).digest('hex'));
    const twice = await receive('cong-van.pdf', zip({ name: 'a', bytes: wrapped }));
    expect(twice).toMatchObject({ wasWrapped: true, size: wrapped.length, mediaType: 'application/zip' });
  });

  test('raw bytes declared application/zip stay as they are', async () => {
    expect(await receive('a.pdf', PDF)).toMatchObject({
      wasWrapped: false,
      size: PDF.length,
      mediaType: 'application/pdf',
    });
  });

  test.each(['zip', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp'])('a .%s is not unwrapped', async (extension) => {
    const bytes = zip({ name: 'word/document.xml', bytes: PDF });
    expect(await receive(`tep.${extension}`, bytes)).toMatchObject({ wasWrapped: false, size: bytes.length });
  });

  const WORD = zip({ name: '[Content_Types].xml', bytes: PDF }, { name: 'word/document.xml', bytes: PDF });
  const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';

  test.each([
    ['a.docx', `${UUID}.docx`],
    ['a.docx', 'Công văn.DOCX'],
    ['a.zip', `${UUID}.zip`],
    ['Hồ sơ.zip', 'Hồ sơ.zip'],
  ])('%s around %s: the wrapping shows itself and is taken off once', async (name, entry) => {
    const wrapped = zip({ name: entry, bytes: WORD });
    const got = await receive(name, wrapped);
    expect(got).toMatchObject({ name, wasWrapped: true, sha256: createHash('sha256').update(WORD).digest('hex') });
    expect(await receive(name, zip({ name: entry, bytes: wrapped }))).toMatchObject({ size: wrapped.length });
  });

  test.each([
    ['a.zip', 'an archive of an archive', zip({ name: 'năm 2020.zip', bytes: WORD })],
    ['a.zip', 'an archive of a letter', zip({ name: 'a.docx', bytes: WORD })],
    ['a.docx', 'one part that is no ZIP', zip({ name: 'a.docx', bytes: PDF })],
    ['a.docx', 'a part of another kind', zip({ name: 'a.xlsx', bytes: WORD })],
    ['a.docx', 'more than the file', zip({ name: 'a.docx', bytes: WORD }, { name: 'b', bytes: PDF })],
    ['a.docx', 'a password', zip({ name: 'a.docx', bytes: WORD, claims: { flags: 1 } })],
    ['a.docx', 'cut short', zip({ name: 'a.docx', bytes: WORD }).subarray(0, -30)],
    ['a.docx', 'itself', WORD],
  ])('%s with %s stays as it came', async (name, _, bytes) => {
    expect(await receive(name, bytes)).toMatchObject({ wasWrapped: false, size: bytes.length });
  });

  test.each([
    ['two entries', zip({ name: 'a', bytes: PDF }, { name: 'b', bytes: PDF })],
    [
      'two entries that claim to be one',
      zip({ name: 'a', bytes: PDF, claims: { count: 1 } }, { name: 'b', bytes: PDF }),
    ],
    ['a password', zip({ name: 'a', bytes: PDF, claims: { flags: 1 } })],
    ['a strange method', zip({ name: 'a', bytes: PDF, claims: { method: 99 } })],
  ])('%s: left as it came', async (_, bytes) => {
    expect(await receive('a.pdf', bytes)).toMatchObject({ wasWrapped: false, size: bytes.length });
  });

  test('bytes that are no UTF-8 survive', async () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) % 256);
    const got = await receive('a.bin', bytes);
    expect(got.content && (await readAll(got.content))).toEqual(bytes);
  });
});

describe('defects are of the attachment', () => {
  const zeros = Buffer.alloc(3 * 1024 * 1024);
  const bomb = zip({ name: 'a', bytes: zeros });

  test('ZIP bomb: refused by ratio; the same file passes when the ratio is raised', async () => {
    expect(bomb.length * 900).toBeLessThan(zeros.length);
    expect((await receive('a.pdf', bomb)).error?.code).toBe('edxml.attachment.zip_ratio');
    expect(await receive('a.pdf', bomb, { maxZipRatio: 2000 })).toMatchObject({ wasWrapped: true, size: zeros.length });
  });

  test('ZIP bomb that claims to be small: stopped while unpacking', async () => {
    const lying = zip({ name: 'a', bytes: zeros, claims: { size: 100 } });
    expect((await receive('a.pdf', lying)).error?.code).toBe('edxml.attachment.zip_size');
    const late = zip({ name: 'a', bytes: zeros, claims: { size: zeros.length - 1 } });
    expect((await receive('a.pdf', late, { maxZipRatio: 2000 })).error?.code).toBe('edxml.attachment.zip_size');
    const tooMuch = zip({ name: 'a', bytes: PDF, claims: { size: PDF.length + 1 } });
    expect((await receive('a.pdf', tooMuch)).error?.code).toBe('edxml.attachment.zip_size');
  });

  test('size cap before and after unpacking; passes when raised', async () => {
    expect((await receive('a.pdf', PDF, { maxAttachmentBytes: PDF.length - 1 })).error?.code).toBe(
      'edxml.attachment.too_large',
    );
    expect((await receive('a.pdf', PDF, { maxAttachmentBytes: PDF.length })).error).toBeUndefined();
    const wrapped = zip({ name: 'a', bytes: PDF });
    const between = { maxAttachmentBytes: PDF.length - 1 };
    expect(wrapped.length).toBeLessThan(PDF.length);
    expect((await receive('a.pdf', wrapped, between)).error?.code).toBe('edxml.attachment.too_large');
  });

  test('checksum, cut and damaged ZIP', async () => {
    const wrong = zip({ name: 'a', bytes: PDF, claims: { crc: 1 } });
    expect((await receive('a.pdf', wrong)).error?.code).toBe('edxml.attachment.zip_checksum');
    const whole = zip({ name: 'a', bytes: PDF });
    expect((await receive('a.pdf', whole.subarray(0, -30))).error?.code).toBe('edxml.attachment.zip_broken');
    const damaged = Buffer.from(whole).fill(0xff, 31, 40);
    expect((await receive('a.pdf', damaged)).error?.code).toMatch(/zip_(broken|size|checksum)$/);
  });

  test.each([
    ['YWJj*', 'edxml.attachment.base64_invalid'],
    ['YWJj!WJj', 'edxml.attachment.base64_invalid'],
    ['YW==YWJj', 'edxml.attachment.base64_invalid'],
    ['YWJj&amp;', 'edxml.attachment.base64_invalid'],
    ['YWJ', 'edxml.attachment.base64_truncated'],
    ['YWJjY', 'edxml.attachment.base64_truncated'],
    ['', 'edxml.attachment.empty'],
    ['  \n ', 'edxml.attachment.empty'],
  ])('base64 %j → %s', async (base64, code) => {
    const { attachments } = await parseEdxml(envelope({ attachments: attachment('a.txt', base64) }));
    expect(attachments[0]?.error?.code).toBe(code);
  });

  test.each(['YWJj', ' YW\r\nJj\t', 'YW&#13;&#10;Jj', '<![CDATA[YWJj]]>', 'YW<![CDATA[Jj]]>'])(
    'base64 %j is abc',
    async (base64) => {
      const { attachments } = await parseEdxml(envelope({ attachments: attachment('a.txt', base64) }));
      expect(attachments[0]).toMatchObject({ size: 3, mediaType: 'text/plain' });
    },
  );

  test('a full store is the error of the attachment', async () => {
    const bytes = envelope({ attachments: attachment('a.txt', 'YWJjYWJj') });
    const small = await parseEdxml(bytes, { store: memoryStore(5) });
    expect(small.attachments[0]?.error?.code).toBe('edxml.attachment.too_large');
    expect((await parseEdxml(bytes, { store: memoryStore(6) })).attachments[0]?.size).toBe(6);
  });
});

describe('odd places', () => {
  test('payload below the Attachment, two payloads in one, a bare list, base64 split by a comment or a child', async () => {
    const part = '<ContentTransferEncoded>YWJj</ContentTransferEncoded>';
    const named = '<AttachmentName>a.txt</AttachmentName>';
    const odd = `<Attachment>${named}<Data>${part}</Data></Attachment><Attachment>${named}${part}${part}</Attachment>${part}`;
    const { attachments } = await parseEdxml(envelope({ attachments: odd }));
    expect(attachments.map((item) => [item.name, item.size])).toEqual([
      ['a.txt', 3],
      ['a.txt', 3],
      ['a.txt', 3],
      ['tep-dinh-kem-4.txt', 3],
    ]);
    const split = await parseEdxml(envelope({ attachments: attachment('a.txt', 'YWJj<!-- -->YWJj') }));
    expect(split.attachments[0]?.size).toBe(6);
    const cut = await parseEdxml(envelope({ attachments: attachment('a.txt', 'YWJj<b/>YWJj') }));
    expect(cut.attachments[0]?.error?.code).toBe('edxml.attachment.base64_invalid');
    const whole = await parseEdxml(envelope({ attachments: attachment('a.txt', '<!-- > -->YWJj') }));
    expect(whole.attachments[0]?.size).toBe(3);
  });
});

describe('names and pairing', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\C:\\Công văn.pdf', 'Công văn.pdf'],
    ['C:a.pdf', 'C_a.pdf'],
    ['a\u0000b\u0007.pdf', 'ab.pdf'],
    ['\u202Efdp.exe', 'fdp.exe'],
    ['CON.pdf', '_CON.pdf'],
    ['com¹.txt', '_com¹.txt'],
    ['nul', '_nul'],
    ['CONOUT$', '_CONOUT$'],
    ['aux .pdf', '_aux.pdf'],
    ['console.pdf', 'console.pdf'],
    ['a\u061cb\u2066c\u2069d\ufeffe.pdf', 'abcde.pdf'],
    ['cong\u00advan\u200b.pdf', 'congvan.pdf'],
    ['ảnh\u{E0041}.png', 'ảnh.png'],
    [' ..a.pdf', 'a.pdf'],
    ['e\u200d\u0301.pdf', 'é.pdf'],
    ['.bashrc', 'bashrc'],
    ['a.pdf. . ', 'a.pdf'],
    ['...', ''],
    ['Cô\u0302ng.pdf'.normalize('NFD'), 'Cô\u0302ng.pdf'.normalize('NFC')],
  ])('%j → %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean);
  });

  test('long names keep their extension within 200 characters and 240 bytes', () => {
    expect(cleanFileName(`${'a'.repeat(500)}.pdf`)).toMatch(/^a{196}\.pdf$/);
    const clean = cleanFileName(`${'ệ'.repeat(500)}.pdf`);
    expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(240);
    expect(clean.endsWith('ệ.pdf')).toBe(true);
  });

  test('a clean name is clean', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const clean = cleanFileName(name);
        expect(cleanFileName(clean)).toBe(clean);
        expect(Array.from(clean).length).toBeLessThanOrEqual(200);
        expect(clean).toBe(clean.normalize('NFC'));
        expect(clean).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 2000 },
    );
  });

  test('forged twin content ids: both kept, the second flagged and without the reference', async () => {
    const manifest =
      '<edXML:Reference><edXML:ContentId>1</edXML:ContentId><edXML:AttachmentName>that.pdf</edXML:AttachmentName></edXML:Reference>';
    const twins = attachment('that.pdf', 'YWJj', 'cid:1') + attachment('gia.exe', 'TVoAAAAA', 'CID:1');
    const { attachments, warnings } = await parseEdxml(envelope({ manifest, attachments: twins }));
    expect(attachments.map((item) => [item.name, item.hasReference])).toEqual([
      ['that.pdf', true],
      ['gia.exe', false],
    ]);
    const codes = warnings.map((warning) => warning.code);
    expect(codes).toContain('edxml.attachment.duplicate_content_id');
    expect(codes).toContain('edxml.attachment.executable');
  });

  test('a name that promises another type is flagged', async () => {
    const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(60)]).toString('base64');
    const { attachments, warnings } = await parseEdxml(envelope({ attachments: attachment('a.pdf', exe) }));
    expect(attachments[0]?.mediaType).toBe('application/x-msdownload');
    expect(warnings.map((warning) => warning.code)).toContain('edxml.attachment.type_mismatch');
    const manifest = '<edXML:Reference><edXML:ContentId>1</edXML:ContentId></edXML:Reference>';
    const honest = await parseEdxml(envelope({ manifest, attachments: attachment('a.pdf', PDF.toString('base64')) }));
    expect(honest.warnings).toEqual([]);
  });
});
