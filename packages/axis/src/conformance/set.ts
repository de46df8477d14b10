import { buildEdxml, type EdxmlStatusCode, STATUS_CODES } from '@congvu/edxml';
import type { LetterDefect } from '../simulator/types.ts';
import { writeWithDefects } from './defects.ts';
import { fileOf, letterFor, PDF, type Recipe, USUAL_SIDES, writeRecipe, zipOf } from './parts.ts';
import type { ConformanceCase, Expectation, Sides } from './types.ts';

type Make = (sides: Sides, number: number) => Promise<Uint8Array>;

interface Draft extends Omit<ConformanceCase, 'times' | 'messageType' | 'bytes'> {
  times?: number;
  messageType?: ConformanceCase['messageType'];
  make: Make;
}

const TAKEN = { outcome: 'accept', transport: 'done', statuses: ['01'] } as const;
const REFUSED = { outcome: 'refuse', transport: 'fail', statuses: [] } as const;
const ONE_PDF = [fileOf('van-ban.pdf', PDF)];
const WORDS = Buffer.from('PK\x03\x04 không phải tệp nén', 'utf8');

function recipe(build: (sides: Sides) => Recipe): Make {
  return (sides, number) => writeRecipe(sides, number, build(sides));
}

function letter(id: string, title: string, must: string, make: Make, expect: Partial<Expectation> = {}): Draft {
  return { id: `letter.${id}`, title, must, make, expect: { ...TAKEN, files: ONE_PDF, ...expect } };
}

function dirty(defect: LetterDefect, title: string, must: string, expect: Partial<Expectation> = {}): Draft {
  const make: Make = (sides, number) =>
    writeWithDefects(letterFor(sides, number), [{ name: 'van-ban.pdf', content: PDF }], [defect]);
  return letter(defect, title, must, make, expect);
}

function refused(id: string, title: string, make: Make): Draft {
  const must =
    'Không đưa vào hộp đến; giữ nguyên tệp gốc và lý do; không tốn bộ nhớ, không đọc tệp hay địa chỉ nào khác.';
  return { id: `refuse.${id}`, title, must, make, expect: REFUSED };
}

/** Damages the text of a clean letter. */
function edited(edit: (text: string) => string): Make {
  return async (sides, number) => Buffer.from(edit(Buffer.from(await writeRecipe(sides, number, {})).toString('utf8')));
}

const TARGET = 'H35.3,2026/03/01,9/TN-LT';

const LETTERS: readonly Draft[] = [
  letter(
    'strict',
    'Đúng khuôn của SDK',
    'Nhận, mở được tệp PDF trong gói ZIP một tệp.',
    recipe(() => ({})),
    {
      fields: { symbol: 'TN-LT', issuedOn: '2026-03-16', urgency: 'normal' },
    },
  ),
  letter(
    'raw',
    'Tệp đính kèm không nén',
    'Nhận, tệp giống từng byte.',
    recipe(() => ({ packing: 'raw' })),
  ),
  letter(
    'accents',
    'Tên tệp có dấu, có khoảng trắng',
    'Giữ nguyên tên tệp tiếng Việt.',
    recipe(() => ({ files: [{ name: 'Công văn số 3 (bản ký).pdf', content: PDF }] })),
    { files: [fileOf('Công văn số 3 (bản ký).pdf', PDF)] },
  ),
  letter(
    'real_zip',
    'Tệp .zip thật',
    'Không giải nén: người gửi gửi một tệp .zip.',
    recipe(() => ({ files: [{ name: 'ho-so.zip', content: zipOf('a.txt', WORDS) }] })),
    { files: [fileOf('ho-so.zip', zipOf('a.txt', WORDS))] },
  ),
  letter(
    'declared_type_lies',
    'Khai là PDF nhưng gửi gói ZIP một tệp',
    'Xét theo nội dung, không theo loại khai: mở gói ZIP, được tệp PDF.',
    edited((text) => text.replaceAll('application/zip', 'application/pdf')),
  ),
  letter(
    'several_files',
    'Nhiều tệp',
    'Nhận đủ, đúng thứ tự.',
    recipe(() => ({
      files: [
        { name: 'van-ban.pdf', content: PDF },
        { name: 'phu-luc.txt', content: Buffer.from('Phụ lục') },
      ],
    })),
    { files: [...ONE_PDF, fileOf('phu-luc.txt', Buffer.from('Phụ lục'))] },
  ),
  {
    ...letter(
      'repeated',
      'Gửi hai lần cùng một gói',
      'Nhận một lần; lần sau nhận ra là trùng và báo đã nhận.',
      recipe(() => ({})),
    ),
    times: 2,
  },
  letter(
    'long_abstract',
    'Trích yếu dài hơn 500 ký tự',
    'Nhận trọn vẹn; độ dài chỉ để cảnh báo.',
    recipe(() => ({ change: { abstract: `V/v ${'thử nghiệm trích yếu dài '.repeat(30)}`.trim() } })),
    { fields: { abstract: `V/v ${'thử nghiệm trích yếu dài '.repeat(30)}`.trim() } },
  ),
  letter(
    'path_in_name',
    'Tên tệp chứa đường dẫn',
    'Bỏ đường dẫn, chỉ giữ tên tệp.',
    edited((text) => text.replaceAll('>van-ban.pdf<', '>..\\..\\thu muc/../van-ban.pdf<')),
  ),
  letter(
    'recall',
    'Thu hồi văn bản',
    'Nhận như một văn bản; chỉ ra văn bản bị thu hồi, chờ văn thư đồng ý (15) hoặc từ chối (16).',
    recipe(({ from }) => ({
      change: {
        business: { kind: 'recall', documentId: TARGET.replace('H35.3', from), reason: 'Thu hồi văn bản điện tử' },
        responsesTo: [
          {
            agencyCode: from,
            documentId: TARGET.replace('H35.3', from),
            numberSymbol: '9/TN-LT',
            issuedOn: '2026-03-01',
          },
        ],
      },
    })),
    { fields: { business: { kind: 'recall' } } },
  ),
  letter(
    'update',
    'Cập nhật văn bản',
    'Nhận; chỉ ra văn bản được cập nhật, không ghi đè văn bản cũ.',
    recipe(({ from }) => ({
      change: {
        business: {
          kind: 'update',
          documentId: TARGET.replace('H35.3', from),
          reason: 'Cập nhật',
          contentChanged: true,
          receiversChanged: false,
        },
      },
    })),
    { fields: { business: { kind: 'update', contentChanged: true } } },
  ),
  letter(
    'replace',
    'Thay thế văn bản',
    'Nhận; chỉ ra văn bản bị thay thế.',
    recipe(({ from, to }) => ({
      change: {
        business: {
          kind: 'replace',
          reason: 'Thay thế',
          replacements: [{ documentId: TARGET.replace('H35.3', from), agencyCodes: [to] }],
        },
      },
    })),
    { fields: { business: { kind: 'replace' } } },
  ),
];

const DEFECTS: readonly Draft[] = [
  dirty('leading_bytes', 'Có ký tự thừa trước <?xml', 'Bỏ phần thừa, nhận và ghi lại việc đã sửa.'),
  dirty('byte_order_mark', 'Có dấu BOM', 'Nhận.'),
  dirty(
    'unbound_prefix',
    'Tiền tố edXML: không khai báo ngoài phong bì',
    'Gắn tiền tố vào không gian tên của chuẩn rồi nhận.',
  ),
  dirty('null_code', 'OrganId của nơi gửi là chữ "null"', 'Coi như không có; lấy mã nơi gửi do trục xác nhận.'),
  dirty('empty_response_for', 'ResponseFor rỗng', 'Bỏ qua phần tử rỗng.'),
  dirty('two_codes_of_one_body', 'Hai To của một cơ quan, mã mới và mã cũ', 'Nhận một lần.'),
  dirty('dummy_signature', 'Chữ ký mẫu của SDK (CN=user05)', 'Nhận; không bao giờ hiện là chữ ký hợp lệ.'),
  dirty('missing_name', 'Thiếu OrganName', 'Nhận, lấy tên theo danh bạ.'),
  dirty('due_before_issue', 'Hạn trả lời trước ngày ban hành', 'Nhận, cảnh báo văn thư.', {
    fields: { dueOn: '2026-03-15' },
  }),
  dirty('number_with_letters', 'Số văn bản có chữ', 'Giữ nguyên số như nơi gửi ghi.'),
  dirty(
    'csharp_form',
    'Dạng của SDK C#: thứ tự khác, xlink, DigitalSignature rỗng',
    'Đọc không phụ thuộc thứ tự; nhận.',
  ),
  dirty('hand_made_form', 'Tệp nằm trong phong bì (edXMLAttachments/AttachmentData)', 'Nhận.'),
  dirty('old_namespace', 'Không gian tên cũ http://www.go.vn/eDoc', 'Nhận.'),
  dirty('truncated_base64', 'Base64 của tệp bị cắt', 'Nhận văn bản; tệp báo hỏng, không đưa tệp dở cho người dùng.', {
    files: [{ name: 'van-ban.pdf', isDamaged: true }],
  }),
  letter(
    'zip_bomb',
    'Gói ZIP phình 64 MiB từ vài chục KB',
    'Nhận văn bản; tệp báo hỏng, ngừng giải nén sớm.',
    edited((text) =>
      text.replace(
        /(<edXML:ContentTransferEncoded[^>]*>)[^<]*/,
        `$1${zipOf('a.pdf', Buffer.alloc(64 * 1024 * 1024)).toString('base64')}`,
      ),
    ),
    { files: [{ name: 'van-ban.pdf', isDamaged: true }] },
  ),
];

const REFUSALS: readonly Draft[] = [
  refused('doctype', 'Có DOCTYPE và thực thể lồng nhau', (sides, number) =>
    writeWithDefects(letterFor(sides, number), [], ['doctype']),
  ),
  refused(
    'external_entity',
    'DOCTYPE trỏ tới tệp của máy chủ',
    edited((text) =>
      text
        .replace('?>\n', '?>\n<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n')
        .replace('>TN-LT<', '>&x;<'),
    ),
  ),
  refused(
    'unknown_entity',
    'Thực thể không khai báo',
    edited((text) => text.replace('>TN-LT<', '>&nbsp;<')),
  ),
  refused(
    'too_deep',
    'Lồng nhau 200 cấp',
    edited((text) =>
      text.replace('</edXML:MessageHeader>', `${'<a>'.repeat(200)}${'</a>'.repeat(200)}</edXML:MessageHeader>`),
    ),
  ),
  refused(
    'encoding',
    'Mã hóa không phải UTF-8',
    edited((text) => text.replace('encoding="UTF-8"', 'encoding="windows-1258"')),
  ),
  refused(
    'cut',
    'Gói tin bị cắt giữa chừng',
    edited((text) => text.slice(0, Math.floor(text.length * 0.6))),
  ),
  refused('html', 'Trang HTML thay cho gói tin', (sides, number) =>
    writeWithDefects(letterFor(sides, number), [], ['html_instead']),
  ),
  refused('soap_edoc', 'eDoc SOAP 2014–2016', async () =>
    Buffer.from(
      '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
        '<SendDocument xmlns="http://www.e-doc.vn/Schema/"/></soap:Body></soap:Envelope>',
    ),
  ),
];

function status(code: string, title: string, must: string): Draft {
  const make: Make = ({ from, fromName, to }, number) =>
    buildEdxml({
      kind: 'status',
      from: { agencyCode: from, ...(fromName !== undefined && { name: fromName }) },
      responseTo: {
        agencyCode: to,
        numberSymbol: `${number}/TN-LT`,
        issuedOn: '2026-03-16',
        documentId: `${to},2026/03/16,${number}/TN-LT`,
      },
      statusCode: code,
      description: title,
      at: '2026-03-16T09:00:00+07:00',
    });
  const expect = { outcome: 'accept', transport: 'done', statuses: [], fields: { statusCode: code } } as const;
  return { id: `status.${code}`, title, must, messageType: 'status', make, expect };
}

const STATUSES: readonly Draft[] = [
  // Keys of a constant object.
  ...(Object.keys(STATUS_CODES) as EdxmlStatusCode[])
    .toSorted()
    .map((code) =>
      status(
        code,
        STATUS_CODES[code].name,
        'Đọc được; trạng thái của văn bản chưa biết thì giữ lại chờ, không báo lỗi.',
      ),
    ),
  status('77', 'Mã trạng thái không có trong chuẩn', 'Giữ lại và hiện cho người dùng; không đổi trạng thái nào.'),
];

/**
 * The public conformance set: clean messages, the variants and defects of real senders, statuses, and what has to be refused. The
 * same on every machine.
 *
 * @example
 * for (const { id, bytes, expect } of CONFORMANCE) { await writeFile(`${id}.edxml`, await bytes()); }
 */
export const CONFORMANCE: readonly ConformanceCase[] = [...LETTERS, ...DEFECTS, ...REFUSALS, ...STATUSES].map(
  ({ make, times = 1, messageType = 'edoc', ...rest }, index) => ({
    ...rest,
    times,
    messageType,
    bytes: (sides = USUAL_SIDES) => make(sides, index + 1),
  }),
);
