import type { EdxmlDocument, EdxmlParty, EdxmlStatus, ParsedEdxml } from '@congvu/edxml';
import type { EvidenceParty, LetterFacts, StatusFacts } from '../manifest/types.ts';

function partyOf(party: EdxmlParty): EvidenceParty {
  return { code: party.agencyCode, name: party.name ?? '' };
}

/** The facts of a letter that the manifest repeats; the same function writes them and judges them. */
export function letterFacts(message: EdxmlDocument, attachments: ParsedEdxml['attachments']): LetterFacts {
  return {
    documentId: message.documentId,
    number: message.number ?? '',
    symbol: message.symbol ?? '',
    issuedOn: message.issuedOn ?? '',
    typeName: message.documentType?.name ?? '',
    abstract: message.abstract ?? '',
    signatory: message.signatory?.fullName ?? '',
    business: message.business?.kind ?? 'new',
    from: partyOf(message.from),
    to: message.to.map(partyOf),
    attachments: attachments.map(({ name, mediaType, size, sha256 }) => ({ name, mediaType, size, sha256 })),
  };
}

export function statusFacts(message: EdxmlStatus): StatusFacts {
  const { responseTo } = message;
  return {
    from: partyOf(message.from),
    documentId: responseTo.documentId ?? '',
    numberSymbol: responseTo.numberSymbol ?? '',
    issuedOn: responseTo.issuedOn ?? '',
    statusCode: message.statusCode,
    description: message.description ?? '',
    at: message.at ?? '',
  };
}

/** `313/STTTT-BCVTCNTT`, as the envelope's two parts give it. */
export function numberSymbolOf({ number, symbol }: Pick<LetterFacts, 'number' | 'symbol'>): string {
  return [number, symbol].filter((part) => part !== '').join('/');
}
