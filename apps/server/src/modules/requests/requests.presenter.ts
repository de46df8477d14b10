import type { DraftStep, FormCode, ItemView, RequestKind, RequestListItem } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import type { z } from 'zod';
import type { Subject } from '../../platform/authorise.ts';
import { printDay } from '../../platform/print-dates.ts';
import { maskValue, typesOf } from './engine/content.ts';
import { type FactColumns, type FactExtras, requestFacts } from './engine/read-request.ts';
import { requestLink } from './requests.links.ts';
import { requestPolicies } from './requests.policy.ts';
import { ITEM_STATE_LABELS, REQUEST_STATE_LABELS } from './requests.states.ts';
import type { ItemRow, RequestRow, SignatureRow } from './requests.tables.ts';

export const LIST_COLUMNS = [
  'agency_id',
  'id',
  'kind',
  'form_code',
  'form_set',
  'state',
  'revision',
  'subject',
  'agency_name',
  'unit_id',
  'unit_name',
  'prepared_by',
  'declarant_person_id',
  'declarant_name',
  'item_count',
  'errors',
  'warnings',
  'campaign_id',
  'due_before',
  'consolidator_agency_id',
  'nil',
  'urgent',
  'late',
  'returned_reason',
  'submitted_at',
  'updated_at',
] as const;

export type ListRow = Pick<RequestRow, (typeof LIST_COLUMNS)[number]> & { done_count: number };

export function formNames(row: { form_code: FormCode; form_set: string }): { formLabel: string; title: string } {
  const form = formByCode(row.form_code, row.form_set);
  return { formLabel: form.label, title: form.shortTitle };
}

export function presentListItem(row: ListRow & FactColumns, subject: Subject, extras: FactExtras): RequestListItem {
  return {
    id: row.id,
    kind: row.kind,
    form: row.form_code,
    ...formNames(row),
    subject: row.subject,
    agencyId: row.agency_id,
    agencyName: row.agency_name,
    unitName: row.unit_name,
    declarantName: row.declarant_name,
    state: row.state,
    stateLabel: REQUEST_STATE_LABELS[row.state],
    nil: row.nil,
    urgent: row.urgent,
    late: row.late,
    itemCount: row.item_count,
    doneCount: row.done_count,
    errors: row.errors,
    warnings: row.warnings,
    returnedReason: row.returned_reason,
    campaignId: row.campaign_id,
    dueBefore: row.due_before,
    submittedAt: row.submitted_at?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
    link: requestLink(row.id),
    abilities: requestPolicies.abilities(subject, requestFacts(row, extras)),
  };
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const RESULT_KEYS = ['serial', 'accountName', 'address', 'tokenSerial'];

/** What was granted, in one line: serial and validity, name of the account, address. */
function resultText(result: Record<string, unknown>): string {
  const [named] = RESULT_KEYS.map((key) => readText(result[key])).filter((text) => text !== '');
  const [from, to] = [readText(result['validFrom']), readText(result['validTo'])];
  const day = (text: string) => printDay(text);
  const validity = from === '' ? '' : `, hiệu lực ${day(from)}${to === '' ? '' : ` đến ${day(to)}`}`;
  return `${named ?? ''}${validity}`.replace(/^, /, '');
}

/** Few cells say whom a sheet is about; a list shows its row. Personal numbers masked. */
const SHEET_CELLS = [
  'fullName',
  'organisationName',
  'subject.name',
  'position',
  'identity.number',
  'subject.identity.number',
  'taxCode',
  'certificate.serial',
  'token.serial',
  'email',
  'subject.email',
  'reason',
];

export function presentItem(item: ItemRow, form: Pick<RequestRow, 'form_code' | 'form_set'>): ItemView {
  const definition = { form: form.form_code, set: form.form_set };
  const types = typesOf(definition);
  const isList = formByCode(form.form_code, form.form_set).layout.kind === 'list';
  const cells = Object.entries(item.cells).filter(([key]) => isList || SHEET_CELLS.includes(key));
  return {
    id: item.id,
    no: item.no,
    part: item.part,
    values: Object.fromEntries(
      cells.map(([key, cell]) => [key, maskValue(key, types.get(key) ?? 'text', readText(cell))]),
    ),
    state: item.state,
    stateLabel: ITEM_STATE_LABELS[item.state],
    reason: item.reason,
    result: resultText(item.result),
    recordedAt: item.recorded_at?.toISOString() ?? null,
  };
}

type Step = z.infer<typeof DraftStep>;

const WAY: Record<RequestRow['state'], number> = {
  draft: 0,
  returned: 0,
  withdrawn: 0,
  awaiting_declarant: 1,
  awaiting_head: 2,
  awaiting_seal: 3,
  submitted: 4,
  accepted: 5,
  refused: 4,
  batched: 6,
  forwarded: 7,
  resulted: 7,
  closed: 8,
};

function mark(index: number, row: Pick<RequestRow, 'state'>): Step['state'] {
  const reached = WAY[row.state];
  if (index < reached) {
    return 'done';
  }
  if (index > reached) {
    return 'waiting';
  }
  return row.state === 'returned' || row.state === 'refused' ? 'returned' : 'now';
}

function moment(at: Date | null | undefined): string | null {
  return at?.toISOString() ?? null;
}

/** The way of this request: a list has no declarant, most forms no seal. */
export function requestSteps(
  row: RequestRow,
  signatures: readonly SignatureRow[],
  { hasSeal, headTitle }: { hasSeal: boolean; headTitle: string },
): Step[] {
  const by = (role: SignatureRow['role']) => signatures.find((one) => one.role === role);
  const [declarant, head, seal] = [by('declarant'), by('head'), by('seal')];
  const all: (Omit<Step, 'state'> & { index: number; shown: boolean })[] = [
    { index: 0, key: 'draft', label: 'Lập', at: moment(row.created_at), by: row.prepared_by_name, shown: true },
    {
      index: 1,
      key: 'declare',
      label: 'Người khai ký',
      at: moment(declarant?.at),
      by: declarant?.person_name ?? row.declarant_name,
      shown: row.declarant_person_id !== null,
    },
    {
      index: 2,
      key: 'approve',
      label: `${head?.title || headTitle} duyệt`,
      at: moment(head?.at),
      by: head?.person_name ?? null,
      shown: true,
    },
    { index: 3, key: 'seal', label: 'Đóng dấu', at: moment(seal?.at), by: seal?.person_name ?? null, shown: hasSeal },
    { index: 4, key: 'accept', label: 'Đơn vị đầu mối tiếp nhận', at: moment(row.accepted_at), by: null, shown: true },
    { index: 5, key: 'batch', label: 'Tổng hợp', at: null, by: null, shown: !row.nil },
    { index: 6, key: 'forward', label: 'Chuyển cấp trên', at: null, by: null, shown: !row.nil },
    { index: 7, key: 'result', label: 'Có kết quả', at: moment(row.closed_at), by: null, shown: !row.nil },
  ];
  return all
    .filter(({ shown }) => shown)
    .map(({ index, shown: _shown, ...step }) => {
      const state = mark(index, row);
      return state === 'done' ? { ...step, state } : { ...step, state, at: null, by: state === 'now' ? step.by : null };
    });
}

/** What each kind is for, on the page that starts one. */
export const KIND_HINTS: Record<RequestKind, string> = {
  'cert.issue.person': 'Cho người đã có hộp thư công vụ và thường xuyên ký tại cơ quan.',
  'cert.issue.org': 'Chứng thư số của cơ quan, tổ chức; do văn thư giữ để đóng dấu số.',
  'cert.renew_change': 'Gia hạn, hoặc đổi thông tin đã đăng ký.',
  'cert.revoke': 'Khi mất thiết bị, nghỉ việc, chuyển công tác, giải thể.',
  'cert.restore': 'Khi thiết bị bị khóa do nhập sai mật khẩu.',
  'account.new': 'Danh sách người cần tài khoản trên hệ thống văn bản.',
  'account.revoke': 'Danh sách tài khoản không còn dùng; mỗi tài khoản tốn khoảng 20.000 đồng một năm.',
  'account.mobile': 'Danh sách tài khoản cần sửa văn bản trên iPad, điện thoại.',
  'mailbox.revoke': 'Danh sách hộp thư của người đã nghỉ, đã chuyển.',
  'mailbox.new': 'Danh sách đơn vị, cá nhân chưa có hộp thư công vụ.',
};
