import type { IncomingTab } from '@congvu/contracts';

export const text = {
  title: 'Văn bản đến',
  filter: 'Lọc',
  pickMany: 'Chọn nhiều',
  stopPicking: 'Thôi chọn',
  quickRegister: 'Vào sổ văn bản giấy',
  result: 'Kết quả xử lý',
  resultHint: 'Nêu đã làm gì, số văn bản trả lời nếu có. Người giao việc đọc câu này để duyệt.',
  presentNote: 'Ý kiến của văn thư (không bắt buộc)',
  directive: 'Bút phê',
  directiveHint: 'Ngày trong câu trở thành hạn xử lý.',
} as const;

/** What an empty tab says: what will appear here. */
export const EMPTY: Record<IncomingTab, readonly [title: string, line: string]> = {
  all: ['Chưa có văn bản đến', 'Văn bản gửi qua trục liên thông, thư công vụ và bản quét sẽ nằm ở đây.'],
  to_register: ['Chưa có văn bản chờ vào sổ', 'Văn bản gửi qua trục liên thông, thư công vụ và bản quét sẽ nằm ở đây.'],
  to_present: ['Không còn văn bản chờ chuyển', 'Văn bản đã vào sổ, chờ chuyển lãnh đạo cho ý kiến sẽ nằm ở đây.'],
  to_direct: ['Không còn văn bản chờ bút phê', 'Văn bản văn thư trình lãnh đạo cho ý kiến sẽ nằm ở đây.'],
  open: ['Không còn văn bản chờ xử lý', 'Văn bản được giao chủ trì hoặc phối hợp sẽ nằm ở đây cho đến khi hoàn thành.'],
  due_soon: ['Không có văn bản sắp hạn', 'Văn bản còn hai ngày làm việc trở xuống và văn bản quá hạn sẽ nằm ở đây.'],
  to_approve: [
    'Không có kết quả chờ duyệt',
    'Kết quả người chủ trì báo cáo sẽ nằm ở đây để duyệt hoặc yêu cầu làm lại.',
  ],
  informed: ['Chưa có văn bản để biết', 'Văn bản lãnh đạo chuyển để biết, thực hiện sẽ nằm ở đây.'],
  done: ['Chưa có văn bản đã xử lý', 'Văn bản hoàn thành được giữ ở đây để tra cứu.'],
  returned: ['Chưa trả lại văn bản nào', 'Văn bản trả lại nơi gửi kèm lý do được giữ ở đây.'],
};

export const RETURN_REASONS = [
  'Văn bản gửi nhầm cơ quan, không thuộc thẩm quyền giải quyết.',
  'Chữ ký số không hợp lệ hoặc văn bản đã thay đổi sau khi ký.',
  'Thiếu phụ lục, mẫu biểu nêu trong văn bản.',
] as const;
