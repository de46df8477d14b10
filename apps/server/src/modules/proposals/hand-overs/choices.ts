import type { FormCode, HandOverItem, HandOverReason, RequestKind, RequestState } from '@congvu/contracts';

export type Group = HandOverItem['group'];
export type Offered = HandOverItem['choices'][number];

export const REASON_LABELS: Record<HandOverReason, string> = {
  transferred: 'Chuyển công tác',
  transferred_party: 'Chuyển sang khối Đảng, đoàn thể',
  retired: 'Nghỉ hưu',
  resigned: 'Thôi việc',
  dismissed: 'Buộc thôi việc',
  died: 'Đã chết',
};

/** Reason of Mẫu 04 (R19); leaving by dismissal is written as leaving. */
export const REVOKE_CODES: Record<HandOverReason, string> = {
  transferred: 'post_changed',
  transferred_party: 'post_changed',
  retired: 'retired',
  resigned: 'resigned',
  dismissed: 'resigned',
  died: 'died',
};

/** Reason in Mẫu 07 and 09, as those lists write it (LEAVE_REASONS of @congvu/forms). */
export const LIST_REASONS: Record<HandOverReason, string> = {
  transferred: 'Chuyển công tác',
  transferred_party: 'Chuyển công tác',
  retired: 'Nghỉ hưu',
  resigned: 'Thôi việc',
  dismissed: 'Thôi việc',
  died: 'Đã chết',
};

/** Not to wait for the next list (spec requests.md §4). */
export const URGENT_REASONS: readonly HandOverReason[] = ['dismissed', 'died'];

/** Letter of 2021, section 2. */
export const PARTY_GUIDANCE =
  'Theo Công văn, mục 2: cá nhân đã chuyển công tác từ vị trí của cấp chính quyền sang khối Đảng, đoàn thể liên hệ với Bộ phận cơ yếu của Huyện ủy để thay đổi thông tin chữ ký số và được hướng dẫn sử dụng chữ ký số của khối Đảng, đoàn thể. Chứng thư số được ghi chuyển ra ngoài hệ thống chính quyền; tài khoản và thư công vụ thu hồi khi không còn dùng (Mẫu số 07, 09).';

const REASSIGN: Offered = {
  value: 'reassign',
  label: 'Giao lại',
  needsPerson: true,
  hint: 'Vai trò và hạn xử lý giữ nguyên; người nhận được báo ngay.',
};
const CONTINUE: Offered = {
  value: 'reassign',
  label: 'Giao soạn tiếp',
  needsPerson: true,
  hint: 'Người nhận soạn tiếp dự thảo này.',
};
const PASS_REQUEST: Offered = {
  value: 'reassign',
  label: 'Giao lập tiếp',
  needsPerson: true,
  hint: 'Người nhận đứng tên người lập, sửa và trình tiếp; bước đang chờ giữ nguyên.',
};
const WITHDRAW_REQUEST: Offered = {
  value: 'withdraw',
  label: 'Rút đề nghị',
  needsPerson: false,
  hint: 'Thủ trưởng cơ quan rút; đề nghị không đi tiếp.',
};
const LET_GO_ON: Offered = {
  value: 'goes_on',
  label: 'Để đi tiếp',
  needsPerson: false,
  hint: 'Đã ký đủ phần của người bàn giao; nơi đang giữ xử lý tiếp.',
};
const PASS: Offered = {
  value: 'pass',
  label: 'Giao văn thư khác giữ',
  needsPerson: true,
  hint: 'Con dấu, chứng thư số cơ quan do văn thư giữ (Nghị định 30/2020, Điều 32); có văn bản cho phép và biên bản.',
};
const REVOKE_CERTIFICATE: Offered = {
  value: 'revoke',
  label: 'Thu hồi (Mẫu 04)',
  needsPerson: false,
  hint: 'Lập đề nghị thu hồi chứng thư số, ký rồi gửi đơn vị đầu mối.',
};
const MOVE_CERTIFICATE: Offered = {
  value: 'move',
  label: 'Mang theo (Mẫu 03)',
  needsPerson: false,
  hint: 'Lập đề nghị thay đổi thông tin: cơ quan công tác mới.',
};
const TRANSFER_OUT: Offered = {
  value: 'transfer_out',
  label: 'Chuyển sang khối Đảng',
  needsPerson: false,
  hint: 'Ghi sổ: chuyển ngoài hệ thống chính quyền; liên hệ Bộ phận cơ yếu của Huyện ủy.',
};
const RETURN_TOKEN: Offered = {
  value: 'return',
  label: 'Đã thu lại',
  needsPerson: false,
  hint: 'Thiết bị đã ở cơ quan; người ghi nhận giữ thiết bị.',
};
const KEEP_TOKEN: Offered = {
  value: 'keep',
  label: 'Mang theo',
  needsPerson: false,
  hint: 'Thiết bị đi cùng chứng thư số còn dùng ở nơi mới.',
};
const REVOKE_ACCOUNT: Offered = {
  value: 'revoke',
  label: 'Thu hồi (Mẫu số 07)',
  needsPerson: false,
  hint: 'Thêm một dòng vào danh sách thu hồi tài khoản đang lập của cơ quan.',
};
const KEEP_ACCOUNT: Offered = {
  value: 'keep',
  label: 'Chuyển theo người',
  needsPerson: false,
  hint: 'Cơ quan mới tiếp nhận tài khoản; không khóa đăng nhập.',
};
const REVOKE_MAILBOX: Offered = {
  value: 'revoke',
  label: 'Thu hồi (Mẫu số 09)',
  needsPerson: false,
  hint: 'Thêm một dòng vào danh sách thu hồi thư công vụ đang lập của cơ quan.',
};
const KEEP_MAILBOX: Offered = {
  value: 'keep',
  label: 'Chuyển theo người',
  needsPerson: false,
  hint: 'Hộp thư đi cùng người sang cơ quan mới.',
};

const LEAVES_FOR_GOOD: Record<Group, readonly Offered[]> = {
  tasks: [REASSIGN],
  drafts: [CONTINUE],
  requests: [PASS_REQUEST, WITHDRAW_REQUEST, LET_GO_ON],
  certificates: [REVOKE_CERTIFICATE],
  tokens: [RETURN_TOKEN],
  seals: [PASS],
  account: [REVOKE_ACCOUNT],
  mailbox: [REVOKE_MAILBOX],
};

const BY_REASON: Partial<Record<HandOverReason, Partial<Record<Group, readonly Offered[]>>>> = {
  transferred: {
    certificates: [MOVE_CERTIFICATE, REVOKE_CERTIFICATE],
    tokens: [RETURN_TOKEN, KEEP_TOKEN],
    account: [REVOKE_ACCOUNT, KEEP_ACCOUNT],
    mailbox: [REVOKE_MAILBOX, KEEP_MAILBOX],
  },
  transferred_party: {
    certificates: [TRANSFER_OUT, REVOKE_CERTIFICATE],
    tokens: [RETURN_TOKEN, KEEP_TOKEN],
    account: [REVOKE_ACCOUNT, KEEP_ACCOUNT],
    mailbox: [REVOKE_MAILBOX, KEEP_MAILBOX],
  },
};

/** What may become of a thing. The organisation's certificate stays: only its keeper changes. */
export function choicesOf(reason: HandOverReason, thing: { group: Group; kept: boolean }): readonly Offered[] {
  if (thing.kept) {
    return [PASS];
  }
  return BY_REASON[reason]?.[thing.group] ?? LEAVES_FOR_GOOD[thing.group];
}

/** With the guiding office or above: it comes back to the agency, not to the leaver. */
const SENT: readonly RequestState[] = ['submitted', 'accepted', 'batched', 'forwarded', 'resulted'];
const STILL_WITHDRAWN: readonly RequestState[] = ['submitted', 'accepted'];
/** The declarant has signed, the rest is done by others. */
const PAST_DECLARANT: readonly RequestState[] = ['awaiting_head', 'awaiting_seal'];

export function isSent(state: RequestState): boolean {
  return SENT.includes(state);
}

/** What is sent goes on by itself; before that somebody must stand for it, and nobody declares in the leaver's place. */
export function requestChoices({ state, declares }: { state: RequestState; declares: boolean }): readonly Offered[] {
  if (isSent(state)) {
    return STILL_WITHDRAWN.includes(state) ? [LET_GO_ON, WITHDRAW_REQUEST] : [];
  }
  if (!declares) {
    return [PASS_REQUEST, WITHDRAW_REQUEST];
  }
  return PAST_DECLARANT.includes(state) ? [LET_GO_ON, WITHDRAW_REQUEST] : [WITHDRAW_REQUEST];
}

const KINDS: Partial<Record<`${Group} ${string}`, RequestKind>> = {
  'certificates revoke': 'cert.revoke',
  'certificates move': 'cert.renew_change',
  'account revoke': 'account.revoke',
  'mailbox revoke': 'mailbox.revoke',
};

/** The form a choice prepares. */
export function kindOf(group: Group, choice: string): RequestKind | undefined {
  return KINDS[`${group} ${choice}`];
}

const FORMS: Partial<Record<RequestKind, FormCode>> = {
  'cert.revoke': 'M04',
  'cert.renew_change': 'M03',
  'account.revoke': 'M07',
  'mailbox.revoke': 'M09',
};

export function formOf(group: Group, choice: string | null): FormCode | null {
  const kind = choice === null ? undefined : kindOf(group, choice);
  return kind === undefined ? null : (FORMS[kind] ?? null);
}
