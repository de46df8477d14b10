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

describe('what looks like an attack and is none', () => {
  test('the five entities, and a DOCTYPE that is only talked of', async () => {
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
      'comments and instructions',
      envelope({ header: BASE + '<!-- --><?a?>'.repeat(10_000) }),
      'edxml.too_many_elements',
      { maxElements: 21_000 },
    ],
    [
      'one comment',
      envelope({ header: `${BASE}<!--${'>'.repeat(400_000)}-->` }),
      'edxml.text_too_long',
      { maxTextLength: 500_000 },
    ],
    [
      'one attribute',
      envelope({ header: `${BASE}<a b="${'>'.repeat(400_000)}"/>` }),
      'edxml.text_too_long',
      { maxTextLength: 500_000 },
    ],
    [
      'everything that is not an attachment',
      envelope({ header: `${BASE}${`<a>${'x'.repeat(250_000)}</a>`.repeat(20)}` }),
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
