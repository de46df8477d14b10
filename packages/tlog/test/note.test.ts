import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cosignNote,
  emptyRoot,
  formatAddCheckpoint,
  formatCheckpoint,
  formatKey,
  formatNote,
  leafHash,
  noteKey,
  openNote,
  parseAddCheckpoint,
  parseCheckpoint,
  parseKey,
  parseNote,
  signNote,
  TlogError,
  WITNESS_KEY,
} from '../src/index.ts';

/** The example of golang.org/x/mod/sumdb/note, whose format C2SP signed-note is. */
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const KNOWN_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;
/** The public key of the Go checksum database. */
const SUM_GOLANG = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';

const log = generateKeyPairSync('ed25519');
const logKey = noteKey('nhatky.example', log.publicKey);
const witness = generateKeyPairSync('ed25519');
const witnessKey = noteKey('tinh.example', witness.publicKey, WITNESS_KEY);
const checkpoint = { origin: 'nhatky.example', size: 20_852_163, root: leafHash(Buffer.from('r')), extension: [] };
const text = formatCheckpoint(checkpoint);

test('keys and a note made by another program', () => {
  for (const written of [NEUMANN, SUM_GOLANG]) {
    expect(formatKey(parseKey(written))).toBe(written);
  }
  expect(openNote(KNOWN_NOTE, [parseKey(NEUMANN)]).text).toMatch(/^If you think[\s\S]*is\.\n$/);
  expect(() => openNote(KNOWN_NOTE.replace('answer', 'Answer'), [parseKey(NEUMANN)])).toThrow(TlogError);
  expect(() => openNote(KNOWN_NOTE, [parseKey(SUM_GOLANG)])).toThrow(TlogError);
});

test('a checkpoint signed by its log and by a witness', () => {
  const note = formatNote({
    text,
    signatures: [
      signNote(text, logKey, log.privateKey),
      cosignNote(text, witnessKey, witness.privateKey, 1_700_000_000),
    ],
  });
  const opened = openNote(note, [logKey, witnessKey]);
  expect(opened.verified.map(({ key, at }) => [key.name, at])).toEqual([
    ['nhatky.example', undefined],
    ['tinh.example', 1_700_000_000],
  ]);
  expect(parseCheckpoint(opened.text)).toEqual(checkpoint);
  expect(formatNote(parseNote(note))).toBe(note);
});

describe('what is not what it says is refused', () => {
  test('the time of a witness is under its signature', () => {
    const line = cosignNote(text, witnessKey, witness.privateKey, 1_700_000_000);
    line.bytes[7] = (line.bytes[7] ?? 0) ^ 1;
    expect(() => openNote(formatNote({ text, signatures: [line] }), [witnessKey])).toThrow(TlogError);
  });

  test('a log key does not stand for a witness', () => {
    const line = signNote(text, { ...witnessKey }, witness.privateKey);
    expect(() => openNote(formatNote({ text, signatures: [line] }), [witnessKey])).toThrow(TlogError);
  });

  test.each([
    ['size with a zero before', 'a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
    ['short root', 'a\n1\n47DEQpj8HBSa\n'],
    ['no origin', '\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
    ['no end', 'a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    ['a size no number holds', 'a\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ])('checkpoint: %s', (_name, bad) => {
    expect(() => parseCheckpoint(bad)).toThrow(TlogError);
  });

  test('a key whose name was changed, a name with a space', () => {
    expect(() => parseKey(NEUMANN.replace('Peter', 'Petra'))).toThrow(TlogError);
    expect(() => noteKey('hai chữ', log.publicKey)).toThrow(TlogError);
  });

  test('one changed character anywhere', () => {
    const note = formatNote({ text, signatures: [signNote(text, logKey, log.privateKey)] });
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.constantFrom('0', 'x', '\n', ' ', '\u0007', '='), (at, other) => {
        fc.pre(note[at] !== other);
        const bent = `${note.slice(0, at)}${other}${note.slice(at + 1)}`;
        expect(() => openNote(bent, [logKey])).toThrow(TlogError);
      }),
      { numRuns: 300 },
    );
  });
});

test('anything else throws nothing but its own error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (words) => {
      for (const read of [parseNote, parseCheckpoint, parseKey, parseAddCheckpoint]) {
        try {
          read(words);
        } catch (error) {
          expect(error).toBeInstanceOf(TlogError);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('a request to a witness comes back as it was', () => {
  const note = formatNote({ text, signatures: [signNote(text, logKey, log.privateKey)] });
  const asked = { old: 5, proof: [emptyRoot(), leafHash(Buffer.from('a'))], note };
  expect(parseAddCheckpoint(formatAddCheckpoint(asked))).toEqual(asked);
  expect(() => parseAddCheckpoint('old x\n\n')).toThrow(TlogError);
});
