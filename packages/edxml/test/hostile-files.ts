import type { AttachmentErrorCode, EdxmlErrorCode } from '../src/index.ts';
import { forged, overlapping, ZEROS } from './hostile-zips.ts';
import { attachment, envelope, PDF, zip } from './messages.ts';

type Bytes = Uint8Array | AsyncIterable<Uint8Array>;

export interface HostileFile {
  name: string;
  bytes: () => Bytes;
  /** What becomes of the message, or of its only attachment; `read` when it is harmless and must be read. */
  end: EdxmlErrorCode | AttachmentErrorCode | 'read' | 'left_as_it_came';
}

const MIB = 1024 * 1024;
const FROM = '<edXML:From><edXML:OrganId>H35</edXML:OrganId></edXML:From><edXML:Subject>a</edXML:Subject>';
const PLAIN = envelope({ header: `${FROM}<edXML:Content>x</edXML:Content>` }).toString();

function prolog(text: string, message: string = PLAIN): Buffer {
  return Buffer.from(message.replace('?><edXML', `?>${text}<edXML`));
}
function header(text: string): Buffer {
  return envelope({ header: FROM + text });
}
function bare(text: string): Buffer {
  return Buffer.from(PLAIN.replace(/<\?xml.*?\?>/, text));
}

/** Entities of `width` references to the one before, `depth` times. */
function laughs(depth: number, width: number): string {
  const lines = Array.from({ length: depth }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(width)}">`);
  return `<!DOCTYPE edXML [<!ENTITY l0 "ha">${lines.join('')}]>`;
}

async function* repeated(before: string, piece: Uint8Array, times: number, after: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(before);
  for (let index = 0; index < times; index += 1) {
    yield piece;
  }
  yield Buffer.from(after);
}

/** One attachment whose base64 is as long as wanted, never held. */
function base64Flood(megabytes: number, piece = 'QUJD'): AsyncIterable<Uint8Array> {
  const [before = '', after = ''] = envelope({ attachments: attachment('a.bin', '@') })
    .toString()
    .split('@');
  return repeated(before, Buffer.alloc(MIB, piece), megabytes, after);
}

function markupFlood(piece: string, megabytes: number): AsyncIterable<Uint8Array> {
  return repeated('<?xml version="1.0"?><edXML>', Buffer.alloc(MIB, piece), megabytes, '');
}

function packed(bytes: Uint8Array, name = 'a.pdf'): Buffer {
  return envelope({ attachments: attachment(name, Buffer.from(bytes).toString('base64')) });
}

const DOCTYPES: Record<string, () => Bytes> = {
  'laughs 9 × 10': () => prolog(laughs(9, 10)),
  'laughs, quadratic': () => prolog(`<!DOCTYPE edXML [<!ENTITY a "${'a'.repeat(100_000)}">]>`),
  'laughs by parameter entities': () => prolog('<!DOCTYPE edXML [<!ENTITY % a "<!ENTITY b \'c\'>">%a;]>'),
  'file of the system': () => prolog('<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
  'device that never ends': () => prolog('<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///dev/zero">]>'),
  'address on the network': () => prolog('<!DOCTYPE edXML [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]>'),
  'external subset': () => prolog('<!DOCTYPE edXML SYSTEM "http://127.0.0.1:1/x.dtd">'),
  'public subset': () => prolog('<!DOCTYPE edXML PUBLIC "-//a//b" "http://127.0.0.1:1/x.dtd">'),
  'parameter entity sent out': () => prolog('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]>'),
  'empty one': () => prolog('<!DOCTYPE edXML>'),
  'in lower case': () => prolog('<!doctype edXML>'),
  'in mixed case': () => prolog('<!DocType edXML [<!entity a "b">]>'),
  'after a comment': () => prolog('<!-- a --><!DOCTYPE edXML>'),
  'after a long comment': () => prolog(`<!--${'x'.repeat(70_000)}--><!DOCTYPE edXML>`),
  'after an instruction': () => prolog('<?a b?><!DOCTYPE edXML>'),
  'after blank lines': () => prolog(`${'\n'.repeat(9000)}<!DOCTYPE edXML>`),
  'without a declaration before it': () => bare('<!DOCTYPE edXML>'),
  'among stray bytes': () => Buffer.from(`12<!DOCTYPE edXML>${PLAIN}`),
  'before the declaration': () => Buffer.from(`<!DOCTYPE edXML>${PLAIN}`),
  'after a byte order mark': () => Buffer.from(`\ufeff<!DOCTYPE edXML>${PLAIN}`),
  'inside the root': () => header('<!DOCTYPE a>'),
  'after the root': () => Buffer.from(`${PLAIN}<!DOCTYPE a>`),
  'inside a payload': () => envelope({ attachments: attachment('a.pdf', 'YWJj<!DOCTYPE a>YWJj') }),
  'four megabytes long': () => Buffer.from(`<!DOCTYPE a [${'<!ENTITY a "b">'.repeat(270_000)}`),
  'entity declared alone': () => prolog('<!ENTITY a "b">'),
  'element declared alone': () => header('<!ELEMENT a ANY>'),
  'conditional section': () => header('<![INCLUDE[ a ]]>'),
};

const SYNTAX: readonly [string, HostileFile['end'], () => Bytes][] = [
  ['entity never declared', 'edxml.entity_refused', () => header('<edXML:Content>&xxe;</edXML:Content>')],
  ['entity of HTML', 'edxml.entity_refused', () => header('<edXML:Content>a&nbsp;b</edXML:Content>')],
  ['entity in an attribute', 'edxml.entity_refused', () => header('<edXML:Content a="&xxe;"/>')],
  ['reference to NUL', 'edxml.character_refused', () => header('<edXML:Content>&#0;</edXML:Content>')],
  ['reference beyond Unicode', 'edxml.character_refused', () => header('<edXML:Content>&#x7fffffff;</edXML:Content>')],
  ['reference to half a pair', 'edxml.character_refused', () => header('<edXML:Content>&#xD800;</edXML:Content>')],
  ['raw NUL', 'edxml.character_refused', () => header('<edXML:Content>a\u0000b</edXML:Content>')],
  [
    'XML 1.1 for control characters',
    'edxml.character_refused',
    () => Buffer.from(header('<a>&#1;</a>').toString().replace('1.0', '1.1')),
  ],
  ['twin attributes', 'edxml.not_well_formed', () => header('<a b="1" b="2"/>')],
  ['reference that never ends', 'edxml.text_too_long', () => markupFlood('&x', 3)],
  ['UTF-16 with its mark', 'edxml.encoding_refused', () => Buffer.from(`\ufeff${PLAIN}`, 'utf16le')],
  ['UTF-16, big end first', 'edxml.encoding_refused', () => Buffer.from(PLAIN, 'utf16le').swap16()],
  ['UTF-16 behind stray bytes', 'edxml.encoding_refused', () => Buffer.from(`12${PLAIN}`, 'utf16le')],
  [
    'UTF-7 declared',
    'edxml.encoding_refused',
    () => Buffer.from(PLAIN.replace('UTF-8', 'UTF-7').replace('<edXML', '+ADwAIQ-DOCTYPE a+AD4-<edXML')),
  ],
  ['EBCDIC', 'edxml.not_xml', () => Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40])],
  [
    'overlong "<"',
    'edxml.encoding_refused',
    () => Buffer.from(PLAIN.replace('<edXML:Content>x', '<edXML:Content>\u00c0\u00bc!DOCTYPE a>'), 'latin1'),
  ],
  [
    'second declaration of another encoding',
    'edxml.encoding_refused',
    () => bare('<?xml version="1.0" encoding="UTF-16"?><?xml version="1.0"?>'),
  ],
  ['depth 100', 'edxml.too_deep', () => header('<a>'.repeat(100) + '</a>'.repeat(100))],
  ['depth of a million', 'edxml.too_deep', () => markupFlood('<a>', 3)],
  ['depth in other names', 'edxml.too_deep', () => header('<a b="c"><d>'.repeat(60) + '</d></a>'.repeat(60))],
  ['a million elements', 'edxml.too_many_elements', () => markupFlood('<a/>', 3)],
  [
    'a million receivers',
    'edxml.too_many_elements',
    () => header('<edXML:To><edXML:OrganId>H35</edXML:OrganId></edXML:To>'.repeat(50_000)),
  ],
  [
    '257 attributes',
    'edxml.too_many_attributes',
    () => header(`<a ${Array.from({ length: 257 }, (_, i) => `b${i}=""`).join(' ')}/>`),
  ],
  [
    '100,000 attributes',
    'edxml.too_many_attributes',
    () => header(`<a ${Array.from({ length: 100_000 }, (_, i) => `b${i}=""`).join(' ')}/>`),
  ],
  [
    '9,000 namespaces',
    'edxml.too_many_attributes',
    () => header(`<a ${Array.from({ length: 9000 }, (_, i) => `xmlns:b${i}="u"`).join(' ')}/>`),
  ],
  ['text of 3 MB', 'edxml.text_too_long', () => header(`<edXML:Content>${'a'.repeat(3 * MIB)}</edXML:Content>`)],
  [
    'text in 100,000 pieces',
    'edxml.too_many_elements',
    () => header(`<edXML:Content>${'aaaa<!-- -->'.repeat(100_000)}</edXML:Content>`),
  ],
  ['attribute without an end', 'edxml.text_too_long', () => repeated('<edXML a="', Buffer.alloc(MIB, 'x'), 20, '')],
  ['start tag without an end', 'edxml.text_too_long', () => repeated('<edXML ', Buffer.alloc(MIB, ' '), 20, '')],
  ['comment without an end', 'edxml.text_too_long', () => repeated('<edXML><!--', Buffer.alloc(MIB, '> '), 20, '')],
  ['CDATA without an end', 'edxml.text_too_long', () => repeated('<edXML><![CDATA[', Buffer.alloc(MIB, ']>'), 20, '')],
  ['no markup in 50 MB', 'edxml.not_xml', () => repeated('', Buffer.alloc(MIB, 'x'), 50, '')],
  [
    'comments of 5 MB',
    'edxml.too_many_elements',
    () => repeated('<edXML>', Buffer.from('<!-- -->'.repeat(MIB / 8)), 5, ''),
  ],
  ['a long run of "<"', 'edxml.not_well_formed', () => markupFlood('<', 3)],
  [
    '9,000 places with attributes',
    'read',
    () => header(`<edXML:ToPlaces>${'<edXML:Place x="1">p</edXML:Place>'.repeat(9000)}</edXML:ToPlaces>`),
  ],
  [
    '120 prefixes around 9,000 elements',
    'read',
    () => {
      const prefixes = Array.from({ length: 120 }, (_, index) => `b${index}:c="" xmlns:b${index}="u${index}"`);
      return header(`<a ${prefixes.join(' ')}>${'<d:e xmlns:d="v"/>'.repeat(9000)}</a>`);
    },
  ],
  [
    '190 attachments among 2,000 references',
    'edxml.too_many_attachments',
    () =>
      envelope({
        manifest: '<edXML:Reference x="1"/>'.repeat(2000),
        attachments: Array.from({ length: 190 }, (_, index) => attachment('a.txt', 'YWJj', `cid:${index}`)).join(''),
      }),
  ],
  [
    '201 attachments',
    'edxml.too_many_attachments',
    () => envelope({ attachments: attachment('a', 'YWJj').repeat(201) }),
  ],
  [
    'SOAP of 2014',
    'edxml.legacy_unsupported',
    () => Buffer.from('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'),
  ],
  ['200 MB of base64', 'edxml.message_too_large', () => base64Flood(200)],
  ['200 MB of white space in base64', 'edxml.message_too_large', () => base64Flood(200, ' \n')],
];

const ATTACHMENTS: readonly [string, HostileFile['end'], () => Bytes][] = [
  ['120 MB decoded', 'edxml.attachment.too_large', () => base64Flood(155)],
  ['base64 of no alphabet', 'edxml.attachment.base64_invalid', () => base64Flood(20, 'é')],
  [
    'base64 inside an endless comment',
    'edxml.truncated',
    () =>
      repeated(
        `${PLAIN.slice(0, -8)}<AttachmentEncoded><Attachment><ContentTransferEncoded><!--`,
        Buffer.alloc(MIB, 'x'),
        20,
        '',
      ),
  ],
  ['ZIP 1 : 1000', 'edxml.attachment.zip_ratio', () => packed(zip({ name: 'a', bytes: ZEROS }))],
  [
    'ZIP that says it is small',
    'edxml.attachment.zip_size',
    () => packed(zip({ name: 'a', bytes: ZEROS, claims: { size: 100 } })),
  ],
  ['ZIP that says it is huge', 'edxml.attachment.too_large', () => packed(forged({ central: [[24, 0xffffffff, 4]] }))],
  [
    'ZIP that holds less than it says',
    'edxml.attachment.zip_size',
    () => packed(forged({ central: [[24, PDF.length + 1, 4]] })),
  ],
  [
    'ZIP of ZIPs',
    'read',
    () => packed(zip({ name: 'a', bytes: zip({ name: 'b', bytes: zip({ name: 'c', bytes: ZEROS }) }) })),
  ],
  ['ZIP of overlapping entries', 'left_as_it_came', () => packed(overlapping(1000))],
  ['ZIP of 60,000 entries', 'left_as_it_came', () => packed(overlapping(60_000))],
  [
    'ZIP that lists two and says one',
    'left_as_it_came',
    () => packed(zip({ name: 'a', bytes: PDF, claims: { count: 1 } }, { name: 'b', bytes: PDF })),
  ],
  [
    'ZIP whose entry runs into the directory',
    'edxml.attachment.zip_broken',
    () => packed(forged({ central: [[20, 0x7fffff, 4]] })),
  ],
  [
    'ZIP whose entry starts outside',
    'edxml.attachment.zip_broken',
    () => packed(forged({ central: [[42, 0x7fffffff, 4]] })),
  ],
  [
    'ZIP whose directory starts outside',
    'edxml.attachment.zip_broken',
    () => packed(forged({ end: [[16, 0x7fffffff, 4]] })),
  ],
  ['ZIP whose headers disagree', 'edxml.attachment.zip_broken', () => packed(forged({ local: [[8, 0, 2]] }))],
  ['ZIP encrypted in one header only', 'edxml.attachment.zip_broken', () => packed(forged({ local: [[6, 1, 2]] }))],
  ['ZIP with a wrong checksum', 'edxml.attachment.zip_checksum', () => packed(forged({ central: [[16, 1, 4]] }))],
  ['ZIP with a password', 'left_as_it_came', () => packed(forged({ local: [[6, 1, 2]], central: [[8, 1, 2]] }))],
  ['ZIP cut short', 'edxml.attachment.zip_broken', () => packed(zip({ name: 'a', bytes: PDF }).subarray(0, -30))],
  ['ZIP of nothing', 'edxml.attachment.empty', () => packed(zip({ name: 'a', bytes: new Uint8Array(0) }))],
  ['ZIP of a path', 'read', () => packed(zip({ name: '../../../../etc/cron.d/x', bytes: PDF }))],
  [
    'name of a path',
    'read',
    () => envelope({ attachments: attachment('..\\..\\C:\\Windows\\x.pdf', PDF.toString('base64')) }),
  ],
  ['name of a megabyte', 'edxml.text_too_long', () => envelope({ attachments: attachment('a'.repeat(MIB), 'YWJj') })],
];

/** Made here, one by one, none of them ever stored: what must not harm whoever reads a message. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  ...Object.entries(DOCTYPES).map(([name, bytes]) => ({
    name: `DOCTYPE: ${name}`,
    bytes,
    end: 'edxml.doctype_refused' as const,
  })),
  ...SYNTAX.map(([name, end, bytes]) => ({ name: `XML: ${name}`, bytes, end })),
  ...ATTACHMENTS.map(([name, end, bytes]) => ({ name: `attachment: ${name}`, bytes, end })),
];
