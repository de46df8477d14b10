import { describe, expect, test } from 'vitest';
import { EdxmlError, type EdxmlErrorCode, type EdxmlLimits, parseEdxml } from '../src/index.ts';
import { attachment, envelope, PDF } from './messages.ts';

const BASE = '<edXML:From><edXML:OrganId>H35</edXML:OrganId></edXML:From><edXML:Subject>a</edXML:Subject>';

interface Verdict {
  code: EdxmlErrorCode | undefined;
}

async function judge(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  limits: Partial<EdxmlLimits> = {},
): Promise<Verdict> {
  const error = await parseEdxml(source, { limits }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && !(error instanceof EdxmlError)) {
    throw error;
  }
  return { code: error?.code };
}

function withProlog(prolog: string): Buffer {
  return Buffer.from(envelope({ header: BASE }).toString().replace('?><edXML', `?>${prolog}<edXML`));
}

const LAUGHS = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join(
  '',
);

describe('always refused, fast', () => {
  test.each<[string, Uint8Array, EdxmlErrorCode]>([
    ['entity bomb', withProlog(`<!DOCTYPE edXML [<!ENTITY l0 "lol">${LAUGHS}]>`), 'edxml.doctype_refused'],
    [
      'external entity',
      withProlog('<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      'edxml.doctype_refused',
    ],
    ['external subset', withProlog('<!DOCTYPE edXML SYSTEM "http://127.0.0.1:1/x.dtd">'), 'edxml.doctype_refused'],
    ['DOCTYPE inside the root', envelope({ header: `${BASE}<!DOCTYPE x>` }), 'edxml.doctype_refused'],
    ['undefined entity', envelope({ header: `${BASE}<edXML:Content>&xxe;</edXML:Content>` }), 'edxml.entity_refused'],
    ['reference to NUL', envelope({ header: `${BASE}<edXML:Content>&#0;</edXML:Content>` }), 'edxml.character_refused'],
    [
      'reference to a control character',
      envelope({ header: '<edXML:Subject>&#7;</edXML:Subject>' }),
      'edxml.character_refused',
    ],
    ['raw NUL', envelope({ header: '<edXML:Subject>a\u0000b</edXML:Subject>' }), 'edxml.character_refused'],
    [
      'XML 1.1 to allow control characters',
      Buffer.from(envelope({ header: '<a>&#1;</a>' }).toString().replace('1.0', '1.1')),
      'edxml.character_refused',
    ],
    ['UTF-16', Buffer.from(`\ufeff${envelope({}).toString()}`, 'utf16le'), 'edxml.encoding_refused'],
    ['declared Latin-1', Buffer.from(envelope({}).toString().replace('UTF-8', 'ISO-8859-1')), 'edxml.encoding_refused'],
    [
      'bytes that are no UTF-8',
      Buffer.from(envelope({}).toString().replace('thử', 'th\u00ff'), 'latin1'),
      'edxml.encoding_refused',
    ],
    ['DOCTYPE of 4 MB', Buffer.from(`<!DOCTYPE a [${'<!ENTITY a "b">'.repeat(270_000)}`), 'edxml.doctype_refused'],
    ['DOCTYPE after a long comment', withProlog(`<!--${'x'.repeat(70_000)}--><!DOCTYPE a>`), 'edxml.doctype_refused'],
    ['unescaped markup', envelope({ header: '<edXML:Subject>a & b</edXML:Subject>' }), 'edxml.entity_refused'],
    ['twin attributes', envelope({ header: '<a b="1" b="2"/>' }), 'edxml.not_well_formed'],
    [
      'DOCTYPE without an XML declaration',
      Buffer.from('<!DOCTYPE edXML [<!ENTITY a "b">]><edXML/>'),
      'edxml.doctype_refused',
    ],
    [
      'DOCTYPE among stray bytes',
      Buffer.from('12<!DOCTYPE edXML><?xml version="1.0"?><edXML/>'),
      'edxml.doctype_refused',
    ],
  ])('%s', async (_, bytes, code) => {
    const verdict = await judge(bytes);
    expect(verdict.code).toBe(code);
  });

  test('negative control: the same envelopes without the attack are read', async () => {
    expect((await judge(withProlog('<!-- ghi chú <!DOCTYPE a> --><?pi <!DOCTYPE a>?>'))).code).toBeUndefined();
    const five = envelope({ header: `${BASE}<edXML:Content>&amp;&lt;&gt;&quot;&apos;&#65;</edXML:Content>` });
    expect((await judge(five)).code).toBeUndefined();
  });
});

function nested(depth: number): Buffer {
  return envelope({ header: `${BASE}${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}` });
}

describe('caps, each with the control that a raised cap lets it through', () => {
  test.each<[string, Uint8Array, EdxmlErrorCode, Partial<EdxmlLimits>]>([
    ['depth', nested(61), 'edxml.too_deep', { maxDepth: 65 }],
    [
      'elements',
      envelope({ header: BASE + '<a/>'.repeat(20_000) }),
      'edxml.too_many_elements',
      { maxElements: 21_000 },
    ],
    [
      'attributes',
      envelope({ header: `${BASE}<a ${Array.from({ length: 257 }, (_, index) => `b${index}=""`).join(' ')}/>` }),
      'edxml.too_many_attributes',
      { maxAttributes: 257 },
    ],
    [
      'text of one element',
      envelope({ header: `${BASE}<edXML:Content>${'a'.repeat(300_000)}</edXML:Content>` }),
      'edxml.text_too_long',
      { maxTextLength: 400_000 },
    ],
    [
      'everything that is not an attachment',
      envelope({ header: `${BASE}<!--${'>'.repeat(5_000_000)}-->` }),
      'edxml.message_too_large',
      { maxHeaderBytes: 6_000_000 },
    ],
    ['whole message', envelope({ attachments: attachment('a', 'A'.repeat(4000)) }), 'edxml.message_too_large', {}],
    [
      'attachments',
      envelope({ attachments: attachment('a', 'YWJj').repeat(201) }),
      'edxml.too_many_attachments',
      { maxAttachments: 201 },
    ],
  ])('%s', async (name, bytes, code, raised) => {
    const tight = name === 'whole message' ? { maxMessageBytes: 4000 } : {};
    const verdict = await judge(bytes, tight);
    expect(verdict.code).toBe(code);
    expect((await judge(bytes, raised)).code).toBeUndefined();
  });

  test('depth 64 is the last that passes', async () => {
    expect((await judge(nested(60))).code).toBeUndefined();
  });

  test.each([
    ['million tags never closed', Buffer.from(`<edXML>${'<a>'.repeat(1_000_000)}`)],
    ['long run of >', Buffer.from(`<edXML>${'>'.repeat(4_000_000)}`)],
    ['long run of <', Buffer.from(`<edXML>${'<'.repeat(4_000_000)}`)],
    ['endless start tag', Buffer.from(`<edXML ${'a '.repeat(2_000_000)}`)],
    ['endless attribute', Buffer.from(`<edXML a="${'x'.repeat(4_000_000)}`)],
    ['endless entity', Buffer.from(`<edXML>&${'x'.repeat(4_000_000)}`)],
    ['many namespaces', Buffer.from(`<edXML ${Array.from({ length: 9000 }, (_, i) => `xmlns:a${i}="u"`).join(' ')}/>`)],
  ])('%s: refused, long before a quadratic reader would end', async (_, bytes) => {
    const verdict = await judge(bytes);
    expect(verdict.code).toMatch(/^edxml\./);
  });
});

describe('200 MB of base64', () => {
  async function* flood(megabytes: number): AsyncGenerator<Uint8Array> {
    const text = envelope({ attachments: attachment('a.bin', '@') }).toString();
    const [before = '', after = ''] = text.split('@');
    yield Buffer.from(before);
    const piece = Buffer.alloc(1024 * 1024, 'QUJD');
    for (let index = 0; index < megabytes; index += 1) {
      yield piece;
    }
    yield Buffer.from(after);
  }

  test('refused by the message cap; memory stays bounded', async () => {
    const before = process.memoryUsage().rss;
    const verdict = await judge(flood(200));
    expect(verdict.code).toBe('edxml.message_too_large');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('with the caps raised it is read through into a store that keeps nothing', async () => {
    let size = 0;
    const store = {
      create: () => ({
        write: (chunk: Uint8Array) => {
          size += chunk.length;
        },
        close: () => ({ size, read: async function* () {}, discard: () => undefined }),
        abort: () => undefined,
      }),
    };
    const huge = 300 * 1024 * 1024;
    const parsed = await parseEdxml(flood(200), { store, limits: { maxMessageBytes: huge, maxAttachmentBytes: huge } });
    expect(parsed.attachments[0]).toMatchObject({ size: 150 * 1024 * 1024 });
    expect(parsed.attachments[0]?.error).toBeUndefined();
  });
});

test('a refused message gives back what it stored', async () => {
  let open = 0;
  const store = {
    create: () => {
      open += 1;
      const done = (): void => {
        open -= 1;
      };
      return {
        write: () => undefined,
        close: () => ({ size: PDF.length, read: async function* () {}, discard: done }),
        abort: done,
      };
    },
  };
  const bytes = envelope({ attachments: attachment('a.pdf', PDF.toString('base64')).repeat(3) });
  await expect(parseEdxml(bytes.subarray(0, -20), { store })).rejects.toMatchObject({ code: 'edxml.truncated' });
  await expect(parseEdxml(bytes.subarray(0, -300), { store })).rejects.toBeInstanceOf(EdxmlError);
  expect(open).toBe(0);
});
