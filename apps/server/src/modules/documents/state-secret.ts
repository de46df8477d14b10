import { record } from '#modules/audit';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../platform/errors.ts';
import { findInPage } from './secrecy-pages.ts';
import { isStampLine, LEVEL_LABEL, readable } from './secrecy-words.ts';

/** What stands at a door: the level somebody declared, texts by place, names of files. */
export interface SecrecyInput {
  /** Code or word of a level; `none`, `thường`, 0 and nothing mean none, whatever else is refused. */
  declared?: string | number | null | undefined;
  texts?: { place: string; text: string }[];
  fileNames?: string[];
  /** Rows of the pages of a PDF, as `extractPdfText` reads them. */
  pages?: readonly string[];
}

export interface SecrecyReason {
  code: 'declared' | 'label' | 'stamp' | 'file_name';
  /** Where it was found, in Vietnamese; never the text itself. */
  place: string;
}

const NO_LEVEL = new Set(['', '0', 'none', 'normal', 'thường', 'thuong', 'không', 'khong', 'không mật', 'bình thường']);
/** Second syllables that make "mật" an everyday word: mật khẩu, mật độ, mật ong, mật mã… */
const ORDINARY_AFTER = /^(khẩu|khau|độ|mã|ong|danh|vụ|thám|báo|lệnh|thư|đàm|hiệu|ước|nghị|thiết|tông|mía|gấu|ngọt)$/iu;
const HEADING_NEXT = 'CỘNG|SỐ|Số|ỦY|UỶ|UBND|ĐỘC|Độc|HỎA|HOẢ|KHẨN|THƯỢNG|BỘ|TỈNH|HUYỆN|[-–:|]';
/** Two columns of a page read as one line: the stamp stands before or after the head of the letter. */
const STAMP_BESIDE_HEADING = new RegExp(
  `^\\W{0,3}(?:TUYỆT MẬT|TỐI MẬT|MẬT)(?:\\s{2,}|\\t|\\s*(?=(?:${HEADING_NEXT})))|(?:\\s{2,}|\\t)(?:TUYỆT MẬT|TỐI MẬT|MẬT)\\W{0,3}$`,
  'u',
);
const BARE_LABEL = /độ\s+(?:bảo\s+)?mật\s*$/iu;
/** A level alone in brackets, as clerks mark titles: "(Mật)", "[TỐI MẬT]". */
const BRACKETED = /[([{<«]\s*(?:tuyệt\s+mật|tối\s+mật|mật)\s*[)\]}>»]/iu;

function lineReason(line: string, previous: string): SecrecyReason['code'] | undefined {
  if (LEVEL_LABEL.test(line)) {
    return 'label';
  }
  if (isStampLine(line)) {
    return BARE_LABEL.test(previous) ? 'label' : 'stamp';
  }
  return STAMP_BESIDE_HEADING.test(line) || BRACKETED.test(line) ? 'stamp' : undefined;
}

function findInText(place: string, text: string): SecrecyReason[] {
  const reasons: SecrecyReason[] = [];
  let previous = '';
  for (const line of readable(text).split(/\r?\n|\u2028|\u2029|\f/u)) {
    const code = lineReason(line, previous);
    if (code !== undefined) {
      reasons.push({ code, place });
    }
    previous = line;
  }
  return reasons;
}

/** Names have no lines: a two-word level anywhere, the one-word level alone, in brackets or set off at an end. */
function isSecretName(name: string): boolean {
  const stem = readable(name).replace(/\.[\p{L}\d]{1,5}$/u, '');
  const words = stem.replace(/[\s_.\-–()[\]]+/gu, ' ').trim();
  if (/(?:^| )(?:tuyệt mật|tối mật|tuyet mat)(?: |$)/iu.test(words) || /(?:^| )TOI MAT(?: |$)/u.test(words)) {
    return true;
  }
  if (isStampLine(stem) || BRACKETED.test(stem)) {
    return true;
  }
  const [first = '', second = ''] = words.split(' ');
  const setOffFirst = /^\s*m\u1eadt\s*[-–_.]/iu.test(stem) && first.toUpperCase() === 'MẬT';
  const setOffLast = /[-–_]\s*m\u1eadt\s*$/iu.test(stem) && !/(?:bí|bảo|cơ|thân|nội)[\s_]*m\u1eadt$/iu.test(words);
  return (setOffFirst && !ORDINARY_AFTER.test(second)) || setOffLast;
}

function isDeclared(declared: SecrecyInput['declared']): boolean {
  if (declared === undefined || declared === null) {
    return false;
  }
  return !NO_LEVEL.has(readable(String(declared)).trim().toLowerCase());
}

/**
 * Looks for marks of state secrets: a declared level, the label "Độ mật: …", a stamp (also spaced or decomposed), a marked
 * file name. It reads marks, not meaning: words such as "bảo mật", "mật khẩu", "bí mật nhà nước" are no marks.
 */
export function findStateSecret(input: SecrecyInput): SecrecyReason[] {
  const reasons: SecrecyReason[] = isDeclared(input.declared) ? [{ code: 'declared', place: 'Độ mật' }] : [];
  for (const { place, text } of input.texts ?? []) {
    reasons.push(...findInText(place, text));
  }
  for (const [index, page] of (input.pages ?? []).entries()) {
    reasons.push(...findInPage(page).map((code) => ({ code, place: `trang ${index + 1}` })));
  }
  for (const name of input.fileNames ?? []) {
    if (isSecretName(name)) {
      reasons.push({ code: 'file_name', place: 'Tên tệp' });
    }
  }
  return reasons;
}

function refusal(reasons: SecrecyReason[]): AppError {
  const places = [...new Set(reasons.map((reason) => reason.place))].join(', ');
  return new AppError(
    'documents.state_secret',
    422,
    `Văn bản có dấu hiệu mang độ mật (${places}) nên không được đưa vào hệ thống và chưa lưu gì. ` +
      'Theo Luật Bảo vệ bí mật nhà nước, soạn và gửi văn bản mật trên giấy hoặc máy tính độc lập, đăng ký tại sổ văn bản mật.',
  );
}

/** @throws AppError 422 `documents.state_secret`; call it before anything is stored */
export function assertNoStateSecret(input: SecrecyInput): void {
  const reasons = findStateSecret(input);
  if (reasons.length > 0) {
    throw refusal(reasons);
  }
}

/**
 * The guard of a door: refuses before storage and leaves an incident in the audit trail, which names the door and the kind of
 * mark and nothing of the content. The incident has its own transaction, since the one of the command never starts.
 * @throws AppError 422 `documents.state_secret`
 */
export async function guardAgainstStateSecret(
  context: Context,
  door: { agencyId: string; name: string; objectId: string },
  input: SecrecyInput,
): Promise<void> {
  const reasons = findStateSecret(input);
  if (reasons.length === 0) {
    return;
  }
  await context.db.transaction().execute(async (tx) => {
    await record(tx, context, {
      action: 'documents.state_secret_refused',
      agencyId: door.agencyId,
      objectKind: 'document',
      objectId: door.objectId,
      detail: { door: door.name, marks: [...new Set(reasons.map((reason) => reason.code))] },
    });
  });
  throw refusal(reasons);
}
