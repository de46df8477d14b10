import type { MailToRegister } from '#modules/webmail';
import { printMoment } from '../../../platform/print-dates.ts';

const RESULTS: Readonly<Record<string, string>> = {
  pass: 'đạt',
  fail: 'không đạt',
  none: 'không có',
  softfail: 'nghi ngờ',
};

function say(result: string): string {
  return RESULTS[result] ?? 'không kiểm được';
}

/** What the document keeps of its mail: from whom, how sure that is, and what was to be known. Each a whole sentence. */
export function notesOfMail(mail: MailToRegister, citizenReason: string | null): string[] {
  const { from, auth } = mail;
  const sender = from === undefined ? 'không rõ người gửi' : [from.name, `<${from.address}>`].join(' ').trim();
  return [
    `Thư của ${sender} tới ${mail.originalAddress}, nhận lúc ${printMoment(mail.receivedAt)}: "${mail.subject}".`,
    ...(auth === null
      ? ['Thư trong hệ thống của cơ quan.']
      : [`${auth.text} SPF ${say(auth.spf)}, DKIM ${say(auth.dkim)}, DMARC ${say(auth.dmarc)}.`]),
    ...(mail.signatureText === null ? [] : [mail.signatureText]),
    ...(mail.doubt === null ? [] : [`Thư có dấu hiệu giả mạo: ${mail.doubt}`]),
    ...(citizenReason === null ? [] : [`Nhận từ thư miễn phí của công dân: ${citizenReason}.`]),
  ];
}
