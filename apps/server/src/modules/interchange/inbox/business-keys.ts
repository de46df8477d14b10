import { type EdxmlDocument, type EdxmlDocumentRef, targetsOf } from '@congvu/edxml';
import { foldAccents } from '@congvu/vntext';
import type { Services } from '../../../platform/context.ts';
import { numberSymbolOf } from '../envelope/read-facts.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { bodyKey } from '../known-bodies.ts';

/** The same for every code of the body that sent it. */
export function senderKey(
  services: Services,
  row: Pick<InboxRow, 'sender_agency_id' | 'sender_code'>,
): Promise<string> {
  return bodyKey(services.db, { agencyId: row.sender_agency_id, code: row.sender_code });
}

function byNumber(sender: string, issuedOn: string, numberSymbol: string): string {
  return `no|${sender}|${issuedOn}|${foldAccents(numberSymbol).replace(/\s+/gu, '').toUpperCase()}`;
}

/** An update may bear the very DocumentId of what it updates: it is a letter of its own all the same. */
function ownKind(message: EdxmlDocument): string {
  const kind = message.business?.kind ?? 'new';
  const speaksOfItself = targetsOf(message).some(({ documentId }) => documentId === message.documentId);
  return kind !== 'new' && speaksOfItself ? `|${kind}` : '';
}

/** Second level of recognition (spec interchange §10, inbox 3): sender and DocumentId; issuer, date, number and symbol. */
export function businessKeys(message: EdxmlDocument, sender: string): string[] {
  const kind = ownKind(message);
  const keys: string[] = [];
  const documentId = message.documentId.trim();
  if (documentId !== '') {
    keys.push(`id|${sender}|${documentId}${kind}`);
  }
  if (message.number !== undefined && message.number !== '' && message.issuedOn !== undefined) {
    keys.push(`${byNumber(sender, message.issuedOn, numberSymbolOf(message))}${kind}`);
  }
  return keys;
}

/** The keys of the letter another message speaks of, the surest first. */
export function keysOfRef(ref: EdxmlDocumentRef, sender: string): string[] {
  const documentId = ref.documentId?.trim() ?? '';
  const keys = documentId === '' ? [] : [`id|${sender}|${documentId}`];
  return ref.numberSymbol === undefined || ref.issuedOn === undefined
    ? keys
    : [...keys, byNumber(sender, ref.issuedOn, ref.numberSymbol)];
}
