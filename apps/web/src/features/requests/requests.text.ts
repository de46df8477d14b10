import type { FormCode, ItemState, RequestKind, RequestListItem, RequestState } from '@congvu/contracts';
import type { Tone } from '../../shared/ui/marks.tsx';

/** What a person wants, in his words; the number of the form stands beside it. */
export const WISHES: Record<RequestKind, { wish: string; when: string }> = {
  'cert.issue.person': {
    wish: 'Xin cấp chứng thư số cho cá nhân',
    when: 'Đã có thư công vụ và thường xuyên ký văn bản, báo cáo.',
  },
  'cert.issue.org': {
    wish: 'Xin cấp chứng thư số cho cơ quan',
    when: 'Cơ quan có con dấu riêng, cần ký số văn bản phát hành.',
  },
  'cert.renew_change': {
    wish: 'Gia hạn hoặc đổi thông tin chứng thư số',
    when: 'Chứng thư sắp hết hạn; đổi cơ quan công tác hoặc thư công vụ.',
  },
  'cert.revoke': {
    wish: 'Thu hồi chứng thư số',
    when: 'Nghỉ hưu, thôi việc, chuyển công tác, lộ khóa hoặc mất thiết bị.',
  },
  'cert.restore': {
    wish: 'Mở khóa thiết bị ký, khôi phục mật khẩu',
    when: 'Nhập sai mật khẩu quá số lần, thiết bị bị khóa.',
  },
  'account.new': { wish: 'Xin cấp tài khoản hệ thống văn bản', when: 'Người mới về hoặc chưa có tài khoản.' },
  'account.revoke': {
    wish: 'Thu hồi tài khoản hệ thống văn bản',
    when: 'Người đã chuyển, nghỉ hoặc tài khoản không dùng.',
  },
  'account.mobile': {
    wish: 'Xin sửa văn bản trên iPad, điện thoại',
    when: 'Tài khoản cần quyền chỉnh sửa trên thiết bị di động.',
  },
  'mailbox.new': { wish: 'Xin cấp thư công vụ', when: 'Cho đơn vị và cho từng người.' },
  'mailbox.revoke': { wish: 'Thu hồi thư công vụ', when: 'Người đã chuyển, nghỉ; hộp thư không dùng.' },
};

export const WISH_GROUPS: readonly { title: string; kinds: readonly RequestKind[] }[] = [
  {
    title: 'Chữ ký số',
    kinds: ['cert.issue.person', 'cert.issue.org', 'cert.renew_change', 'cert.revoke', 'cert.restore'],
  },
  { title: 'Tài khoản hệ thống văn bản', kinds: ['account.new', 'account.revoke', 'account.mobile'] },
  { title: 'Thư điện tử công vụ', kinds: ['mailbox.new', 'mailbox.revoke'] },
];

/** Head of the page: "đề nghị cấp chứng thư số cho cá nhân". */
export const HEADINGS: Record<FormCode, string> = {
  M01: 'đề nghị cấp chứng thư số cho cá nhân',
  M02: 'đề nghị cấp chứng thư số cho cơ quan, tổ chức',
  M03: 'đề nghị gia hạn, thay đổi thông tin chứng thư số',
  M04: 'đề nghị thu hồi chứng thư số',
  M05: 'đề nghị khôi phục thiết bị lưu khóa bí mật',
  M06: 'danh sách đề nghị cấp mới tài khoản',
  M07: 'danh sách đề nghị thu hồi tài khoản',
  M08: 'danh sách tài khoản đề nghị được sửa trên iPad, điện thoại',
  M09: 'danh sách thư điện tử đề nghị thu hồi',
  M10: 'danh sách đề nghị cấp mới thư điện tử',
};

const TONES: Record<RequestState, Tone> = {
  draft: 'plain',
  awaiting_declarant: 'neutral',
  awaiting_head: 'neutral',
  awaiting_seal: 'neutral',
  submitted: 'neutral',
  accepted: 'neutral',
  returned: 'amber',
  refused: 'red',
  batched: 'neutral',
  forwarded: 'neutral',
  resulted: 'amber',
  closed: 'green',
  withdrawn: 'plain',
};

const MY_TURN = ['requests.declare', 'requests.approve', 'requests.seal', 'requests.accept'];

/** Blue when it is this person's turn, whatever it waits for. */
export function toneOf({ state, abilities }: Pick<RequestListItem, 'state' | 'abilities'>): Tone {
  return MY_TURN.some((ability) => abilities[ability] === true) ? 'blue' : TONES[state];
}

export const ITEM_TONES: Record<ItemState, Tone> = {
  open: 'neutral',
  returned: 'amber',
  granted: 'green',
  refused: 'red',
  recorded: 'green',
};

/** What is signed and how, said beside the button. */
export const MODE_WORDS = {
  digital: { label: 'Ký số', how: 'Ký bằng chứng thư số' },
  attested: { label: 'Xác nhận bằng mật khẩu', how: 'Xác nhận bằng mật khẩu đăng nhập vì chưa có chứng thư' },
  wet_scan: { label: 'Bản giấy đã ký', how: 'In, ký tay, đóng dấu rồi tải bản quét lên' },
} as const;

/** Lists: the unit of what is counted. */
export const ROW_NOUNS: Partial<Record<FormCode, { noun: string; act: string }>> = {
  M06: { noun: 'tài khoản', act: 'Cấp mới' },
  M07: { noun: 'tài khoản', act: 'Thu hồi' },
  M08: { noun: 'tài khoản', act: 'Đề nghị cho' },
  M09: { noun: 'hộp thư', act: 'Thu hồi' },
  M10: { noun: 'hộp thư', act: 'Cấp mới' },
};
