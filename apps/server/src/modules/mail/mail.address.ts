import { isFreeMail, isOfficialDomain } from '@congvu/forms';

/** Addresses mean the same without case and blanks. */
export function addressKey(address: string): string {
  return address.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

/** Forms leave out the official domain: `khoasa.sonbinh`. Another domain belongs to the name. */
export function shortKey(address: string): string {
  const key = addressKey(address);
  const at = key.lastIndexOf('@');
  return at > 0 && isOfficialDomain(key.slice(at + 1)) ? key.slice(0, at) : key;
}

const SHAPE = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?(?:@[a-z0-9-]+(?:\.[a-z0-9-]+)+)?$/;

/** Why this cannot be an official mailbox; undefined when it can. */
export function addressProblem(address: string): string | undefined {
  const free = isFreeMail(address);
  if (free !== undefined) {
    return `${free.domain} là thư miễn phí, không phải thư công vụ (Công văn, mục 4). Ghi hộp thư do cơ quan nhà nước cấp.`;
  }
  return SHAPE.test(address.normalize('NFKC').trim().toLowerCase())
    ? undefined
    : 'Địa chỉ thư gồm chữ không dấu, số, dấu chấm, gạch nối, gạch dưới; phần sau @ (nếu có) là tên miền.';
}

/** The domain itself or one below it; '' stands for every official domain. */
export function isUnder(domain: string, top: string): boolean {
  return top === '' ? isOfficialDomain(domain) : domain === top || domain.endsWith(`.${top}`);
}
