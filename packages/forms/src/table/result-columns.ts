import type { FormDefinition, FormField, RequestKind } from '../definition.ts';
import type { WantedColumn } from './headings.ts';

export type ResultKey =
  | 'outcome'
  | 'serial'
  | 'validFrom'
  | 'validTo'
  | 'tokenSerial'
  | 'revokedOn'
  | 'accountName'
  | 'address'
  | 'effectiveOn'
  | 'resultReason';

export interface ResultColumn extends WantedColumn {
  readonly key: ResultKey;
  /** Must be filled in where the thing asked for was granted. */
  readonly needed: boolean;
}

function column(
  key: ResultKey,
  label: string,
  type: WantedColumn['type'],
  needed: boolean,
  ...synonyms: string[]
): ResultColumn {
  return { key, label, type, required: key === 'outcome', needed, max: 200, synonyms };
}

const OUTCOME = column('outcome', 'Kết quả', 'text', false, 'ket qua xu ly', 'ket qua giai quyet');
const REASON = column(
  'resultReason',
  'Lý do từ chối',
  'text',
  false,
  'ly do tra lai',
  'ly do tu choi tra lai',
  'ly do khong cap',
);
const SERIAL = 'Số hiệu chứng thư số được cấp';
const FROM = column('validFrom', 'Hiệu lực từ', 'date', true, 'co hieu luc tu', 'ngay hieu luc', 'hieu luc tu ngay');
const TO = column('validTo', 'Hiệu lực đến', 'date', true, 'co hieu luc den', 'ngay het hieu luc', 'hieu luc den ngay');
const TOKEN = 'Số hiệu thiết bị được cấp';

function day(label: string, key: 'revokedOn' | 'effectiveOn' = 'effectiveOn'): ResultColumn {
  return column(key, label, 'date', true, 'ngay', 'ngay thuc hien', 'ngay hoan thanh');
}

const ISSUED = [
  OUTCOME,
  column('serial', SERIAL, 'serial', true, 'so hieu chung thu so moi', 'serial'),
  FROM,
  TO,
  column('tokenSerial', TOKEN, 'tokenSerial', false, 'so hieu thiet bi', 'so hieu thiet bi luu khoa bi mat duoc cap'),
  REASON,
];

/** What the superior answers per line, by what was asked for. */
const COLUMNS: Readonly<Record<RequestKind, readonly ResultColumn[]>> = {
  'cert.issue.person': ISSUED,
  'cert.issue.org': ISSUED,
  'cert.renew_change': [
    OUTCOME,
    column('serial', SERIAL, 'serial', false, 'so hieu chung thu so moi', 'serial'),
    FROM,
    TO,
    REASON,
  ],
  'cert.revoke': [OUTCOME, day('Ngày thu hồi', 'revokedOn'), REASON],
  'cert.restore': [OUTCOME, day('Ngày khôi phục'), REASON],
  'account.new': [
    OUTCOME,
    column(
      'accountName',
      'Tên tài khoản được cấp',
      'accountName',
      true,
      'tai khoan duoc cap',
      'ten tai khoan',
      'tai khoan',
    ),
    day('Ngày cấp'),
    REASON,
  ],
  'account.revoke': [OUTCOME, day('Ngày thu hồi'), REASON],
  'account.mobile': [OUTCOME, day('Ngày cấp quyền'), REASON],
  'mailbox.revoke': [OUTCOME, day('Ngày thu hồi'), REASON],
  'mailbox.new': [
    OUTCOME,
    column(
      'address',
      'Địa chỉ thư được cấp',
      'mailboxName',
      true,
      'thu dien tu duoc cap',
      'tai khoan duoc cap',
      'dia chi thu dien tu',
    ),
    day('Ngày cấp'),
    REASON,
  ],
};

export function resultColumns(kind: RequestKind): readonly ResultColumn[] {
  return COLUMNS[kind];
}

/** What stands in the column "Kết quả": the label that is written, and the other ways people say it, folded. */
export const OUTCOMES = [
  {
    value: 'granted',
    label: 'Đồng ý',
    words: ['dong y', 'da cap', 'cap', 'da thu hoi', 'da thuc hien', 'hoan thanh', 'duyet', 'dat', 'x'],
  },
  { value: 'refused', label: 'Từ chối', words: ['tu choi', 'khong dong y', 'khong cap', 'khong duyet', 'khong dat'] },
  { value: 'returned', label: 'Trả lại', words: ['tra lai', 'bo sung', 'yeu cau bo sung'] },
] as const;

export type Outcome = (typeof OUTCOMES)[number]['value'];

/** Fields of a sheet form by which an answer finds its line again. */
const IDENTIFYING: Partial<Record<RequestKind, readonly string[]>> = {
  'cert.issue.person': ['fullName', 'identity.number', 'email'],
  'cert.issue.org': ['organisationName', 'taxCode', 'budgetCode', 'email'],
  'cert.renew_change': ['subject.name', 'certificate.serial', 'subject.email'],
  'cert.revoke': ['subject.name', 'certificate.serial', 'token.serial'],
  'cert.restore': ['token.serial', 'subject.name', 'subject.email'],
};

/** What stands before the answers in a sheet of results: the columns of a list, or what identifies a sheet form. */
export function identifyingFields({ kind, layout }: FormDefinition, part?: string): readonly FormField[] {
  if (layout.kind === 'sheet') {
    const keys = IDENTIFYING[kind] ?? [];
    return keys.flatMap((key) => layout.fields.find((field) => field.key === key) ?? []);
  }
  return layout.parts.filter(({ key }) => part === undefined || key === part).flatMap(({ columns }) => columns);
}
