/** Vietnamese and English of one text. */
interface BothTexts {
  vi: string;
  en: string;
}

/** Longest part of a sender's value that is repeated to the clerk, in characters. */
const SHOWN = 80;

function both(vi: string, en: string): (value: string) => BothTexts {
  return (value) => {
    const shown = Array.from(value).slice(0, SHOWN).join('');
    return { vi: vi.replaceAll('{}', () => shown), en: en.replaceAll('{}', () => shown) };
  };
}

/** What the reader put right or doubts; `{}` is the value it met. */
const TEXTS = {
  'edxml.repair.leading_bytes': both(
    'Đã sửa khi đọc: bỏ {} byte thừa trước <?xml',
    'Repaired: {} stray bytes before <?xml left out',
  ),
  'edxml.repair.byte_order_mark': both(
    'Đã sửa khi đọc: bỏ dấu thứ tự byte (BOM) ở đầu tệp',
    'Repaired: byte order mark at the start left out',
  ),
  'edxml.repair.trailing_text': both(
    'Đã sửa khi đọc: bỏ ký tự thừa sau phần tử gốc',
    'Repaired: stray text after the root element left out',
  ),
  'edxml.repair.unbound_prefix': both(
    'Đã sửa khi đọc: tiền tố "{}" chưa khai báo',
    'Repaired: prefix "{}" is not declared',
  ),
  'edxml.repair.alias': both('Đã sửa khi đọc: hiểu <{}> là tên chuẩn', 'Repaired: <{}> taken for the standard name'),
  'edxml.repair.null_text': both(
    'Đã sửa khi đọc: mã định danh ghi "{}", coi như trống',
    'Repaired: the agency code reads "{}", taken as empty',
  ),
  'edxml.repair.date_order': both('Đã sửa khi đọc: ngày giờ {}', 'Repaired: date or time {}'),
  'edxml.repair.code_padding': both(
    'Đã sửa khi đọc: mã trạng thái "{}" thiếu số 0 ở đầu',
    'Repaired: status code "{}" lacks its leading zero',
  ),
  'edxml.repair.variant': both(
    'Gói tin viết theo biến thể {}, không đúng khuôn của trục',
    'The message follows variant {}, not the form of the axis',
  ),
  'edxml.repair.namespace': both(
    'Đã sửa khi đọc: phần tử không thuộc không gian tên của QCVN 102 ({}), đọc theo tên',
    'Repaired: the elements are not in the namespace of QCVN 102 ({}), read by their names',
  ),
  'edxml.repair.base64': both(
    'Đã sửa khi đọc: base64 của tệp "{}" thiếu dấu = ở cuối, nội dung đủ',
    'Repaired: the base64 of "{}" lacks its padding, its content is complete',
  ),
  'edxml.value.date': both(
    'Ngày "{}" không có trong lịch hoặc sai dạng yyyy/MM/dd: giữ nguyên văn',
    '"{}" is no date of the calendar or not written yyyy/MM/dd: kept as it came',
  ),
  'edxml.value.instant': both('Thời điểm "{}" không đọc được: giữ nguyên văn', '"{}" is no timestamp: kept as it came'),
  'edxml.value.number': both(
    '"{}" không phải số nguyên: không dùng, giữ lại',
    '"{}" is no whole number: not used, kept',
  ),
  'edxml.value.code': both(
    'Mã "{}" chưa biết nghĩa: không dùng, giữ lại',
    'The code "{}" is not known: not used, kept',
  ),
  'edxml.value.duplicate': both(
    '<{}> lặp lại: chỉ dùng phần tử đầu, giữ lại phần tử sau',
    '<{}> is repeated: the first is used, the other kept',
  ),
  'edxml.value.agency_code': both(
    'Mã định danh "{}" không theo mẫu nào đã công bố (QCVN 102, QĐ 20/2020)',
    'The agency code "{}" follows no published scheme (QCVN 102, Decision 20/2020)',
  ),
  'edxml.unknown_element': both(
    'Phần tử <{}> không có trong chuẩn: giữ lại, không dùng',
    'Element <{}> is not in the standard: kept, not used',
  ),
  'edxml.unknown_attribute': both(
    'Thuộc tính "{}" không có trong chuẩn: giữ lại, không dùng',
    'Attribute "{}" is not in the standard: kept, not used',
  ),
  'edxml.attachment.renamed': both(
    'Đã sửa khi đọc: tên tệp đính kèm đổi thành "{}"',
    'Repaired: the attachment is named "{}" now',
  ),
  'edxml.attachment.not_unwrapped': both(
    'Gói ZIP "{}" giữ nguyên, không bóc: bên trong không phải đúng một tệp, hoặc có mật khẩu hay kiểu nén lạ',
    'The ZIP "{}" is left as it came: not exactly one entry, or a password or a method not known',
  ),
  'edxml.attachment.type_mismatch': both(
    'Tên tệp "{}" khác loại của nội dung',
    'The name "{}" promises another type than the bytes have',
  ),
  'edxml.attachment.executable': both(
    'Tệp "{}" là chương trình: không được mở',
    '"{}" is a program: it must not be opened',
  ),
  'edxml.attachment.without_reference': both(
    'Tệp "{}" không được danh mục của gói tin nhắc đến',
    'The manifest does not name "{}"',
  ),
  'edxml.attachment.without_content': both('Không có nội dung của tệp "{}"', 'The content of "{}" is missing'),
  'edxml.attachment.duplicate_content_id': both(
    'Hai tệp đính kèm cùng ContentId "{}": giữ cả hai',
    'Two attachments share the ContentId "{}": both are kept',
  ),
  'edxml.attachment.duplicate_reference': both(
    'Danh mục nhắc hai lần ContentId "{}": chỉ dùng lần đầu',
    'The manifest names the ContentId "{}" twice: the first is used',
  ),
} as const;

export type EdxmlWarningCode = keyof typeof TEXTS;

/** Something put right, or doubtful, while reading; the message is still usable. */
export interface EdxmlWarning {
  code: EdxmlWarningCode;
  /** Path of the standard's elements, `MessageHeader/To[2]/OrganId`; outside the header the path from the root. */
  path: string;
  /** Vietnamese text for the clerk. */
  text: string;
  /** The same in English. */
  en: string;
}

export type Warn = (code: EdxmlWarningCode, path: string, value?: string) => void;

/** A warning with both texts. */
export function warningOf(code: EdxmlWarningCode, path: string, value = ''): EdxmlWarning {
  const { vi, en } = TEXTS[code](value);
  return { code, path, text: vi, en };
}
