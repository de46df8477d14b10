import { openPdf } from '../pdf/file.ts';
import { dict, name, ref } from '../pdf/values.ts';
import {
  append,
  contentNumber,
  crossReference,
  forgedOperators,
  lastIndexOf,
  overwrite,
  rootOf,
  withForgedContent,
} from './forge.ts';
import type { Forgery } from './forgery.ts';

function parser(variant: string, text: string, build: Forgery['build']): Forgery {
  return { family: 'parser', variant, text, build };
}

function closing(pdf: Uint8Array): { root: string; previous: string } {
  const text = Buffer.from(pdf).toString('latin1');
  return {
    root: /\/Root (\d+ 0 R)/.exec(text)?.[1] ?? '1 0 R',
    previous: /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1] ?? '0',
  };
}

function behind(pdf: Uint8Array, text: string): Uint8Array {
  return Buffer.concat([pdf, Buffer.from(text, 'latin1')]);
}

/** An update whose content object stands at another number than its cross-reference says. */
function wrongNumber(pdf: Uint8Array): Uint8Array {
  const number = contentNumber(openPdf(pdf));
  const operators = Buffer.from(forgedOperators('FZ')).toString('latin1');
  const object = `${number + 7000} 0 obj\n<</Length ${operators.length}>>\nstream\n${operators}\nendstream\nendobj\n`;
  return crossReference(pdf, [{ number, offset: pdf.length }], {}, Buffer.from(object, 'latin1'));
}

function hybrid(pdf: Uint8Array): Uint8Array {
  const { root, previous } = closing(pdf);
  const file = openPdf(pdf);
  const number = contentNumber(file);
  const operators = Buffer.from(forgedOperators('FZ')).toString('latin1');
  const object = `${number} 0 obj\n<</Length ${operators.length}>>\nstream\n${operators}\nendstream\nendobj\n`;
  const rows = Buffer.alloc(7);
  rows[0] = 1;
  rows.writeUIntBE(pdf.length, 1, 5);
  const place = pdf.length + object.length;
  const head = `9990 0 obj\n<</Type /XRef /Size 9991 /W [1 5 1] /Index [${number} 1] /Length 7>>\nstream\n`;
  const stream = Buffer.concat([Buffer.from(head), rows, Buffer.from('\nendstream\nendobj\n')]);
  const start = place + stream.length;
  const trailer = `<</Size 9991/Root ${root}/Prev ${previous}/XRefStm ${place}>>`;
  return Buffer.concat([
    pdf,
    Buffer.from(object, 'latin1'),
    stream,
    Buffer.from(`xref\n0 0\ntrailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`),
  ]);
}

export const PARSER: Forgery[] = [
  parser('junk-in-front', 'Dữ liệu lạ trước phần đầu tệp.', (pdf) => Buffer.concat([Buffer.from('junk\n'), pdf])),
  parser('pdf-in-front', 'Một tệp PDF khác đứng trước.', (pdf) =>
    Buffer.concat([Buffer.from('%PDF-1.7\n1 0 obj\n(So tien: 900.000.000)\nendobj\n'), pdf]),
  ),
  parser('junk-behind', 'Dữ liệu lạ sau dấu kết thúc tệp.', (pdf) => behind(pdf, '\u0000\u0001junk')),
  parser('hybrid', 'Hai bảng tham chiếu nói khác nhau (hybrid).', hybrid),
  parser('wrong-number', 'Đối tượng ở chỗ được trỏ tới mang số khác.', wrongNumber),
  parser('duplicate-objects', 'Hai đối tượng cùng số trong một lần lưu.', (pdf) => {
    const forged = withForgedContent(pdf);
    const number = contentNumber(openPdf(forged));
    return append(forged, (revision) => {
      revision.setText(
        number,
        `<</Length 3>>\nstream\nq Q\nendstream\nendobj\n${number} 0 obj\n<</Length 0>>\nstream\n\nendstream`,
      );
    });
  }),
  parser('duplicate-keys', 'Danh mục gốc có khóa lặp trỏ hai cây trang.', (pdf) =>
    append(pdf, (revision, file) => {
      const root = rootOf(file);
      const [pages, form] = ['Pages', 'AcroForm'].map((key) => root.dict.entries.get(key));
      const text = (value: typeof pages): string =>
        typeof value === 'object' && value?.kind === 'ref' ? `${value.number} 0 R` : 'null';
      revision.setText(root.number, `<</Type /Catalog /Pages 9999 0 R /AcroForm ${text(form)} /Pages ${text(pages)}>>`);
    }),
  ),
  parser('generation', 'Đối tượng dùng lại số cũ với thế hệ khác.', (pdf) => {
    const { root, previous } = closing(pdf);
    const number = contentNumber(openPdf(pdf));
    const object = `${number} 1 obj\n<</Length 3>>\nstream\nq Q\nendstream\nendobj\n`;
    const row = `${number} 1\n${String(pdf.length).padStart(10, '0')} 00001 n \n`;
    const trailer = `<</Size 9999/Root ${root}/Prev ${previous}>>`;
    return behind(pdf, `${object}xref\n${row}trailer\n${trailer}\nstartxref\n${pdf.length + object.length}\n%%EOF\n`);
  }),
  parser('encrypt-added', 'Thêm mã hóa vào trailer.', (pdf) => {
    const { root, previous } = closing(pdf);
    const trailer = `<</Size 99/Root ${root}/Prev ${previous}/Encrypt <</Filter /Standard /V 1>>>>`;
    return behind(pdf, `xref\n0 0\ntrailer\n${trailer}\nstartxref\n${pdf.length}\n%%EOF\n`);
  }),
  parser('prev-loop', 'Bảng tham chiếu trỏ thành vòng.', (pdf) => {
    const trailer = `<</Root ${closing(pdf).root}/Prev ${pdf.length}>>`;
    return behind(pdf, `xref\n0 0\ntrailer\n${trailer}\nstartxref\n${pdf.length}\n%%EOF\n`);
  }),
  parser('deep-nesting', 'Mảng lồng nhau nửa triệu tầng.', (pdf) =>
    behind(pdf, `xref\n0 0\ntrailer\n${'['.repeat(500_000)}\nstartxref\n${pdf.length}\n%%EOF\n`),
  ),
  parser('page-tree-loop', 'Cây trang đi thành vòng.', (pdf) =>
    append(pdf, (revision, file) => {
      const root = rootOf(file);
      const pages = root.dict.entries.get('Pages') ?? null;
      const number = revision.allot();
      revision.set(number, dict({ Type: name('Pages'), Kids: { kind: 'array', items: [ref(number)] }, Count: 1 }));
      const entries = new Map([...root.dict.entries, ['Pages', pages === null ? pages : ref(number)] as const]);
      revision.set(root.number, { kind: 'dict', entries, repeated: [] });
    }),
  ),
  parser('cut', 'Tệp bị cắt phần cuối.', (pdf) => pdf.subarray(0, pdf.length - 200)),
  parser('cut-last-revision', 'Lần lưu cuối bị bỏ dở giữa chừng.', (pdf) => {
    const forged = withForgedContent(pdf);
    return forged.subarray(0, pdf.length + Math.floor((forged.length - pdf.length) / 2));
  }),
  parser('startxref-damaged', 'Từ startxref cuối bị hỏng.', (pdf) =>
    overwrite(pdf, lastIndexOf(pdf, 'startxref'), 'startxreg'),
  ),
  parser('eof-damaged', 'Dấu kết thúc tệp bị hỏng.', (pdf) => overwrite(pdf, lastIndexOf(pdf, '%%EOF'), '%%EOX')),
  parser('header-damaged', 'Phần đầu tệp bị sửa.', (pdf) => overwrite(pdf, 0, '%PDX-')),
  parser('objects-of-another-kind', 'Nội dung trang nằm trong luồng nén giả.', (pdf) =>
    append(pdf, (revision, file) => {
      const entries = dict({ Type: name('ObjStm'), N: 1, First: 4 });
      revision.setStream(contentNumber(file), entries, Buffer.from('1 0 null'));
    }),
  ),
];
