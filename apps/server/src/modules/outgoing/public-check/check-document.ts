import type { PublicDocumentCheck } from '@congvu/contracts';
import type { Context } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { showSigners } from '../verdicts.ts';
import { printCheckCode } from './check-code.ts';
import { findByCode, type IssuedDocument } from './find-by-code.ts';
import type { PublicLimit } from './public-limit.ts';

const STATE_WORDS: Record<PublicDocumentCheck['state'], string> = {
  issued: '',
  recalled: 'VĂN BẢN ĐÃ BỊ THU HỒI. ',
  replaced: 'VĂN BẢN ĐÃ ĐƯỢC THAY THẾ. ',
};

function describe({ state, issuing_agency_name, number_symbol, issued_on }: IssuedDocument, sentence: string): string {
  const on = printDay(issued_on);
  return `${STATE_WORDS[state]}Văn bản số ${number_symbol} do ${issuing_agency_name} phát hành ngày ${on}. ${sentence}`;
}

/** What anybody who holds the paper may know; the document itself stays inside. */
export async function checkDocument(
  context: Context,
  guesses: PublicLimit,
  typed: string,
): Promise<PublicDocumentCheck> {
  const found = await findByCode(context, guesses, typed);
  const { verdict, sentence, signers } = await showSigners(context, found.agency_id, found.current_sha256);
  return {
    code: printCheckCode(found.check_code),
    state: found.state,
    agencyName: found.issuing_agency_name,
    typeName: found.type_name,
    numberSymbol: found.number_symbol,
    issuedOn: found.issued_on,
    abstract: found.abstract,
    signatory: found.signatory,
    signatoryPosition: found.signatory_position,
    verdict,
    sentence: describe(found, sentence),
    signatures: signers.map(({ signer, organisation, signedAt, proven }) => ({
      signer,
      organisation,
      signedAt,
      proven,
    })),
    sha256: (found.current_sha256.match(/.{8}/g) ?? []).join(' '),
  };
}
