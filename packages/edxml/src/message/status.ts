import { refOf } from './build-messages.ts';
import type { EdxmlStatusCode } from './codes.ts';
import type { EdxmlDocument, EdxmlParty, EdxmlStaff, EdxmlStatus } from './types.ts';

export interface StatusInput {
  statusCode: EdxmlStatusCode;
  /** The body that reports: a receiver, or for 13 the original sender. */
  from: EdxmlParty;
  /** ISO 8601 with offset. */
  at: string;
  /** The receiver addressed by 13; ignored by the other codes, which go to the sender. */
  receiverCode?: string;
  /** Needed by 02, 13 and 16: why. */
  description?: string;
  staff?: EdxmlStaff;
}

/**
 * The status message about a document. ResponseFor names the sender of the original; for 13 (lấy lại) the receiver.
 *
 * @example
 * const accepted = statusOf(document, { statusCode: '03', from: ourParty, at: '2026-11-24T08:30:00+07:00' });
 */
export function statusOf(document: EdxmlDocument, input: StatusInput): EdxmlStatus {
  const { agencyCode: sender, ...ref } = refOf(document);
  const addressee = input.statusCode === '13' ? (input.receiverCode ?? document.to[0]?.agencyCode) : sender;
  return {
    kind: 'status',
    from: input.from,
    responseTo: { ...(addressee === undefined || addressee === '' ? {} : { agencyCode: addressee }), ...ref },
    ...(input.staff === undefined ? {} : { staff: input.staff }),
    statusCode: input.statusCode,
    ...(input.description === undefined ? {} : { description: input.description }),
    at: input.at,
  };
}
