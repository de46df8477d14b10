import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MultipartReader } from '../src/simulator/multipart-reader.ts';
import { seededRandom } from '../src/simulator/random.ts';
import { Base64Decoder } from '../src/wire/base64-stream.ts';
import { JsonPicker, JsonProblem } from '../src/wire/json-picker.ts';
import { EdxmlTextDecoder, JsonTextDecoder } from '../src/wire/json-text.ts';
import { multipartBody } from '../src/wire/send-form.ts';

/** The same bytes in pieces of random length, as a line brings them. */
function cut(bytes: Buffer, seed: number): Buffer[] {
  const random = seededRandom(seed);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random() * (random() < 0.5 ? 3 : 40));
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

const LIMITS = { maxElementBytes: 1_000_000, maxRestBytes: 1_000_000 };

function write(value: unknown, seed: number): Buffer {
  return Buffer.from(JSON.stringify(value, null, seed % 3));
}

describe('JSON as it arrives', () => {
  test('elements and rest are what JSON.parse makes of the whole, however it is cut', () => {
    const rest = fc.dictionary(
      fc.string().filter((key) => key !== 'data' && key !== '__proto__'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(rest, fc.array(fc.jsonValue()), fc.nat(), (fields, data, seed) => {
        const expected: unknown = JSON.parse(JSON.stringify(data));
        const taken: unknown[] = [];
        const picker = new JsonPicker({
          elements: { path: ['data'], take: (element) => taken.push(element) },
          ...LIMITS,
        });
        for (const piece of cut(write({ ...fields, data }, seed), seed)) {
          picker.push(piece);
        }
        expect(picker.finish()).toEqual(JSON.parse(JSON.stringify({ ...fields, data: [] })));
        expect(taken).toEqual(expected);
      }),
    );
  });

  test('a long string comes out piece by piece, its escapes undone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.jsonValue(), fc.nat(), (text, other, seed) => {
        const decoder = new JsonTextDecoder();
        const out: Buffer[] = [];
        const picker = new JsonPicker({
          text: { path: ['data', 'edxml'], take: (piece) => out.push(Buffer.from(decoder.push(piece))) },
          ...LIMITS,
        });
        // Both spellings of what is not ASCII.
        const json = write({ edxml: other, data: { other, edxml: text } }, seed).toString();
        const spelled =
          seed % 2 === 0
            ? json
            : json.replace(/[^ -~\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
        for (const piece of cut(Buffer.from(spelled), seed)) {
          picker.push(piece);
        }
        const plain: unknown = JSON.parse(JSON.stringify(other));
        expect(picker.finish()).toEqual({ edxml: plain, data: { other: plain, edxml: '' } });
        const whole = Buffer.concat([...out, decoder.end()]).toString('utf8');
        expect(whole).toBe(Buffer.from(text, 'utf8').toString('utf8'));
      }),
      { numRuns: 300 },
    );
  });

  test('garbage is a JsonProblem, never anything else and never an answer', () => {
    const garbage = fc.oneof(
      fc.string(),
      fc.json().map((text) => text.slice(0, -1)),
      fc.json().map((text) => `${text}}`),
      fc.constant('<html>"data":[</html>'),
      fc.constant('{"data":[{]}'),
    );
    fc.assert(
      fc.property(garbage, fc.nat(), (text, seed) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const read = () => {
          const picker = new JsonPicker({ elements: { path: ['data'], take: () => undefined }, ...LIMITS });
          for (const piece of cut(Buffer.from(text), seed)) {
            picker.push(piece);
          }
          return picker.finish();
        };
        if (valid) {
          expect(read).not.toThrow();
        } else {
          expect(read).toThrow(JsonProblem);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a rest too long', `{"a":"${'x'.repeat(2000)}"}`, 'too_long'],
    ['an element too long', `{"data":[{"a":"${'x'.repeat(2000)}"}]}`, 'too_long'],
    ['too deep', '['.repeat(200), 'too_deep'],
    ['too deep in an element', `{"data":[${'['.repeat(200)}`, 'too_deep'],
  ])('%s is not read on', (_, text, kind) => {
    const picker = new JsonPicker({
      elements: { path: ['data'], take: () => undefined },
      maxElementBytes: 1000,
      maxRestBytes: 1000,
    });
    expect(() => picker.push(Buffer.from(text))).toThrow(expect.objectContaining({ kind }));
  });
});

describe('files inside JSON', () => {
  test('base64 with line breaks, cut anywhere, with or without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(), fc.boolean(), (bytes, seed, padded) => {
        const text = Buffer.from(bytes)
          .toString('base64')
          .replace(/(.{20})/g, '$1\r\n');
        const decoder = new Base64Decoder();
        const pieces = cut(Buffer.from(padded ? text : text.replace(/=+\s*$/, '')), seed);
        const out = Buffer.concat([...pieces.map((piece) => decoder.push(piece.toString('latin1'))), decoder.end()]);
        expect(out.equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test.each(['AAAA=AAA', 'AA=A', '$$$$', 'AAAA===='])('%s is no base64', (text) => {
    const decode = () => {
      const decoder = new Base64Decoder();
      decoder.push(text);
      decoder.push('AAAA');
      decoder.end();
    };
    expect(decode).toThrow();
  });

  test('XML as text and as base64 are told apart by their letters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000 }), fc.boolean(), fc.nat(), (inner, isText, seed) => {
        const xml = `\ufeff1212<edXML>${inner}</edXML>`;
        const given = JSON.stringify(isText ? xml : Buffer.from(xml).toString('base64')).slice(1, -1);
        const decoder = new EdxmlTextDecoder();
        const pieces = cut(Buffer.from(given), seed).map((piece) => Buffer.from(decoder.push(piece)));
        expect(Buffer.concat([...pieces, decoder.end()]).toString('utf8')).toBe(Buffer.from(xml).toString('utf8'));
      }),
    );
  });
});

describe('multipart', () => {
  test('what the client writes the simulator reads, whatever the file holds', async () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map((text) => Buffer.from(`\r\n--abc\r\n--ab${text}`)),
    );
    await fc.assert(
      fc.asyncProperty(content, fc.nat(), async (bytes, seed) => {
        const formed = multipartBody(bytes, bytes.length, 'abcd-e', {
          name: 'tep',
          fileName: 'a.edxml',
          fields: { messageType: 'edoc' },
        });
        const chunks: Uint8Array[] = [];
        for await (const chunk of typeof formed.body === 'function' ? formed.body() : []) {
          chunks.push(chunk);
        }
        const body = Buffer.concat(chunks);
        expect(body.length).toBe(formed.size);
        fc.pre(!Buffer.from(bytes).includes('\r\n--abcd-e'));
        const reader = new MultipartReader('abcd-e', 'tep');
        const file = cut(body, seed).flatMap((piece) => reader.push(piece).map((part) => Buffer.from(part)));
        expect(reader.finish()).toEqual({ messageType: 'edoc' });
        expect(Buffer.concat(file).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test.each([
    ['no part of the name', '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\na\r\n--b--\r\n'],
    ['no end', '--b\r\nContent-Disposition: form-data; name="tep"\r\n\r\na'],
    ['no name', '--b\r\nContent-Type: a\r\n\r\na\r\n--b--\r\n'],
    ['endless headers', `--b\r\n${'x'.repeat(20_000)}`],
    ['many parts', '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\na\r\n'.repeat(50)],
  ])('%s is refused', (_, text) => {
    const read = () => {
      const reader = new MultipartReader('b', 'tep');
      reader.push(Buffer.from(text));
      reader.finish();
    };
    expect(read).toThrow(expect.objectContaining({ name: 'MultipartProblem' }));
  });
});
