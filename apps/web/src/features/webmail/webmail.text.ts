import type { EmailLine, GuardVerdict, MailAddress, MailFolderRole } from '@congvu/contracts';
import type { Tone } from '../../shared/ui/marks.tsx';

/** The rule of the letter, section 4: said before an ordinary mail goes to free mail. */
export const FREE_MAIL_RULE =
  'Hộp thư miễn phí không dùng để trao đổi công việc; không gửi văn bản của cơ quan tới địa chỉ này (mục 4 công văn của huyện).';

export const EMPTY: Record<MailFolderRole | 'other', readonly [title: string, line: string]> = {
  inbox: ['Chưa có thư đến', 'Thư gửi tới hộp thư này sẽ hiện ở đây, thư mới nhất trước.'],
  quarantine: [
    'Không có thư bị cách ly',
    'Thư giả mạo hoặc có tệp nguy hiểm được giữ ở đây 30 ngày; có thể đề nghị mở lại.',
  ],
  sent: ['Chưa gửi thư nào', 'Thư đã gửi hiện ở đây cùng kết quả tới từng nơi nhận. Bấm Soạn thư để bắt đầu.'],
  drafts: ['Không có thư nháp', 'Thư đang soạn tự lưu vào đây và còn nguyên khi mở lại trên máy khác.'],
  trash: ['Thùng rác trống', 'Thư đã xóa nằm ở đây một thời gian và lấy lại được.'],
  other: ['Thư mục trống', 'Chọn nhiều thư ở Thư đến rồi bấm Chuyển để đưa vào thư mục này.'],
};

const VERDICT: Record<GuardVerdict, { label: string; tone: Tone }> = {
  ordinary: { label: 'Không thấy dấu hiệu lạ', tone: 'green' },
  suspicious: { label: 'Nghi giả mạo', tone: 'amber' },
  phishing: { label: 'Giả mạo', tone: 'red' },
};

export function verdictChip(verdict: GuardVerdict): { label: string; tone: Tone } {
  return VERDICT[verdict];
}

export function nameOf({ name, address }: MailAddress): string {
  return name.trim() === '' ? address : name;
}

export function namesOf(list: readonly MailAddress[]): string {
  const [first, ...rest] = list;
  if (first === undefined) {
    return 'Chưa có người nhận';
  }
  return rest.length === 0 ? nameOf(first) : `${nameOf(first)} và ${rest.length} nơi khác`;
}

/** At most one chip a line: what asks for care first, what was done with the mail next. */
export function lineChip(line: EmailLine): { label: string; tone: Tone } | undefined {
  if (line.verdict !== 'ordinary') {
    return VERDICT[line.verdict];
  }
  if (line.delivery !== null) {
    return { label: line.delivery, tone: line.delivery.includes('không nhận') ? 'amber' : 'neutral' };
  }
  if (line.registered !== null) {
    return { label: line.registered.text, tone: 'green' };
  }
  if (line.keywords.answered) {
    return { label: 'Đã trả lời', tone: 'green' };
  }
  if (line.assignee !== null) {
    return { label: `${line.assignee.name} nhận`, tone: 'neutral' };
  }
  return line.keywords.forwarded ? { label: 'Đã chuyển tiếp', tone: 'neutral' } : undefined;
}

export function subjectOf(subject: string): string {
  return subject.trim() === '' ? '(Không có tiêu đề)' : subject;
}
