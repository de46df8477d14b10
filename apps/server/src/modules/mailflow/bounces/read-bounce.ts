export interface Bounce {
  /** Message-ID of the mail it speaks of, without angle brackets. */
  messageId: string;
  /** Receivers it says were not reached. */
  failed: { address: string; reply: string }[];
}

const STATUS = 'message/delivery-status';
const RETURNED = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'];
/** A report speaks of the receivers of one mail; more is somebody's mischief. */
const RECEIVERS_AT_MOST = 1_000;
const BYTES_READ = 256 * 1024;
const REPLY_LENGTH = 300;

interface Part {
  declaredType: string;
  bytes: Uint8Array;
}

type Fields = Map<string, string>;

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, BYTES_READ)).toString('utf8').replaceAll(/\r\n?/g, '\n');
}

/** One block of header fields (RFC 3464 §2.1), folded lines joined, names in lower case, the first of a name. */
function fieldsOf(block: string): Fields {
  const fields: Fields = new Map();
  for (const line of block.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([!-9;-~]{1,80})[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !fields.has(name.toLowerCase())) {
      fields.set(name.toLowerCase(), value.trim());
    }
  }
  return fields;
}

/** `rfc822; ai@noi.vn` → the address. */
function addressOf(value: string | undefined): string | undefined {
  const address = value
    ?.replace(/^[^;]*;/, '')
    .replaceAll(/[<>\s]/g, '')
    .toLowerCase();
  return address === undefined || !address.includes('@') ? undefined : address;
}

/** What the other side said, without its type and without anything but text. */
function replyOf(fields: Fields): string {
  const said = (fields.get('diagnostic-code') ?? '').replace(/^[^;]*;/, '');
  const text = `${said === '' ? (fields.get('status') ?? '') : said}`.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return text.slice(0, REPLY_LENGTH);
}

function failedOf(fields: Fields): Bounce['failed'] {
  if ((fields.get('action') ?? '').toLowerCase() !== 'failed') {
    return [];
  }
  // The address the mail was sent to, where it was sent on in between (RFC 3464 §2.3.1).
  const named = [addressOf(fields.get('original-recipient')), addressOf(fields.get('final-recipient'))];
  const addresses = [...new Set(named.filter((address) => address !== undefined))];
  return addresses.map((address) => ({ address, reply: replyOf(fields) }));
}

/**
 * What a delivery status notification says (RFC 3464); undefined when it is none, or does not name the mail it speaks of. Delays and
 * receipts change nothing: the queue tells of its own delays, and nobody asked for receipts.
 */
export function readBounce({ attachments }: { attachments: readonly Part[] }): Bounce | undefined {
  const type = (part: Part) => part.declaredType.toLowerCase();
  const status = attachments.find((part) => type(part) === STATUS);
  const returned = attachments.find((part) => RETURNED.includes(type(part)));
  if (status === undefined || returned === undefined) {
    return undefined;
  }
  const [head = ''] = textOf(returned.bytes).replace(/^\n+/, '').split('\n\n');
  const messageId = /<([^<>\s]{1,500})>/.exec(fieldsOf(head).get('message-id') ?? '')?.[1];
  const [, ...receivers] = textOf(status.bytes)
    .trim()
    .split(/\n{2,}/);
  const failed = receivers.slice(0, RECEIVERS_AT_MOST).flatMap((block) => failedOf(fieldsOf(block)));
  return messageId === undefined || failed.length === 0 ? undefined : { messageId, failed };
}
