import { foldAccents } from '@congvu/vntext';

const VALID = /^[a-z0-9](?:[a-z0-9._-]{1,48})[a-z0-9]$/;

export interface FoldedUserName {
  userName: string;
  /** Said beside the field when letters had to be changed. */
  hint: string | null;
}

/** User names are plain ASCII; what a Vietnamese input method made of them is undone with a hint (ux.md §5, Login). */
export function foldUserName(typed: string): FoldedUserName {
  const trimmed = typed.normalize('NFC').trim();
  const userName = foldAccents(trimmed).replace(/\s+/g, '');
  const plain = trimmed.toLowerCase();
  return { userName, hint: plain === userName ? null : 'Đang bật bộ gõ tiếng Việt, đã bỏ dấu giúp.' };
}

export function isUserName(text: string): boolean {
  return VALID.test(text);
}

/**
 * Given name, then the initials of family and middle names, as offices name mailboxes.
 * @example suggestUserName('Lò Thị Mai Hương') // 'huongltm'
 */
export function suggestUserName(fullName: string): string {
  const words = foldAccents(fullName)
    .replace(/[^a-z\s]/g, '')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const given = words.pop() ?? 'nguoidung';
  return `${given}${words.map((word) => word[0]).join('')}`.padEnd(3, '0');
}
