import type { EdxmlStatus } from '@congvu/edxml';
import type { DispatchRow, Origin } from '../interchange.tables.ts';
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
export function composeStatus(origin: Origin, facts: StatusFacts): EdxmlStatus {
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

/** Word from the sender of a letter to one receiver of it: here ResponseFor names the receiver (spec interchange §4, code 13). */
export function composeForReceiver(
  dispatch: Pick<DispatchRow, 'sender_code' | 'receiver_code' | 'number_symbol' | 'envelope_document_id' | 'issued_on'>,
  facts: Omit<StatusFacts, 'arrivalNumber'>,
): EdxmlStatus {
  return {
    kind: 'status',
    from: { agencyCode: dispatch.sender_code, ...whenFilled('name', facts.reporterName) },
    responseTo: {
      agencyCode: dispatch.receiver_code,
      ...whenFilled('numberSymbol', dispatch.number_symbol),
      ...whenFilled('documentId', dispatch.envelope_document_id),
      ...whenFilled('issuedOn', dispatch.issued_on),
    },
    ...(facts.staffName === undefined ? {} : { staff: { name: cleanText(facts.staffName) } }),
    statusCode: facts.code,
    ...whenFilled('description', facts.note),
    at: vietnamInstant(facts.at),
  };
}
