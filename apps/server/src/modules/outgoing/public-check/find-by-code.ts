import type { PublicDocumentCheck } from '@congvu/contracts';
import type { Context } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { readCheckCode } from './check-code.ts';
import type { PublicLimit } from './public-limit.ts';

export interface IssuedDocument {
  agency_id: string;
  id: string;
  check_code: string;
  current_sha256: string;
  issuing_agency_name: string;
  type_name: string;
  number_symbol: string;
  issued_on: string;
  abstract: string;
  signatory: string;
  signatory_position: string;
  state: PublicDocumentCheck['state'];
}

/** Only what was issued has a public face; it may have been taken back, recalled or replaced since. */
const BY_CODE = `
  select own.agency_id, own.id, own.check_code, own.current_sha256, document.issuing_agency_name, document.type_name,
         document.number_symbol, document.issued_on, document.abstract, document.signatory, document.signatory_position,
         coalesce((select case frozen.kind when 'replaced' then 'replaced' else 'recalled' end from document_freeze frozen
                   where frozen.agency_id = own.agency_id and frozen.document_id = own.id), 'issued') as state
  from outgoing_document own
  join document on document.agency_id = own.agency_id and document.id = own.id
  where own.check_code = $1 and own.state = 'issued'`;

/**
 * The issued document behind a code. A slip of the hand, a code nobody gave out and one of a document that has not left yet
 * get the same answer on the same way, so that nothing can be learnt by trying.
 * @throws AppError 404 `outgoing.code_unknown` · 429 after too many wrong codes from one network
 */
export async function findByCode(context: Context, guesses: PublicLimit, typed: string): Promise<IssuedDocument> {
  const now = context.clock.now();
  guesses.assertOpen(context.meta.ip, now);
  // What cannot be a code is looked for all the same.
  const [found] = await rawQuery<IssuedDocument>(context.db, BY_CODE, [readCheckCode(typed) ?? '-']);
  if (found === undefined) {
    guesses.count(context.meta.ip, now);
    throw notFound(
      'outgoing.code_unknown',
      'Không có văn bản đã phát hành mang mã này. Xem lại từng ký tự của mã ở chân trang đầu; nếu đúng mã, hỏi cơ quan ghi trên văn bản.',
    );
  }
  return found;
}
