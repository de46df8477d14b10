import { HEAD_BYTES } from './wrapping.ts';

/** PDF readers look for the end mark in this many last bytes (ISO 32000-1, Annex H, note 18). */
const TAIL_BYTES = 1024;
const END_OF_DIRECTORY = 0x06054b50;

type Ending = (tail: Buffer) => boolean;

function endsWithDirectory(tail: Buffer): boolean {
  // Without a comment (APPNOTE.TXT §4.3.16).
  return (
    tail.length >= 22 &&
    tail.readUInt32LE(tail.length - 22) === END_OF_DIRECTORY &&
    tail.readUInt16LE(tail.length - 2) === 0
  );
}

const ENDINGS: readonly [start: string, ends: Ending][] = [
  [
    '%PDF-',
    (tail) =>
      tail
        .toString('latin1')
        .replace(/[\s\p{Cc}]+$/u, '')
        .endsWith('%%EOF'),
  ],
  ['PK\u0003\u0004', endsWithDirectory],
  ['\u0089PNG', (tail) => tail.toString('latin1').slice(-8, -4) === 'IEND'],
  ['\u00ff\u00d8\u00ff', (tail) => tail.toString('latin1').endsWith('\u00ff\u00d9')],
];

/** The first and the last bytes of a content that passes by. */
export class Edges {
  head: Uint8Array = new Uint8Array(0);
  #tail: Buffer = Buffer.alloc(0);

  push(bytes: Uint8Array): void {
    if (this.head.length < HEAD_BYTES) {
      this.head = Buffer.concat([this.head, bytes.subarray(0, HEAD_BYTES - this.head.length)]);
    }
    this.#tail =
      bytes.length >= TAIL_BYTES
        ? Buffer.from(bytes.subarray(-TAIL_BYTES))
        : Buffer.from(Buffer.concat([this.#tail, bytes]).subarray(-TAIL_BYTES));
  }

  /** True when the content ends as its kind of file ends; false when it does not, or when the kind has no end of its own. */
  get endsWhole(): boolean {
    const start = Buffer.from(this.head.subarray(0, 8)).toString('latin1');
    const ends = ENDINGS.find(([head]) => start.startsWith(head))?.[1];
    return ends?.(this.#tail) ?? false;
  }
}
