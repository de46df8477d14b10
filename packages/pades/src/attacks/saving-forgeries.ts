import { withForgedContent } from './forge.ts';
import type { Forgery } from './forgery.ts';
import { placeOfValue } from './signature-value.ts';

type Change = (pdf: Uint8Array) => Uint8Array;

/** The whole object of the last signature once more. */
function copiedSignature(pdf: Uint8Array): Uint8Array {
  const { start } = placeOfValue(pdf);
  const bytes = Buffer.from(pdf);
  const from = bytes.lastIndexOf(' 0 obj', start, 'latin1');
  return bytes.subarray(from, bytes.indexOf('endobj', start) + 6);
}

const FORGED_OBJECT = '4 0 obj\n(So tien: 900.000.000 dong)\nendobj\n';

function saved(variant: string, text: string, build: Change): Forgery {
  return { family: 'isa', variant, text, build };
}

/** Forged objects behind the file without the cross-reference that belongs to them. */
function onlyObjects(pdf: Uint8Array): Uint8Array {
  const forged = withForgedContent(pdf);
  const tail = Buffer.from(forged.subarray(pdf.length)).toString('latin1');
  const end = Math.max(tail.lastIndexOf('\nxref\n'), tail.search(/\n\d+ 0 obj\n<<\/Type \/XRef/));
  return forged.subarray(0, pdf.length + end + 1);
}

export const ISA: Forgery[] = [
  saved('content-replaced', 'Nội dung trang 1 bị thay bằng một lần lưu thêm.', withForgedContent),
  saved('objects-without-xref', 'Đối tượng giả nối vào cuối tệp, không có bảng tham chiếu.', onlyObjects),
  saved('trailer-only', 'Đối tượng giả và trailer, không có bảng tham chiếu.', (pdf) =>
    Buffer.concat([onlyObjects(pdf), Buffer.from('trailer\n<</Size 3/Root 1 0 R>>\n%%EOF\n')]),
  ),
  saved('trailer-with-startxref', 'Đối tượng giả, trailer và startxref cũ.', (pdf) => {
    const xref = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(Buffer.from(pdf).toString('latin1'))?.[1] ?? '0';
    const closing = `trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`;
    return Buffer.concat([onlyObjects(pdf), Buffer.from(closing)]);
  }),
  saved('copied-signature', 'Bản sao đối tượng chữ ký nối vào cuối cùng nội dung giả.', (pdf) =>
    Buffer.concat([onlyObjects(pdf), Buffer.from('990'), copiedSignature(pdf), Buffer.from('\n%%EOF\n')]),
  ),
  saved('copied-signature-same-number', 'Bản sao chữ ký mang đúng số đối tượng, không có bảng tham chiếu.', (pdf) => {
    const bytes = Buffer.from(pdf);
    const from = bytes.lastIndexOf(' 0 obj', placeOfValue(pdf).start, 'latin1');
    const number = /(\d+)$/.exec(bytes.toString('latin1', from - 10, from))?.[1] ?? '990';
    return Buffer.concat([onlyObjects(pdf), Buffer.from(number), copiedSignature(pdf), Buffer.from('\n')]);
  }),
  saved('startxref-nowhere', 'startxref trỏ ra ngoài tệp.', (pdf) =>
    Buffer.concat([pdf, Buffer.from(`${FORGED_OBJECT}startxref\n99999999\n%%EOF\n`)]),
  ),
  saved('no-eof', 'Lần lưu thêm không có dấu kết thúc tệp.', (pdf) => {
    const forged = withForgedContent(pdf);
    return forged.subarray(0, Buffer.from(forged).lastIndexOf('%%EOF'));
  }),
  saved('comment', 'Dòng chú thích nối vào cuối tệp.', (pdf) => Buffer.concat([pdf, Buffer.from('% So tien: 900\n')])),
  saved('other-kind-of-xref', 'Lần lưu thêm dùng loại bảng tham chiếu khác.', (pdf) => {
    const objects = onlyObjects(pdf);
    const text = Buffer.from(objects).toString('latin1', pdf.length);
    const rows = [...text.matchAll(/(\d+) 0 obj\n/g)].map(
      ({ index, 1: number }) => `${number} 1\n${String(pdf.length + index).padStart(10, '0')} 00000 n \n`,
    );
    const whole = Buffer.from(pdf).toString('latin1');
    const root = /\/Root (\d+ 0 R)/.exec(whole)?.[1] ?? '';
    const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(whole)?.[1] ?? '0';
    const table = `xref\n${rows.join('')}trailer\n<</Size 9999/Root ${root}/Prev ${previous}>>\n`;
    return Buffer.concat([objects, Buffer.from(`${table}startxref\n${objects.length}\n%%EOF\n`)]);
  }),
];
