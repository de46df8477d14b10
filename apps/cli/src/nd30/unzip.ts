import { inflateRawSync } from 'node:zlib';
import { Nd30Error } from '@congvu/nd30';

const END_OF_DIRECTORY = Buffer.from([0x50, 0x4b, 5, 6]);
const DIRECTORY_ENTRY = 0x02014b50;
/** The text of a letter is far below this; a bomb stops here. */
const MAX_PART = 64 * 1024 * 1024;

function broken(): Nd30Error {
  return new Nd30Error('nd30.unreadable_document', 'Tệp .docx bị hỏng hoặc không phải tệp Word.');
}

/** One part of an OOXML file by its name (ECMA-376 Part 2). @throws Nd30Error `nd30.unreadable_document` */
export function readZipPart(zip: Buffer, wanted: string): string {
  try {
    const end = zip.lastIndexOf(END_OF_DIRECTORY);
    let at = end < 0 ? zip.length : zip.readUInt32LE(end + 16);
    for (
      let left = end < 0 ? 0 : zip.readUInt16LE(end + 10);
      left > 0 && zip.readUInt32LE(at) === DIRECTORY_ENTRY;
      left -= 1
    ) {
      const nameLength = zip.readUInt16LE(at + 28);
      if (zip.toString('utf8', at + 46, at + 46 + nameLength) === wanted) {
        const local = zip.readUInt32LE(at + 42);
        const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
        const data = zip.subarray(start, start + zip.readUInt32LE(at + 20));
        return (zip.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data, { maxOutputLength: MAX_PART })).toString(
          'utf8',
        );
      }
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
  } catch {
    throw broken();
  }
  throw broken();
}
