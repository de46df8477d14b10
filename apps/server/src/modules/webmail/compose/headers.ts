import type { MailAddress, MailDraftContent } from '@congvu/contracts';
import { invalid } from '../../../platform/errors.ts';

/** As SMTP takes it (RFC 5321 4.1.2 without quoted local parts); addresses of the office are ASCII. */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
const MAX_ADDRESS = 254;
/** A line end inside a field would begin a field of the writer's choice (RFC 5322 2.2); other control characters hide things. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

function assertNoControl(path: string, label: string, text: string): void {
  if (CONTROL.test(text)) {
    const message = `${label} có ký tự xuống dòng hoặc ký tự điều khiển, không được phép trong tiêu đề thư. Xóa ký tự đó rồi thử lại.`;
    throw invalid('webmail.header_invalid', message, [{ path, message }]);
  }
}

function assertPerson(path: string, { name, address }: MailAddress): void {
  assertNoControl(`${path}.name`, 'Tên người nhận', name);
  assertNoControl(`${path}.address`, 'Địa chỉ thư', address);
}

/** Nothing a person types becomes a header of its own. @throws AppError 422 `webmail.header_invalid` */
export function assertHeaders(content: MailDraftContent): void {
  assertNoControl('subject', 'Tiêu đề', content.subject);
  assertNoControl('fromAddress', 'Địa chỉ gửi', content.fromAddress);
  for (const kind of ['to', 'cc', 'bcc'] as const) {
    for (const [at, person] of content[kind].entries()) {
      assertPerson(`${kind}.${at}`, person);
    }
  }
}

/** @throws AppError 422 `webmail.address_invalid`, names the first that is wrong */
export function assertAddresses(content: MailDraftContent): void {
  for (const kind of ['to', 'cc', 'bcc'] as const) {
    for (const [at, { address }] of content[kind].entries()) {
      if (!ADDRESS.test(address) || address.length > MAX_ADDRESS || address.includes('..')) {
        const message = `Địa chỉ “${address.slice(0, 100)}” không đúng dạng ten@donvi.tinh.gov.vn. Sửa hoặc bỏ địa chỉ này.`;
        throw invalid('webmail.address_invalid', message, [{ path: `${kind}.${at}`, message }]);
      }
    }
  }
}

export interface Receiver extends MailAddress {
  kind: 'to' | 'cc' | 'bcc';
  key: string;
}

/** Each address once, in the kind it is named in first. */
export function receiversOf(content: MailDraftContent): Receiver[] {
  const found = new Map<string, Receiver>();
  for (const kind of ['to', 'cc', 'bcc'] as const) {
    for (const person of content[kind]) {
      const key = person.address.toLowerCase();
      if (!found.has(key)) {
        found.set(key, { ...person, kind, key });
      }
    }
  }
  return [...found.values()];
}
