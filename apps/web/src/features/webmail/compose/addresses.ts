import type { MailAddress, MailDraftContent } from '@congvu/contracts';
import { isFreeMail } from '@congvu/forms';

const ADDRESS = /^[^\s@<>"',;:\\[\]()]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** The domain when it is free mail: not for the work of the office. */
export function freeDomain(address: string): string | undefined {
  return isFreeMail(address)?.domain;
}

/** One entry as people paste it: `Lò Thị Mai Hương <huong@…>`, `"Hương" <…>`, a bare address. */
export function readAddress(text: string): MailAddress | undefined {
  const whole = text.normalize('NFC').trim();
  const named = /^"?([^"<>]*?)"?\s*<([^<>\s]+)>$/.exec(whole);
  const [name, address] = named === null ? ['', whole] : [named[1]?.trim() ?? '', named[2] ?? ''];
  return isAddress(address) ? { name, address } : undefined;
}

/** Several at once, as copied from another mail or from Excel; undefined while it is still one word being typed. */
export function readPasted(text: string): MailAddress[] | undefined {
  if (!/[,;\n\t]/.test(text)) {
    return undefined;
  }
  const found = text
    .split(/[,;\n\t]+/)
    .filter((part) => part.trim() !== '')
    .map(readAddress);
  return found.length > 0 && found.every((one) => one !== undefined) ? found : undefined;
}

export function addPeople(list: readonly MailAddress[], more: readonly MailAddress[]): MailAddress[] {
  const byAddress = new Map(list.map((one) => [one.address.toLowerCase(), one]));
  for (const one of more) {
    if (!byAddress.has(one.address.toLowerCase())) {
      byAddress.set(one.address.toLowerCase(), one);
    }
  }
  return [...byAddress.values()];
}

export function receiversOf({ to, cc, bcc }: MailDraftContent): MailAddress[] {
  return [...to, ...cc, ...bcc];
}

/** Why it cannot leave yet, in words; undefined when it can. */
export function missingPart(content: MailDraftContent): string | undefined {
  const receivers = receiversOf(content);
  if (receivers.length === 0) {
    return 'Chưa có người nhận.';
  }
  return content.fromAddress === '' ? 'Chưa chọn địa chỉ gửi.' : undefined;
}
