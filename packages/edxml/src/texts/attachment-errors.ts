const TEXTS = {
  'edxml.attachment.base64_truncated': [
    'Nội dung base64 bị cụt: tệp đính kèm không đủ',
    'The base64 is cut short: the attachment is not complete',
  ],
  'edxml.attachment.base64_invalid': ['Nội dung không phải base64 đúng', 'The content is no valid base64'],
  'edxml.attachment.empty': ['Tệp đính kèm trống', 'The attachment is empty'],
  'edxml.attachment.missing': [
    'Gói tin nhắc đến tệp này nhưng không kèm nội dung',
    'The message names this file but does not carry it',
  ],
  'edxml.attachment.too_large': ['Tệp đính kèm lớn quá mức cho phép', 'The attachment is larger than allowed'],
  'edxml.attachment.zip_broken': ['Gói ZIP hỏng hoặc bị cụt', 'The ZIP is damaged or cut short'],
  'edxml.attachment.zip_ratio': [
    'Gói ZIP có tỷ lệ nén bất thường (bom nén): từ chối giải nén',
    'The ZIP unpacks to far more than it holds (a bomb): not unpacked',
  ],
  'edxml.attachment.zip_size': [
    'Gói ZIP khai sai kích thước: từ chối giải nén',
    'The ZIP lies about its size: not unpacked',
  ],
  'edxml.attachment.zip_checksum': ['Gói ZIP sai mã kiểm CRC', 'The checksum of the ZIP is wrong'],
} as const;

/** Why one attachment cannot be used; the message itself stands. */
export type AttachmentErrorCode = keyof typeof TEXTS;

export interface AttachmentError {
  code: AttachmentErrorCode;
  /** Vietnamese. */
  text: string;
  /** English. */
  en: string;
}

/** The error with both texts; `limit`, in bytes, is named behind them. */
export function attachmentError(code: AttachmentErrorCode, limit?: number): AttachmentError {
  const [text, en] = TEXTS[code];
  return limit === undefined
    ? { code, text, en }
    : { code, text: `${text} (${limit} byte)`, en: `${en} (${limit} bytes)` };
}
