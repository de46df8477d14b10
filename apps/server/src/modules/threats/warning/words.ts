import type { ClusterRow } from '../threats.tables.ts';

/** One stretch of a sentence; `filled` was read from the report and is worth looking at before sending. */
export interface Stretch {
  text: string;
  filled: boolean;
}

export interface WarningFacts {
  cluster: Pick<ClusterRow, 'subject' | 'from_address' | 'from_domain' | 'hosts' | 'reasons' | 'first_reported_at'>;
  boxes: number;
  /** People who typed a password. */
  entered: number;
  /** The copies were taken out of the mailboxes. */
  retracted: boolean;
  officeName: string;
  /** yyyy-mm-dd of today. */
  today: string;
}

export interface WarningSection {
  /** Printed on a line of its own; undefined for what goes before and after. */
  heading?: string;
  lines: Stretch[][];
}

const SUBJECT_MAX = 120;

export function longDate(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${date}/${Number(month)}/${year}`;
}

function said(text: string): Stretch {
  return { text, filled: false };
}

function read(text: string): Stretch {
  return { text, filled: true };
}

export function lureOf(subject: string): string {
  const text = subject.replace(/\s+/g, ' ').trim().slice(0, SUBJECT_MAX);
  return text === '' ? 'không có tiêu đề' : `“${text}”`;
}

function signs({ cluster }: WarningFacts): Stretch[][] {
  const reasons = cluster.reasons.map((reason) => reason.text.trim()).filter((text) => text !== '');
  return [
    [said('- Tiêu đề: '), read(lureOf(cluster.subject)), said('.')],
    [said('- Gửi từ địa chỉ '), read(cluster.from_address), said('; không phải thư điện tử công vụ.')],
    ...reasons.slice(0, 3).map((text) => [said('- '), read(text)]),
  ];
}

function indicators({ cluster }: WarningFacts): Stretch[][] {
  const hosts = cluster.hosts.slice(0, 20);
  return [
    [said('- Tên miền gửi thư: '), read(cluster.from_domain), said('.')],
    hosts.length === 0
      ? [said('- Thư không chứa liên kết; đề nghị không trả lời thư.')]
      : [said('- Trang web trong thư: '), read(hosts.join(', ')), said('.')],
    [said('- Đề nghị chặn các tên miền trên tại thiết bị mạng của cơ quan, đơn vị.')],
  ];
}

function duties({ retracted }: WarningFacts): Stretch[][] {
  return [
    [said('- Không bấm liên kết, không mở tệp kèm theo, không nhập tên đăng nhập, mật khẩu.')],
    [
      said(
        retracted
          ? '- Thư đã được thu lại khỏi các hộp thư công vụ; nếu còn thấy thư tương tự thì bấm “Báo thư giả mạo” trong hộp thư.'
          : '- Bấm “Báo thư giả mạo” trong hộp thư rồi xóa thư.',
      ),
    ],
    [said('- Thường xuyên rà quét mã độc trên máy tính và cập nhật phần mềm diệt vi rút.')],
  ];
}

function afterwards({ officeName, today }: WarningFacts): Stretch[][] {
  return [
    [
      said('- Bấm ngay “Tôi đã lỡ nhập mật khẩu” trong hộp thư, đặt mật khẩu mới và báo '),
      said(officeName),
      said(' trong ngày '),
      read(longDate(today)),
      said('.'),
    ],
    [said('- Không dùng lại mật khẩu cũ; đổi mật khẩu ở mọi nơi khác đã dùng chung mật khẩu ấy.')],
    [said('- Kiểm tra các thư đã gửi đi từ hộp thư của mình và báo người nhận nếu có thư lạ.')],
  ];
}

/**
 * The warning in the manner of letter 315/STTTT-BCVTCNTT of 12/3/2021: what came, how to tell it, its traces, what to do, and what to
 * do when the password was typed.
 */
export function warningSections(facts: WarningFacts): WarningSection[] {
  const { cluster, boxes, entered, officeName, today } = facts;
  return [
    {
      lines: [
        [
          said('Ngày '),
          read(longDate(today)),
          said(', '),
          read(`${boxes} hộp thư`),
          said(' điện tử công vụ nhận thư giả mạo tiêu đề '),
          read(lureOf(cluster.subject)),
          said(' nhằm lấy cắp thông tin tài khoản người dùng'),
          ...(entered > 0 ? [said('; '), read(`${entered} người`), said(' đã nhập mật khẩu')] : []),
          said(`. ${officeName} cảnh báo và đề nghị các cơ quan, đơn vị thực hiện các nội dung sau:`),
        ],
      ],
    },
    { heading: '1. Dấu hiệu nhận biết', lines: signs(facts) },
    { heading: '2. Thông tin kỹ thuật để ngăn chặn', lines: indicators(facts) },
    { heading: '3. Việc cần làm', lines: duties(facts) },
    { heading: '4. Trường hợp đã nhập mật khẩu', lines: afterwards(facts) },
    {
      lines: [
        [
          said(
            'Đề nghị Thủ trưởng các cơ quan, đơn vị, Chủ tịch UBND các xã, thị trấn phổ biến tới toàn thể cán bộ, công chức, viên chức và nghiêm túc thực hiện./.',
          ),
        ],
      ],
    },
  ];
}

export function warningAbstract({ cluster }: WarningFacts): string {
  return `cảnh báo thư giả mạo ${lureOf(cluster.subject)} lấy cắp thông tin tài khoản thư điện tử công vụ`.slice(
    0,
    400,
  );
}

/** What the notice in the office says: short, read on a phone. */
export function noticeWords({ cluster, retracted }: WarningFacts): { title: string; text: string } {
  const hosts = cluster.hosts.length === 0 ? '' : `, dẫn đến trang ${cluster.hosts.slice(0, 3).join(', ')}`;
  return {
    title: `Cảnh báo thư giả mạo ${lureOf(cluster.subject)}`.slice(0, 200),
    text: [
      `Thư tiêu đề ${lureOf(cluster.subject)} gửi từ ${cluster.from_address}${hosts} là thư giả mạo nhằm lấy cắp mật khẩu.`,
      retracted ? 'Thư đã được thu lại khỏi các hộp thư.' : 'Không bấm liên kết, không mở tệp, xóa thư sau khi báo.',
      'Còn thấy thư tương tự thì bấm “Báo thư giả mạo”. Đã lỡ nhập mật khẩu thì bấm ngay “Tôi đã lỡ nhập mật khẩu” trong mục An toàn thư.',
    ].join('\n'),
  };
}
