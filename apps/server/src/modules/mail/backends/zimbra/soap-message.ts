import { childOf, readXmlTree, type XmlNode } from '../../../../platform/xml-tree.ts';
import { MailBackendError } from '../errors.ts';

/** Markup that was made by `element`, so that nothing is escaped twice or not at all. */
export interface Markup {
  xml: string;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** For content and attributes; characters XML 1.0 cannot hold (§2.2) are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}

export function element(name: string, attributes: Record<string, string>, content: string | readonly Markup[]): Markup {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inner = typeof content === 'string' ? escaped(content) : content.map(({ xml }) => xml).join('');
  return { xml: `<${name}${pairs.join('')}>${inner}</${name}>` };
}

const ENVELOPE = 'http://www.w3.org/2003/05/soap-envelope';

/** SOAP 1.2 with the token in the header, as Zimbra's `docs/soap.txt` has it. */
export function soapEnvelope(request: Markup, token: string | undefined): Buffer {
  const known = token === undefined ? [] : [element('authToken', {}, token)];
  const context = element('context', { xmlns: 'urn:zimbra' }, [...known, element('format', { type: 'xml' }, '')]);
  const header = element('soap:Header', {}, [context]);
  const body = element('soap:Body', {}, [request]);
  const { xml } = element('soap:Envelope', { 'xmlns:soap': ENVELOPE }, [header, body]);
  return Buffer.from(`<?xml version="1.0" encoding="utf-8"?>${xml}`);
}

const LIMITS = { depth: 32, nodes: 50_000 };

/** What Zimbra says instead of an answer: `account.NO_SUCH_ACCOUNT`, `service.AUTH_EXPIRED` … */
export class SoapFault extends Error {
  override name = 'SoapFault';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function unreadable(): MailBackendError {
  return new MailBackendError('UNREACHABLE', 'Zimbra trả lời không đọc được (dở dang hoặc không phải SOAP).');
}

/** The answer to `request`. @throws SoapFault · MailBackendError UNREACHABLE when it is no answer of Zimbra */
export function readSoapAnswer(bytes: Uint8Array, request: string): XmlNode {
  const envelope = readXmlTree(new TextDecoder('utf-8').decode(bytes), LIMITS);
  const [answer] = childOf(envelope, 'Body')?.children ?? [];
  if (envelope?.name !== 'Envelope' || answer === undefined) {
    throw unreadable();
  }
  if (answer.name === 'Fault') {
    const code = childOf(answer, 'Detail', 'Error', 'Code')?.text ?? '';
    throw new SoapFault(code, childOf(answer, 'Reason', 'Text')?.text ?? '');
  }
  if (answer.name !== request.replace(/Request$/, 'Response')) {
    throw unreadable();
  }
  return answer;
}
