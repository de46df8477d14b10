import { record } from '#modules/audit';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../platform/errors.ts';
import { findInText } from './secrecy-lines.ts';
import { isSecretName } from './secrecy-names.ts';
import { findInPage } from './secrecy-pages.ts';
import { readable } from './secrecy-readings.ts';

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
    reasons.push(...findInText(text).map((code) => ({ code, place })));
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
  door: { agencyId: string; name: string; objectId: string; sha256?: string },
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
      detail: {
        door: door.name,
        marks: [...new Set(reasons.map((reason) => reason.code))],
        ...(door.sha256 !== undefined && { sha256: door.sha256 }),
      },
    });
  });
  throw refusal(reasons);
}
