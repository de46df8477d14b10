import { openCompoundFile } from './compound-file.ts';

/*
 * The words of a Word file of 1997 to 2003 (MS-DOC §2.4.1): its table of pieces says in which order and in which of two alphabets they
 * stand; text, notes, heads, feet and text boxes, where stamps like to stand, follow each other. Of Word 6 and 95 the plain run of text.
 * No package that is still kept reads this without unpacking pictures and styles as well.
 */

const MARK = 0xa5ec;
const WORD_97 = 193;
const [ENCRYPTED, SECOND_TABLE] = [0x100, 0x200];
const [PIECES_AT, PIECES_SIZE] = [0x1a2, 0x1a6];
const [PROPERTIES, PIECES] = [1, 2];
const COMPRESSED = 2 ** 30;
const MOST_PIECES = 100_000;
const WESTERN = new TextDecoder('windows-1252');

const LINE_ENDS = new Set(['\r', '\n', '\x07', '\x0b', '\x0c', '\x0e']);

function letterFor(sign: string): string {
  if (LINE_ENDS.has(sign)) {
    return '\n';
  }
  return sign === '\t' ? sign : sign === '\x1e' ? '-' : '';
}

/** Ends of paragraphs, cells, lines and pages are lines; what stands for pictures, notes and fields is nothing. */
function readable(text: string): string {
  return text.replace(/\p{Cc}/gu, letterFor).replaceAll('\xa0', ' ');
}

/** The table of pieces behind whatever properties stand before it. */
function piecesOf(clx: Buffer): Buffer | undefined {
  let at = 0;
  while (at + 5 <= clx.length) {
    if (clx[at] === PIECES) {
      return clx.subarray(at + 5, at + 5 + clx.readUInt32LE(at + 1));
    }
    if (clx[at] !== PROPERTIES) {
      return undefined;
    }
    at += 3 + clx.readUInt16LE(at + 1);
  }
  return undefined;
}

function pieceText(word: Buffer, place: number, letters: number): string {
  const start = place % COMPRESSED;
  return Math.floor(place / COMPRESSED) % 2 === 1
    ? WESTERN.decode(word.subarray(Math.floor(start / 2), Math.floor(start / 2) + letters))
    : word.toString('utf16le', start, Math.min(word.length, start + 2 * letters));
}

function textOfPieces(word: Buffer, pieces: Buffer, length: number): string {
  const count = Math.min(MOST_PIECES, Math.floor((pieces.length - 4) / 12));
  const texts: string[] = [];
  let left = length;
  for (let no = 0; no < count && left > 0; no += 1) {
    const letters = Math.min(left, pieces.readUInt32LE(4 * no + 4) - pieces.readUInt32LE(4 * no));
    if (letters > 0) {
      // The places stand behind all counts.
      texts.push(pieceText(word, pieces.readUInt32LE(4 * (count + 1) + 8 * no + 2), letters));
      left -= letters;
    }
  }
  return texts.join('');
}

/** At most that many letters; undefined when it is no such file, or one under a password. */
export function readWordBinary(bytes: Buffer, length: number): string | undefined {
  const file = openCompoundFile(bytes);
  const word = file?.stream('WordDocument');
  if (file === undefined || word === undefined || word.length < PIECES_SIZE + 4 || word.readUInt16LE(0) !== MARK) {
    return undefined;
  }
  const flags = word.readUInt16LE(10);
  if ((flags & ENCRYPTED) !== 0) {
    return undefined;
  }
  if (word.readUInt16LE(2) < WORD_97) {
    return readable(WESTERN.decode(word.subarray(word.readUInt32LE(24), word.readUInt32LE(28)).subarray(0, length)));
  }
  const table = file.stream((flags & SECOND_TABLE) === 0 ? '0Table' : '1Table');
  const from = word.readUInt32LE(PIECES_AT);
  const pieces = piecesOf(table?.subarray(from, from + word.readUInt32LE(PIECES_SIZE)) ?? Buffer.alloc(0));
  return pieces === undefined || pieces.length < 16 ? undefined : readable(textOfPieces(word, pieces, length));
}
