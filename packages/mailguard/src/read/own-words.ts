/* What the sender says himself, and what he only shows: a mail sent on, a page warned of. */

/** Where another mail begins inside this one, as the usual programs write it. */
const FORWARDED =
  /^[ \t>]{0,4}(?:-{2,} ?(?:Forwarded message|Original Message|Thư (?:được )?chuyển tiếp|Tin nhắn (?:được )?chuyển tiếp|Thư gốc|Nội dung chuyển tiếp)|Begin forwarded message:|(?:From|Từ): [^\n]{1,200}\r?\n[ \t>]{0,4}(?:Sent|Date|To|Subject|Đã gửi|Ngày|Tới|Đến|Chủ đề|Tiêu đề):)/im;
/** The sender doubts or warns of what he shows. */
const DOUBTED =
  /lừa đảo|lừa không|có phải lừa|giả mạo|thư giả|trang giả|mạo danh|giả danh|phishing|scam|thật không|thật hay|đáng ngờ|nghi ngờ|thủ đoạn|mã độc|(?:đừng|không|chưa|tránh)(?: ai| ai được| dám| nên| được)? (?:bấm|mở|nhấp|nhấn|truy cập|làm theo|nhập|cài|click)|để biết mà tránh|cảnh giác|cảnh báo|báo cáo thư|có đúng (?:không|là|của|thư)|đúng hay không|(?:thư|tin nhắn|email) lạ|có phải (?:thư|là thư|của)|nghi là|nhận được (?:thư|tin nhắn|email) (?:ghi|xưng|mang|tự|lạ|nói|báo)/iu;
/** A sentence that shows a bad address instead of asking to open it. */
const SHOWS =
  /giả mạo|giả danh|mạo danh|lừa|chiếm đoạt|chiếm quyền|đánh cắp|lấy cắp|độc hại|phát tán|thủ đoạn|(?:không|đừng|tuyệt đối không|chặn)(?: nên| được)? (?:bấm|mở|nhấp|nhấn|truy cập|làm theo|nhập|vào)|chặn (?:truy cập|tên miền|kết nối)|blacklist|phishing|nhận được (?:thư|tin nhắn|email) (?:ghi|xưng|mang|tự|lạ|nói|báo|có)|(?:thư|tin) (?:này )?ghi là|có đúng (?:không|là|của)/iu;

const LONGEST = 200_000;

/** The words above a forwarded mail, when they doubt it. */
export function ownPart(text: string): string | undefined {
  const start = FORWARDED.exec(text.slice(0, LONGEST))?.index;
  if (start === undefined) {
    return undefined;
  }
  const own = text.slice(0, start);
  return DOUBTED.test(own) ? own : undefined;
}

/** Whether a whole text warns of lures. */
export function isWarning(text: string): boolean {
  return DOUBTED.test(text.slice(0, 8_000));
}

/** The sentences of a warning that only show an address. */
export function isShownOnly(text: string, address: string): boolean {
  const at = text.indexOf(address);
  if (at === -1) {
    return false;
  }
  const before = text.slice(Math.max(0, at - 400), at);
  const start = Math.max(before.lastIndexOf('\n'), before.search(/[.!?;]\s[^.!?;]*$/u)) + 1;
  const after = text.slice(at + address.length, at + address.length + 400);
  const end = after.search(/[.!?;\n](?:\s|$)/u);
  return SHOWS.test(`${before.slice(start)} ${end === -1 ? after : after.slice(0, end)}`);
}
