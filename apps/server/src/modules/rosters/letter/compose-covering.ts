import type { DraftContent, RequestKind } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { newId } from '../../../platform/ids.ts';
import type { AgencyTotal } from '../queries/view-batch.ts';
import type { BatchRow } from '../rosters.tables.ts';

/** What each kind asks for, as a letter says it. */
const ASKED: Record<RequestKind, string> = {
  'cert.issue.person': 'cấp chứng thư số cho cá nhân',
  'cert.issue.org': 'cấp chứng thư số cho cơ quan, tổ chức',
  'cert.renew_change': 'gia hạn, thay đổi nội dung thông tin chứng thư số',
  'cert.revoke': 'thu hồi chứng thư số',
  'cert.restore': 'khôi phục thiết bị lưu khóa bí mật',
  'account.new': 'cấp mới tài khoản trên hệ thống quản lý văn bản điều hành',
  'account.revoke': 'thu hồi tài khoản trên hệ thống quản lý văn bản điều hành',
  'account.mobile': 'cho phép chỉnh sửa văn bản trên iPad, điện thoại di động',
  'mailbox.revoke': 'thu hồi tài khoản thư điện tử công vụ',
  'mailbox.new': 'cấp mới tài khoản thư điện tử công vụ',
};

/** Named one by one up to here; the list itself is enclosed. */
const NAMED = 100;
const MAX_KINDS_NAMED = 2;

export interface CoveringBatch {
  batch: BatchRow;
  totals: readonly AgencyTotal[];
  /** Units that said in the campaign that they have nothing. */
  nil: readonly string[];
}

export interface CoveringFacts {
  officeName: string;
  unitSymbol: string;
  destination: { agencyId: string; name: string };
  batches: readonly CoveringBatch[];
}

type Block = DraftContent['blocks'][number];

function block(kind: Block['kind'], text: string): Block {
  return { id: newId(), kind, runs: [{ text }] };
}

function named(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join('; ')}${rest > 0 ? `; và ${rest} đơn vị khác (xem danh sách kèm theo)` : ''}`;
}

function abstractOf(kinds: readonly RequestKind[]): string {
  return kinds.length <= MAX_KINDS_NAMED
    ? `đề nghị ${kinds.map((kind) => ASKED[kind]).join('; ')}`
    : 'đề nghị giải quyết các danh sách về chứng thư số, tài khoản và thư điện tử công vụ';
}

function blocksOf({ batch, totals, nil }: CoveringBatch, index: number): Block[] {
  const { label } = formByCode(batch.form_code, batch.form_set);
  const late = totals.filter((total) => total.late > 0).map((total) => `${total.agencyName} (${total.late})`);
  const asked = `${ASKED[batch.kind].charAt(0).toLocaleUpperCase('vi')}${ASKED[batch.kind].slice(1)}`;
  return [
    block('clause', `${index + 1}. ${asked} (${label}): ${batch.line_count} trường hợp của ${totals.length} đơn vị.`),
    block(
      'point',
      `- Số lượng từng đơn vị: ${named(totals.map(({ agencyName, count }) => `${agencyName}: ${count}`))}.`,
    ),
    ...(late.length === 0 ? [] : [block('point', `- Đơn vị gửi muộn so với thời hạn của đợt: ${named(late)}.`)]),
    ...(nil.length === 0 ? [] : [block('point', `- Đơn vị báo không phát sinh: ${named(nil)}.`)]),
  ];
}

/** The covering letter, ready to be read over: numbers per unit, late and nil units, what is enclosed. */
export function composeCovering({ officeName, unitSymbol, destination, batches }: CoveringFacts): DraftContent {
  const kinds = [...new Set(batches.map(({ batch }) => batch.kind))];
  const units = new Set(batches.flatMap(({ totals }) => totals.map(({ agencyId }) => agencyId))).size;
  const isUrgent = batches.some(({ batch }) => batch.urgent);
  return {
    documentType: 'official_letter',
    abstract: abstractOf(kinds),
    urgency: isUrgent ? 'urgent' : 'normal',
    signerPositionId: null,
    addressees: [{ kind: 'agency', agencyId: destination.agencyId, label: destination.name }],
    recipients: [
      { kind: 'line', label: 'Như trên' },
      { kind: 'line', label: unitSymbol === '' ? 'Lưu: VT' : `Lưu: VT, ${unitSymbol}` },
    ],
    blocks: [
      block(
        'paragraph',
        `${officeName} tổng hợp đề nghị của ${units} cơ quan, đơn vị và đề nghị ${destination.name} xem xét, giải quyết các nội dung sau:`,
      ),
      ...batches.flatMap(blocksOf),
      block(
        'paragraph',
        `Kèm theo công văn: danh sách tổng hợp (bản PDF và bảng tính) và đề nghị đã ký của các cơ quan, đơn vị.`,
      ),
      block(
        'paragraph',
        `${officeName} đề nghị ${destination.name} quan tâm, giải quyết và thông báo kết quả từng trường hợp.`,
      ),
    ],
    typistMark: '',
  };
}
