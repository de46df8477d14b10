import { createHash } from 'node:crypto';
import type { CheckedChange, CheckedSignature, SignatureCheck } from '@congvu/contracts';
import { vietnamDate } from '../../../../platform/clock.ts';
import { printDay, printMoment } from '../../../../platform/print-dates.ts';
import { VERDICT_LABELS } from '../check-words.ts';

type Row = [label: string, value: string];

interface ReportedSignature {
  heading: string;
  verdict: CheckedSignature['verdict'];
  /** `Hợp lệ · Nguyên vẹn`. */
  badge: string;
  rows: Row[];
  reasons: string[];
  changes: { what: string; page: string; permitted: boolean; text: string }[];
  /** Said under the list when it was cut. */
  changesNote: string;
}

/** What the layout prints: final texts, nothing left to decide. */
export interface ReportJob {
  /** Whose clerk asked. */
  agencyName: string;
  verdict: SignatureCheck['verdict'];
  label: string;
  sentence: string;
  advice: string;
  file: Row[];
  signatures: ReportedSignature[];
  help: Row[];
  printedBy: string;
  printedAt: string;
  /** Same answer, same code: whoever holds the paper can tell whether it is the one of the system. */
  code: string;
}

/** More rows tell a reader nothing new; the JSON report has them all. */
const MAX_CHANGES = 40;
const MAX_REASONS = 12;

/** Of signatures the seconds are shown too: what is compared is often made within the same minute. */
const EXACT_CLOCK = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function formatInstant(at: Date): string {
  return `${EXACT_CLOCK.format(at)} ngày ${printDay(vietnamDate(at))}`;
}

/** The verdict stands above it in capitals already. */
function withoutVerdict(sentence: string): string {
  const rest = sentence.replace(/^(?:Không hợp lệ|Chưa đủ căn cứ): /u, '');
  return rest.charAt(0).toLocaleUpperCase('vi') + rest.slice(1);
}

function inGroups(hex: string, size: number): string {
  return (hex.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(' ');
}

function formatSize(bytes: number): string {
  const format = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 });
  return bytes < 1024 * 1024 ? `${format.format(bytes / 1024)} KB` : `${format.format(bytes / 1024 / 1024)} MB`;
}

function timeRow({ kind, claimedAt, provenAt }: CheckedSignature): Row {
  if (provenAt !== null) {
    return [
      kind === 'timestamp' ? 'Thời điểm' : 'Ký lúc',
      `${formatInstant(new Date(provenAt))}, có dấu thời gian chứng minh`,
    ];
  }
  const claimed = claimedAt === null ? 'Không ghi' : `${formatInstant(new Date(claimedAt))}, do người ký tự khai`;
  return ['Ký lúc', claimed];
}

function rowsOf(signature: CheckedSignature): Row[] {
  const { organisation, issuer, serial, path, revocation, algorithm, mark } = signature;
  const rows: Row[] = [
    ['Cơ quan, tổ chức', organisation],
    timeRow(signature),
    ['Mức chữ ký', signature.levelLabel],
    [
      'Chứng thư',
      [serial === '' ? '' : `số hiệu ${serial}`, issuer === '' ? '' : `do ${issuer} cấp`].filter(Boolean).join(', '),
    ],
    ['Đường dẫn tin cậy', path.join('  →  ')],
    ['Thu hồi', revocation],
    ['Thuật toán', algorithm],
    ['Trên văn bản', mark === null ? 'Không có hình trên trang' : `Trang ${mark.page}`],
  ];
  return rows.filter(([, value]) => value !== '');
}

function reportChange({ kindLabel, page, permitted, text }: CheckedChange): ReportedSignature['changes'][number] {
  return { what: kindLabel, page: page === null ? '' : String(page), permitted, text };
}

function headingOf(signature: CheckedSignature, index: number): string {
  const what = signature.kind === 'timestamp' ? 'Dấu thời gian: ' : '';
  return `${index + 1}. ${what}${signature.signer}`;
}

function reportSignature(signature: CheckedSignature, index: number): ReportedSignature {
  const { changes, reasons } = signature;
  const left = changes.length - MAX_CHANGES;
  return {
    heading: headingOf(signature, index),
    verdict: signature.verdict,
    badge: `${signature.verdictLabel} · ${signature.integrityLabel}`,
    rows: rowsOf(signature),
    reasons: reasons.slice(0, MAX_REASONS).map(({ text }) => text),
    changes: changes.slice(0, MAX_CHANGES).map(reportChange),
    changesNote: left > 0 ? `Còn ${left} mục nữa, xem báo cáo JSON.` : '',
  };
}

const HELP: Row[] = [
  ['Hợp lệ', 'Chữ ký khớp với tệp, chứng thư do nơi cấp được tin cậy cấp, còn hiệu lực và không bị thu hồi khi ký.'],
  [
    'Không hợp lệ',
    'Có ít nhất một điều chắc chắn sai: tệp bị sửa sau khi ký, chữ ký hỏng hoặc chứng thư không dùng được.',
  ],
  [
    'Chưa đủ căn cứ',
    'Chưa thấy điều gì sai nhưng thiếu thông tin để kết luận, ví dụ chưa rõ nơi cấp hoặc chưa có danh sách thu hồi.',
  ],
  ['Nguyên vẹn', 'Tệp giống từng byte như lúc ký.'],
  ['Có bổ sung được phép', 'Sau khi ký chỉ thêm điều người ký cho phép: chữ ký khác, số và ngày, bằng chứng kiểm tra.'],
  ['Đã bị thay đổi sau khi ký', 'Có phần khác với lúc ký; phần nào, ở trang nào xem ở bảng của từng chữ ký.'],
  [
    'Dấu thời gian',
    'Do một tổ chức thứ ba cấp, chứng minh chữ ký đã có vào lúc ấy. Không có dấu thời gian thì giờ ký là lời của người ký.',
  ],
];

export interface Printing {
  agencyName: string;
  by: string;
  at: Date;
}

/** The answer in the words of the paper; who printed it and when stands at the foot. */
export function composeReport(check: SignatureCheck, printing: Printing): ReportJob {
  return {
    agencyName: printing.agencyName,
    verdict: check.verdict,
    label: VERDICT_LABELS[check.verdict],
    sentence: withoutVerdict(check.sentence),
    advice: check.advice,
    file: [
      ['Tên tệp', check.fileName],
      ['Dung lượng', formatSize(check.size)],
      ['SHA-256', inGroups(check.sha256, 8)],
      ['Kiểm tra lúc', formatInstant(new Date(check.checkedAt))],
      ['Số chữ ký', countSignatures(check)],
    ],
    signatures: check.signatures.map(reportSignature),
    help: HELP,
    printedBy: printing.by,
    printedAt: printMoment(printing.at),
    code: createHash('sha256').update(JSON.stringify(check)).digest('hex').slice(0, 12).toUpperCase(),
  };
}

function countSignatures({ signatures }: SignatureCheck): string {
  const stamps = signatures.filter(({ kind }) => kind === 'timestamp').length;
  const signers = signatures.length - stamps;
  return stamps === 0 ? String(signers) : `${signers} chữ ký và ${stamps} dấu thời gian của tài liệu`;
}
