import type { LineResult, RequestKind, RosterLineView } from '@congvu/contracts';
import type { z } from 'zod';

export type Outcome = z.infer<typeof LineResult>['outcome'];
export type ResultField =
  | 'serial'
  | 'tokenSerial'
  | 'accountName'
  | 'address'
  | 'validFrom'
  | 'validTo'
  | 'revokedOn'
  | 'effectiveOn';

interface FieldWords {
  key: ResultField;
  label: string;
  /** Of each line its own; the others are the same for all lines chosen. */
  own: boolean;
  date: boolean;
  optional?: boolean;
}

const SERIAL: FieldWords = { key: 'serial', label: 'Số hiệu chứng thư số', own: true, date: false };
const TOKEN: FieldWords = { key: 'tokenSerial', label: 'Số hiệu thiết bị', own: true, date: false, optional: true };
const FROM: FieldWords = { key: 'validFrom', label: 'Hiệu lực từ ngày', own: false, date: true };
const TO: FieldWords = { key: 'validTo', label: 'Đến ngày', own: false, date: true };
const DONE: FieldWords = { key: 'effectiveOn', label: 'Ngày thực hiện', own: false, date: true };

/** What is asked for when a line is granted; whether it is enough the server says, line by line. */
export const RESULT_FIELDS: Record<RequestKind, readonly FieldWords[]> = {
  'cert.issue.person': [SERIAL, TOKEN, FROM, TO],
  'cert.issue.org': [SERIAL, TOKEN, FROM, TO],
  'cert.renew_change': [
    { ...SERIAL, label: 'Số hiệu mới', optional: true },
    { ...FROM, optional: true },
    { ...TO, optional: true },
  ],
  'cert.revoke': [{ key: 'revokedOn', label: 'Ngày thu hồi', own: false, date: true }],
  'cert.restore': [DONE],
  'account.new': [{ key: 'accountName', label: 'Tên tài khoản được cấp', own: true, date: false }, DONE],
  'account.revoke': [DONE],
  'account.mobile': [DONE],
  'mailbox.revoke': [DONE],
  'mailbox.new': [{ key: 'address', label: 'Địa chỉ thư được cấp', own: true, date: false }, DONE],
};

export interface ResultDraft {
  outcome: Outcome;
  reason: string;
  shared: Readonly<Partial<Record<ResultField, string>>>;
  own: ReadonlyMap<string, Readonly<Partial<Record<ResultField, string>>>>;
}

function filled(fields: Readonly<Partial<Record<ResultField, string>>>): Partial<Record<ResultField, string>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value.trim() === '' ? [] : [[key, value.trim()]])),
  );
}

/** One result a line: what is the same for all, and what each has of its own. */
export function resultsOf(lines: readonly RosterLineView[], draft: ResultDraft): z.infer<typeof LineResult>[] {
  const { outcome, shared, own } = draft;
  const reason = draft.reason.trim();
  return lines.map((line) => ({
    lineId: line.id,
    outcome,
    ...(reason !== '' && { reason }),
    ...(outcome === 'granted' && { ...filled(shared), ...filled(own.get(line.id) ?? {}) }),
  }));
}

/** What is visibly missing, so that nobody has to send to find out. */
export function missingIn(kind: RequestKind, lines: readonly RosterLineView[], draft: ResultDraft): string | undefined {
  if (draft.outcome !== 'granted') {
    return draft.reason.trim() === '' ? 'Chưa nêu lý do. Đơn vị và người được đề nghị đọc lý do này.' : undefined;
  }
  const needed = RESULT_FIELDS[kind].filter(({ optional }) => optional !== true);
  for (const { key, label, own } of needed) {
    const bare = (value: string | undefined): boolean => (value ?? '').trim() === '';
    const isMissing = own ? lines.some((line) => bare(draft.own.get(line.id)?.[key])) : bare(draft.shared[key]);
    if (isMissing) {
      return own && lines.length > 1
        ? `Có dòng chưa ghi ${label.charAt(0).toLowerCase()}${label.slice(1)}. Ghi đủ từng dòng rồi lưu.`
        : `Chưa ghi ${label.charAt(0).toLowerCase()}${label.slice(1)}. Ghi rồi lưu.`;
    }
  }
  return undefined;
}
