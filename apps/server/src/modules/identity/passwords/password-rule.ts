import { foldAccents } from '@congvu/vntext';
import { type AppError, invalid } from '../../../platform/errors.ts';
import { isCommonPassword, lettersOf } from './common.ts';

/** What decides how long the password must be, and whose name must not be in it. */
export interface PasswordOwner {
  userName: string;
  fullName: string;
  agencyName: string;
  hasSecondFactor: boolean;
  isAdministrator: boolean;
}

/** TCVN 14423 level 3 and security.md §1: 12 with a second factor, 14 without, administrators 15. */
export function minimumLength(owner: Pick<PasswordOwner, 'hasSecondFactor' | 'isAdministrator'>): number {
  if (owner.isAdministrator) {
    return 15;
  }
  return owner.hasSecondFactor ? 12 : 14;
}

export function describeRule(owner: Pick<PasswordOwner, 'hasSecondFactor' | 'isAdministrator'>): {
  minLength: number;
  sentences: string[];
} {
  const minLength = minimumLength(owner);
  return {
    minLength,
    sentences: [
      `Ít nhất ${minLength} ký tự.`,
      'Có chữ thường, chữ hoa, chữ số và ký tự đặc biệt.',
      'Không chứa tên đăng nhập, họ tên; không dùng mật khẩu phổ biến, tên cơ quan.',
    ],
  };
}

const CLASSES: readonly [pattern: RegExp, missing: string][] = [
  [/\p{Ll}/u, 'chữ thường'],
  [/\p{Lu}/u, 'chữ hoa'],
  [/\p{Nd}/u, 'chữ số'],
  [/[^\p{L}\p{N}]/u, 'ký tự đặc biệt'],
];

function containsName(password: string, owner: PasswordOwner): boolean {
  const folded = foldAccents(password).replace(/[^a-z0-9]/g, '');
  const userName = owner.userName.replace(/[^a-z0-9]/g, '');
  const fullName = lettersOf(owner.fullName);
  return (userName.length >= 3 && folded.includes(userName)) || (fullName.length >= 5 && folded.includes(fullName));
}

/** Every rule the password breaks, as sentences; empty = good. */
export function findPasswordProblems(password: string, owner: PasswordOwner): string[] {
  const text = password.normalize('NFC');
  const problems: string[] = [];
  const least = minimumLength(owner);
  if ([...text].length < least) {
    problems.push(`Mật khẩu có ${[...text].length} ký tự; cần ít nhất ${least}.`);
  }
  const missing = CLASSES.filter(([pattern]) => !pattern.test(text)).map(([, name]) => name);
  if (missing.length > 0) {
    problems.push(`Còn thiếu: ${missing.join(', ')}.`);
  }
  if (containsName(text, owner)) {
    problems.push('Mật khẩu chứa tên đăng nhập hoặc họ tên. Chọn cụm từ khác.');
  }
  if (isCommonPassword(text, owner.agencyName)) {
    problems.push('Mật khẩu thuộc danh sách dễ đoán. Ghép vài từ không liên quan với nhau.');
  }
  return problems;
}

/** @throws AppError 422 `identity.password_weak` naming every broken rule */
export function assertGoodPassword(password: string, owner: PasswordOwner, field: string): void {
  const problems = findPasswordProblems(password, owner);
  if (problems.length > 0) {
    throw weak(problems, field);
  }
}

function weak(problems: string[], field: string): AppError {
  return invalid(
    'identity.password_weak',
    `Mật khẩu chưa đạt yêu cầu. ${problems.join(' ')}`,
    problems.map((message) => ({ path: field, message })),
  );
}
