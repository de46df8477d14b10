import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { buildTextPdf } from '../../files/files.testing.ts';
import { inputOf, readCorpus } from '../corpus/corpus.testing.ts';
import { readOfficeContent, readOfficeWords } from '../office-words.ts';
import { findStateSecret } from '../state-secret.ts';
import { openArchive } from './archive-words.ts';
import { readWordBinary } from './word-binary.ts';
import { wordBinary } from './word-file.testing.ts';

async function zipOf(parts: Record<string, Buffer | string>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) {
    zip.addBuffer(Buffer.from(content), name);
  }
  zip.end();
  return buffer(zip.outputStream);
}

const SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
function wordPackage(text: string): Promise<Buffer> {
  return zipOf({
    '[Content_Types].xml': '<Types/>',
    'word/document.xml': `<w:document ${SPACE}><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
  });
}

async function marksOf(bytes: Buffer, kind: 'zip' | 'doc' = 'zip'): Promise<number> {
  const { pages, names } = await readOfficeContent(kind, bytes);
  return findStateSecret({ pages, fileNames: names }).length;
}

describe('a Word file of before 2007', () => {
  test('is read piece by piece in the order of the text, in both alphabets, without what stands for objects', () => {
    const file = wordBinary([
      { text: 'ỦY BAN NHÂN DÂN\r\x07Tối' },
      { text: ' m' },
      { text: '\x13PAGE\x14\x15at khau\r', isNarrow: true },
      { text: 'Điều 1.\x0bHết\x0c' },
    ]);
    expect(readWordBinary(file, 1_000)).toBe('ỦY BAN NHÂN DÂN\n\nTối mPAGEat khau\nĐiều 1.\nHết\n');
    expect(readWordBinary(file, 5)).toBe('ỦY BA');
  });

  test('with a stamp in its text or behind it, where heads and text boxes stand, is marked; without one it is not', async () => {
    expect(await marksOf(wordBinary([{ text: 'UBND HUYỆN\rTỐI' }, { text: ' MẬT\rSố: 12/BC-UBND\r' }]), 'doc')).toBe(1);
    expect(await marksOf(wordBinary([{ text: 'Kính gửi\r' }, { text: 'Độ mật: Mật\r' }]), 'doc')).toBe(1);
    expect(await marksOf(wordBinary([{ text: 'Bảo mật thông tin, mật khẩu\r' }]), 'doc')).toBe(0);
  });

  test('under a password, of another kind or with no table of pieces it has no words', () => {
    expect(readWordBinary(wordBinary([{ text: 'MẬT\r' }], { flags: 0x100 }), 100)).toBeUndefined();
    expect(readWordBinary(Buffer.from('MẬT'), 100)).toBeUndefined();
    const file = wordBinary([{ text: 'MẬT\r' }]);
    file.fill(0, file.indexOf(Buffer.from([1, 4, 0, 9, 9, 9, 9, 2])));
    expect(readWordBinary(file, 100)).toBeUndefined();
  });

  test('of an enemy it ends, whatever was cut or changed, and gives no more than was asked', () => {
    const file = wordBinary([{ text: 'UBND\rTỐI' }, { text: ' MAT\r', isNarrow: true }]);
    const changes = fc.array(fc.tuple(fc.nat(1_700), fc.nat(0xffffffff)), { maxLength: 8 });
    fc.assert(
      fc.property(changes, fc.nat(file.length), (wanted, cut) => {
        const bytes = Buffer.from(cut % 2 === 0 ? file : file.subarray(0, cut));
        for (const [at, value] of wanted.filter(([place]) => place + 12 <= bytes.length)) {
          bytes.writeUInt32LE(value, at + 8);
        }
        let text: string | undefined;
        try {
          text = readWordBinary(bytes, 50);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError); // outside its bytes: the sandbox says it has no words
        }
        expect((text ?? '').length).toBeLessThanOrEqual(50);
      }),
      { numRuns: 2_000 },
    );
  });

  test('whose chains and tables bite their own tail ends', () => {
    const file = wordBinary([{ text: 'x'.repeat(3_000) }]);
    for (let sector = 0; sector < 60; sector += 1) {
      file.writeUInt32LE(sector, 512 + 4 * sector);
    }
    file.writeUInt32LE(0xffffffff, 44);
    file.writeUInt32LE(0, 68);
    expect(() => readWordBinary(file, 1_000)).not.toThrow();
  });
});

describe('an archive', () => {
  test('is marked by a name in it, and by the words of what lies in it, two archives deep', async () => {
    expect(await marksOf(await zipOf({ 'Hồ sơ/TUYỆT MẬT ke hoach.docx': 'x' }))).toBe(1);
    expect(await marksOf(await zipOf({ 'a.docx': await wordPackage('TỐI MẬT') }))).toBe(1);
    expect(await marksOf(await zipOf({ 'a.doc': wordBinary([{ text: 'MẬT\r' }]) }))).toBe(1);
    expect(await marksOf(await zipOf({ 'a.txt': 'UBND\nTUYỆT MẬT\nSố 1' }))).toBe(1);
    const inner = await zipOf({ 'a.txt': 'MẬT', 'b.txt': 'thường' });
    expect(await marksOf(await zipOf({ 'trong.zip': inner }))).toBe(1);
    const third = await zipOf({ 'trong.zip': await zipOf({ 'MẬT.zip': inner }) });
    expect(await marksOf(third)).toBe(1);
    const { pdfs } = await readOfficeContent('zip', await zipOf({ 'a.pdf': buildTextPdf(['\tTỐI MẬT']) }));
    expect(pdfs).toHaveLength(1);
  });

  test('of ordinary files is not, and below the second archive only names are known', async () => {
    const ordinary = { 'Mật khẩu wifi.txt': 'mật khẩu', 'b.docx': await wordPackage('Bảo mật'), 'c.bin': 'MẬT' };
    expect(await marksOf(await zipOf(ordinary))).toBe(0);
    const deep = await zipOf({ 'a.zip': await zipOf({ 'b.zip': await zipOf({ 'c.txt': 'MẬT' }) }) });
    expect(await marksOf(deep)).toBe(0);
    expect((await openArchive(deep)).names).toEqual(['a.zip', 'b.zip', 'c.txt']);
  });

  test('with names that point elsewhere or are in no alphabet still shows all others', async () => {
    const zip = await zipOf({ 'xx-a.txt': 'x', 'MẬT.txt': 'x' });
    for (let at = zip.indexOf('xx-a.txt'); at !== -1; at = zip.indexOf('xx-a.txt', at)) {
      zip.write('../\xff.txt', at, 'latin1');
    }
    expect((await openArchive(zip)).names).toContain('MẬT.txt');
    expect(await marksOf(zip)).toBe(1);
  });

  test('of an enemy is read no further than its limits; one broken file hides no other', async () => {
    const bomb = await zipOf({ 'bom.txt': Buffer.alloc(25 * 1024 * 1024, 32), 'b.txt': 'MẬT' });
    const { files } = await openArchive(bomb);
    expect(files.map(({ bytes }) => bytes.length)).toEqual([Buffer.byteLength('MẬT')]);
    const five = await zipOf(
      Object.fromEntries(['1', '2', '3', '4', '5'].map((no) => [`${no}.txt`, Buffer.alloc(20 * 1024 * 1024, 32)])),
    );
    expect((await openArchive(five)).files).toHaveLength(3);
    const broken = await zipOf({ 'a.txt': 'hỏng hỏng hỏng hỏng', 'b.txt': 'MẬT' });
    broken.fill(0xff, 38, 44);
    expect(await marksOf(broken)).toBe(1);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }), async (changes) => {
        const bytes = Buffer.from(broken);
        for (const [at, value] of changes) {
          bytes[at % bytes.length] = value;
        }
        await openArchive(bytes).catch(() => undefined);
      }),
      { numRuns: 300 },
    );
    expect(await readOfficeWords('zip', Buffer.from('no zip'))).toEqual([]);
  });
});

test('the corpus, written into old Word files and archives, is stopped and let through as it is on a page', async () => {
  const { marked, clean } = readCorpus();
  // Lines that only a PDF has (columns, rows broken by a scanner) are those of its own reader.
  const of = (samples: typeof marked) => samples.filter(({ kind }) => kind === 'page').slice(0, 60);
  const stopped = async (samples: typeof marked) => {
    let [asDoc, asZip, asPage] = [0, 0, 0];
    for (const sample of of(samples)) {
      const doc = wordBinary([{ text: `${sample.value.replaceAll('\n', '\r')}\r` }]);
      asPage += findStateSecret(inputOf(sample)).length > 0 ? 1 : 0;
      asDoc += (await marksOf(doc, 'doc')) > 0 ? 1 : 0;
      asZip += (await marksOf(await zipOf({ 'a.doc': doc }))) > 0 ? 1 : 0;
    }
    return { asDoc, asZip, asPage, of: of(samples).length };
  };
  const figures = { marked: await stopped(marked), clean: await stopped(clean) };
  console.info('old Word files and archives', JSON.stringify(figures));
  for (const { asDoc, asZip, asPage } of Object.values(figures)) {
    expect([asDoc, asZip]).toEqual([asPage, asPage]);
  }
  expect(figures.marked.asDoc / figures.marked.of).toBeGreaterThanOrEqual(0.99);
});
