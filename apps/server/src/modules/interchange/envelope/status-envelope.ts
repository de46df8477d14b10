import type { EdxmlStatus } from '@congvu/edxml';
import type { OriginRow } from '../interchange.tables.ts';
import { cleanText, whenFilled } from './clean-text.ts';
import { vietnamInstant } from './letter-envelope.ts';

export interface StatusFacts {
  code: string;
  note: string;
  arrivalNumber: number | undefined;
  reporterName: string;
  staffName: string | undefined;
  at: Date;
}

const ARRIVAL_NUMBER = /^Số đến (\d{1,9})(?:\.\s*|$)/u;

/** The standard has no place for số đến: it goes in front of the description, readable by people and by us. */
function describe(facts: StatusFacts): string {
  const parts = facts.arrivalNumber === undefined ? [] : [`Số đến ${facts.arrivalNumber}`];
  return [...parts, cleanText(facts.note)].filter((part) => part !== '').join('. ');
}

/** The number and the words of a description written by {@link composeStatus}, or of any other text. */
export function readDescription(text: string): { arrivalNumber: number | null; note: string } {
  const number = ARRIVAL_NUMBER.exec(text);
  return number === null
    ? { arrivalNumber: null, note: text }
    : { arrivalNumber: Number(number[1]), note: text.slice(number[0].length) };
}

/** Tells the sender of a letter what has become of it (spec interchange §4). */
export function composeStatus(origin: OriginRow, facts: StatusFacts): EdxmlStatus {
  return {
    kind: 'status',
    from: { agencyCode: origin.receiver_code, ...whenFilled('name', facts.reporterName) },
    responseTo: {
      agencyCode: origin.sender_code,
      ...whenFilled('numberSymbol', origin.number_symbol),
      ...whenFilled('documentId', origin.envelope_document_id),
      ...whenFilled('issuedOn', origin.issued_on),
    },
    ...(facts.staffName === undefined ? {} : { staff: { name: cleanText(facts.staffName) } }),
    statusCode: facts.code,
    ...whenFilled('description', describe(facts)),
    at: vietnamInstant(facts.at),
  };
}
