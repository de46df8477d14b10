import { buildEdxml, type EdxmlDocument, type EdxmlDocumentRef } from '@congvu/edxml';
import type { InboxRow } from './interchange.tables.ts';
import type { TestReceiver } from './interchange.testing.ts';

let serial = 0;

/** A letter of some body to one of the receivers, as it would have written it; every one has a number of its own. */
export function letterOf(
  senderCode: string,
  receivers: readonly Pick<TestReceiver, 'code' | 'name'>[],
  given: Partial<EdxmlDocument> = {},
): EdxmlDocument {
  serial += 1;
  return {
    kind: 'document',
    from: { agencyCode: senderCode, name: 'Cơ quan gửi' },
    to: receivers.map(({ code, name }) => ({ agencyCode: code, name })),
    documentId: `${senderCode},2021/03/22,${serial}/UBND`,
    number: String(serial),
    symbol: 'UBND',
    issuedOn: '2021-03-22',
    abstract: 'V/v rà soát chứng thư số',
    ...given,
  };
}

/** The letter that takes back an earlier one, named by its DocumentId. */
export function recallOf(letter: EdxmlDocument, given: Partial<EdxmlDocument> = {}): EdxmlDocument {
  const { documentId } = letter;
  return letterOf(letter.from.agencyCode, [], {
    to: letter.to,
    business: { kind: 'recall', documentId },
    responsesTo: [{ documentId }],
    ...given,
  });
}

/** Every letter has a page that no other one has. */
export function packLetter(letter: EdxmlDocument, page = `%PDF-1.7 ${letter.number}`): Promise<Uint8Array> {
  return buildEdxml(letter, [{ name: 'Công văn.pdf', content: Buffer.from(page) }]);
}

export function packStatus(
  from: string,
  to: string,
  statusCode: string,
  responseTo: EdxmlDocumentRef,
  description = '',
): Promise<Uint8Array> {
  return buildEdxml({
    kind: 'status',
    from: { agencyCode: from },
    responseTo: { agencyCode: to, ...responseTo },
    statusCode,
    description,
    at: '2021-03-22T08:00:00+07:00',
  });
}

/** How a message of somebody for one of the receivers is brought. */
export function broughtTo(
  receiver: Pick<TestReceiver, 'agencyId' | 'code'>,
  sender: { agencyId?: string | null; code: string },
): Pick<InboxRow, 'agency_id' | 'sender_agency_id' | 'sender_code' | 'receiver_code'> {
  return {
    agency_id: receiver.agencyId,
    sender_agency_id: sender.agencyId ?? null,
    sender_code: sender.code,
    receiver_code: receiver.code,
  };
}
