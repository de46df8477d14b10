import { listFields } from '../pdf/fields.ts';
import { isRef, withEntries } from '../pdf/values.ts';
import { append, lastIndexOf, NotForgeable, overwrite, signatureField, withForgedContent } from './forge.ts';
import type { Forgery } from './forgery.ts';
import { placeOfValue, rangeOf, setRange, setValue, valueDigits } from './signature-value.ts';

type Change = (pdf: Uint8Array) => Uint8Array;

/** Breaks what makes a viewer check at all, in the signed bytes, below a forged update. */
function broken(variant: string, text: string, change: Change): Forgery {
  return {
    family: 'usf',
    variant,
    text: `${text}; nội dung trang 1 bị thay.`,
    build: (signed) => withForgedContent(change(signed)),
  };
}

function renamed(key: string, other: string): Change {
  return (pdf) => {
    const { start } = key === '/Contents' ? placeOfValue(pdf) : rangeOf(pdf);
    return overwrite(pdf, Buffer.from(pdf).lastIndexOf(key, start, 'latin1'), other);
  };
}

/** The same by an update that writes the signature dictionary again, other bytes untouched. */
function rewritten(variant: string, text: string, entries: Parameters<typeof withEntries>[1]): Forgery {
  return {
    family: 'usf',
    variant: `update-${variant}`,
    text: `Ghi lại từ điển chữ ký: ${text}; nội dung trang 1 bị thay.`,
    build: (signed) =>
      withForgedContent(
        append(signed, (revision, file) => {
          const value = signatureField(file).dict.entries.get('V');
          const found = file.resolve(value);
          if (!isRef(value) || typeof found !== 'object' || found?.kind !== 'dict') {
            throw new NotForgeable('signature');
          }
          revision.set(value.number, withEntries(found, entries));
        }),
      ),
  };
}

const RANGES: [string, string, (numbers: [number, number, number, number]) => readonly number[]][] = [
  ['range-empty', 'ByteRange rỗng', () => []],
  ['range-three', 'ByteRange chỉ có ba số', ([a, b, c]) => [a, b, c]],
  ['range-five', 'ByteRange có năm số', ([a, b, c, d]) => [a, b, c, d, 0]],
  ['range-six', 'ByteRange có sáu số', ([a, b, c, d]) => [a, b, c, d - 9, c + d - 9, 9]],
  ['range-negative', 'ByteRange có số âm', ([a, b, c]) => [a, b, c, -1]],
  ['range-late-start', 'ByteRange không bắt đầu từ 0', ([, b, c, d]) => [9, b - 9, c, d]],
  ['range-past-end', 'ByteRange vượt quá cuối tệp', ([a, b, c, d]) => [a, b, c, d + 9_999_999]],
  ['range-overlapping', 'ByteRange chồng lên nhau', ([a, b, c, d]) => [a, b, b - 9, c + d - b + 9]],
  ['range-short', 'ByteRange bỏ sót phần cuối', ([a, b, c, d]) => [a, b, c, d - 12]],
  ['range-nothing', 'ByteRange không phủ gì', () => [0, 0, 0, 0]],
];

export const USF: Forgery[] = [
  broken('contents-renamed', 'Khóa Contents bị đổi tên', renamed('/Contents', '/Contentz')),
  broken('contents-zeros', 'Giá trị chữ ký toàn số 0', (pdf) => setValue(pdf, `<${'0'.repeat(512)}>`)),
  broken('contents-empty', 'Giá trị chữ ký rỗng', (pdf) => setValue(pdf, '<>')),
  broken('contents-null', 'Giá trị chữ ký là null', (pdf) => setValue(pdf, 'null')),
  broken('contents-one-zero', 'Giá trị chữ ký là 00', (pdf) => setValue(pdf, '<00>')),
  broken('contents-name', 'Giá trị chữ ký là một tên', (pdf) => setValue(pdf, '/Nothing')),
  broken('contents-indirect', 'Giá trị chữ ký trỏ đi nơi khác', (pdf) => setValue(pdf, '1 0 R')),
  broken('range-renamed', 'Khóa ByteRange bị đổi tên', renamed('/ByteRange', '/ByteRangf')),
  broken('range-null', 'ByteRange là null', (pdf) => {
    const { start, end } = rangeOf(pdf);
    return overwrite(pdf, start - 1, 'null'.padEnd(end - start + 2));
  }),
  ...RANGES.map(([variant, text, change]) => broken(variant, text, (pdf) => setRange(pdf, change))),
  broken('unknown-subfilter', 'Cách ký lạ (SubFilter)', (pdf) => {
    const place = lastIndexOf(pdf, '/SubFilter');
    const found = /\/SubFilter\s*\/([\w.]+)/.exec(Buffer.from(pdf).toString('latin1', place, place + 80));
    return overwrite(pdf, place + (found?.[0].length ?? 0) - 3, 'zzz');
  }),
  rewritten('contents-missing', 'không còn Contents', { Contents: null }),
  rewritten('range-missing', 'không còn ByteRange', { ByteRange: null }),
  rewritten('subfilter-missing', 'không còn SubFilter', { SubFilter: null }),
  {
    family: 'usf',
    variant: 'value-dropped',
    text: 'Trường ký không còn giá trị (V); nội dung trang 1 bị thay.',
    build: (signed) =>
      withForgedContent(
        append(signed, (revision, file) => {
          for (const { type, number, dict: field } of listFields(file)) {
            if (type === 'Sig' && field.entries.has('V')) {
              revision.set(number, withEntries(field, { V: null }));
            }
          }
        }),
      ),
  },
];

/** Digits of a second hex string between the value and its end, in what was padding. */
function inPadding(text: (room: number) => string): Change {
  return (pdf) => {
    const digits = valueDigits(pdf);
    const { start, end } = placeOfValue(pdf);
    return setValue(pdf, `<${digits}>${text(end - start - digits.length - 2)}`);
  };
}

function wrapped(variant: string, text: string, build: Change): Forgery {
  return { family: 'swa', variant, text, build };
}

/** The part behind the value moved back to make room; the range says so. */
function moved(pdf: Uint8Array, evil: Uint8Array): Uint8Array {
  const { start, end } = placeOfValue(pdf);
  const [, , , rest] = rangeOf(pdf).numbers;
  const out = Buffer.concat([pdf.subarray(0, end), evil, pdf.subarray(end)]);
  return setRange(out, () => [0, start, end + evil.length, rest]);
}

/**
 * A second byte range behind the value, forged objects and a cross-reference of theirs exactly where the untouched `startxref`
 * looks; then the untouched second signed part. Whoever takes the second range finds every signed byte unchanged.
 */
function wrappedBehindSecondRange(pdf: Uint8Array): Uint8Array {
  const { start, end } = placeOfValue(pdf);
  const [, , , rest] = rangeOf(pdf).numbers;
  const text = Buffer.from(pdf).toString('latin1');
  const xref = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  const tail = pdf.subarray(end);
  const forged = withForgedContent(pdf).subarray(pdf.length);
  const objects =
    Buffer.from(forged)
      .toString('latin1')
      .split(/\nxref\n|\n\d+ 0 obj\n<<\/Type \/XRef/)[0] ?? '';
  const build = (second: number): Buffer => {
    const head = `<${valueDigits(pdf)}>/ByteRange [0 ${start} ${String(second).padEnd(10)} ${rest}]>>\nendobj\n${objects}\n`;
    const front = Buffer.concat([pdf.subarray(0, start), Buffer.from(head, 'latin1')]);
    const places = [...front.toString('latin1').matchAll(/(?:^|\n)(\d+) 0 obj\n/g)].map(({ index, 1: number }) => ({
      number: Number(number),
      offset: index + 1,
    }));
    const rows = [...new Map(places.map((row) => [row.number, row])).values()];
    const lines = rows.map(({ number, offset }) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
    const root = /\/Root (\d+ 0 R)/.exec(text)?.[1] ?? '';
    const table = `xref\n${lines.join('')}trailer\n<</Size 9999/Root ${root}>>\n`;
    const gap = Math.max(0, xref - front.length);
    return Buffer.concat([front, Buffer.alloc(gap, 0x20), Buffer.from(table, 'latin1'), Buffer.from('\n% ')]);
  };
  const front = build(0);
  return Buffer.concat([build(front.length), tail]);
}

export const SWA: Forgery[] = [
  wrapped('moved-tail', 'Phần ký thứ hai bị dời đi, đối tượng giả chen vào khoảng trống.', (pdf) =>
    withForgedContent(moved(pdf, Buffer.from('\n999 0 obj (So tien: 900.000.000 dong) endobj\n'))),
  ),
  wrapped('second-range', 'Hai ByteRange: đối tượng giả và bảng tham chiếu giả nằm trong khoảng trống.', (pdf) =>
    wrappedBehindSecondRange(pdf),
  ),
  wrapped('junk-behind-value', 'Dữ liệu lạ sau giá trị chữ ký, trong phần đệm.', (pdf) => {
    const { end } = placeOfValue(pdf);
    return overwrite(pdf, end - 41, '2f4576696c'.repeat(4));
  }),
  wrapped(
    'tokens-in-padding',
    'Phần đệm bị cắt để chèn khóa lạ vào từ điển chữ ký.',
    inPadding((room) => `/Reason (${'x'.repeat(Math.max(0, Math.min(40, room - 20)))})`),
  ),
  wrapped(
    'hex-string-in-gap',
    'Thêm một chuỗi hex thứ hai trong khoảng trống.',
    inPadding(() => '<4576696c>'),
  ),
  wrapped(
    'literal-string-in-gap',
    'Thêm một chuỗi chữ trong khoảng trống.',
    inPadding(() => '(Evil)'),
  ),
  wrapped(
    'comment-in-gap',
    'Chú thích ẩn trong khoảng trống.',
    inPadding(() => '% So tien: 900.000.000 dong'),
  ),
  wrapped(
    'second-contents',
    'Hai khóa Contents.',
    inPadding(() => '/Contents <00>'),
  ),
  wrapped('range-in-gap', 'Hai khóa ByteRange.', (pdf) => inPadding(() => `/ByteRange [0 1 2 ${pdf.length - 2}]`)(pdf)),
  wrapped('gap-one-less', 'Khoảng trống hụt một byte.', (pdf) => setRange(pdf, ([a, b, c, d]) => [a, b + 1, c, d])),
  wrapped('gap-one-more', 'Khoảng trống thừa một byte.', (pdf) => setRange(pdf, ([a, b, c, d]) => [a, b - 1, c, d])),
  wrapped('gap-inside', 'Khoảng trống không gồm dấu ngoặc của giá trị.', (pdf) =>
    setRange(pdf, ([a, b, c, d]) => [a, b + 1, c - 1, d + 1]),
  ),
  wrapped('tail-uncovered', 'Phần đuôi của bản đã ký không được phủ.', (pdf) =>
    setRange(pdf, ([a, b, c, d]) => [a, b, c, d - 30]),
  ),
];
