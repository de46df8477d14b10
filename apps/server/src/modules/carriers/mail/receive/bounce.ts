/** Of our mails only: whatever else a report tells is nobody's business here. */
const OURS = /<congvu\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{12})@[^\s<>]{1,253}>/i;
const RECIPIENT = /^Final-Recipient:\s*rfc822;\s*([^\s]{1,320})/im;
const DIAGNOSTIC = /^Diagnostic-Code:\s*smtp;\s*(.{1,200})/im;
const ACTION = /^Action:\s*(failed|delayed|delivered|relayed|expanded)/im;

export interface Bounce {
  messageId: string;
  /** Of the receiver, as `receiverTag` makes it. */
  receiverTag: string;
  recipient: string;
  said: string;
}

/** What a delivery report (RFC 3464) says of one of our mails; undefined for every other. */
export function readBounce(raw: Buffer): Bounce | undefined {
  const text = raw.toString('latin1');
  const [, messageId, receiverTag] = OURS.exec(text) ?? [];
  if (messageId === undefined || receiverTag === undefined || ACTION.exec(text)?.[1]?.toLowerCase() !== 'failed') {
    return undefined;
  }
  return {
    messageId: messageId.toLowerCase(),
    receiverTag: receiverTag.toLowerCase(),
    recipient: RECIPIENT.exec(text)?.[1] ?? '',
    said: (DIAGNOSTIC.exec(text)?.[1] ?? '').replaceAll(/\p{C}/gu, ' ').trim(),
  };
}
