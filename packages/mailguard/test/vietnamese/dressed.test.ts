import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readMail, readQrCodes } from '../../src/index.ts';
import { readFifthSet } from './fifth.ts';
import { readDressedSet, readFourthSet } from './fourth.ts';
import { expectAllReadable, frozenFolder } from './frozen.ts';
import { likeness, wordsOf } from './likeness.ts';
import { hashOfSet, type VietnameseMail } from './set.ts';

/** A changed mail is another set: figures measured before are void, and the change says why. */
const SETS = [
  {
    name: 'fourth',
    mails: readFourthSet(),
    frozen: '02f0151eb95045429c79c31ebf51353eb0b8efd0f4637990df03ee5bad38e249',
    forged: 70,
    ordinary: 160,
    qrCodes: 4,
  },
  {
    name: 'fifth',
    mails: readFifthSet(),
    frozen: '35c6f388d2841cf90ffc1952fafa9af1fb711a7dab566991169b9e51bc3fb599',
    forged: 100,
    ordinary: 300,
    qrCodes: 6,
  },
  {
    name: 'sixth',
    mails: readDressedSet('sixth'),
    frozen: 'a8cb9b5d769e4238f5b694345324f9b012a5235a3421561c461106a3ccefa6c3',
    forged: 100,
    ordinary: 250,
    qrCodes: 5,
  },
  {
    name: 'hand-a',
    place: 'hands/a',
    mails: readDressedSet('hand-a'),
    frozen: '926147c9092998a3cbf1c453a495efcf074a2764239a3bd20dbb34e9e5188d38',
    forged: 79,
    ordinary: 184,
    qrCodes: 0,
  },
  {
    name: 'hand-b',
    place: 'hands/b',
    mails: readDressedSet('hand-b'),
    frozen: '313e0c363b80d812c3cfdf45e74724d1ddb648f04f8fd7c1c2ce309baeab22e0',
    forged: 63,
    ordinary: 160,
    qrCodes: 3,
  },
  {
    name: 'hand-c',
    place: 'hands/c',
    mails: readDressedSet('hand-c'),
    frozen: '7e8e71563b595c6727593844c3864064df9587dd1edfa6602feb8d8c3c1ede8e',
    forged: 64,
    ordinary: 169,
    qrCodes: 1,
  },
  {
    name: 'hand-d',
    place: 'hands/d',
    mails: readDressedSet('hand-d'),
    frozen: '409aa98c15de9d564529c372d35db643719a6a0c0e2225f2bb7ce6e6a3b67f83',
    forged: 65,
    ordinary: 160,
    qrCodes: 6,
  },
  {
    name: 'hand-e',
    place: 'hands/e',
    mails: readDressedSet('hand-e'),
    frozen: 'e4fb7b1dcd16fb086c2786e9488ed2249a8fac7694236576a594baea79a949eb',
    forged: 82,
    ordinary: 195,
    qrCodes: 5,
  },
  {
    name: 'seventh',
    mails: readDressedSet('seventh'),
    frozen: 'aadaa4290b7d9c665371333ad6caeb8748f460784d3078565c3302770ebedb88',
    forged: 80,
    ordinary: 200,
    qrCodes: 6,
  },
  {
    name: 'eighth',
    mails: readDressedSet('eighth'),
    frozen: '548f4b35020b48bd38e57b474f34bd033592b78a6179b56db6542579a131b492',
    forged: 80,
    ordinary: 220,
    qrCodes: 3,
  },
  {
    name: 'ninth',
    mails: readDressedSet('ninth'),
    frozen: '6fa851976b4ceabf70b6feb35c5ef56d95edf02170a674e4b8980821f979f3f1',
    forged: 80,
    ordinary: 219,
    qrCodes: 5,
  },
  {
    name: 'foreign',
    mails: readDressedSet('foreign'),
    frozen: '1dbf2cdd53e3d65c418513eb12670978145e254e47a4c831231eb2cf9266817d',
    forged: 108,
    ordinary: 187,
    qrCodes: 0,
  },
  {
    name: 'foreign-a',
    place: 'hands/foreign-a',
    mails: readDressedSet('foreign-a'),
    frozen: '80312dfee51c7ec097331b851caa58a8fc36acba2af6f6548cc137d107d5c3e5',
    forged: 90,
    ordinary: 151,
    qrCodes: 0,
  },
  {
    name: 'foreign-b',
    place: 'hands/foreign-b',
    mails: readDressedSet('foreign-b'),
    frozen: '509505c7708853c628339d87ee704038d6b013f8cba124518075fdc486ae31e9',
    forged: 83,
    ordinary: 134,
    qrCodes: 0,
  },
  {
    name: 'foreign-c',
    place: 'hands/foreign-c',
    mails: readDressedSet('foreign-c'),
    frozen: '2b272704d7c8b3f14c3f3fb12e82b03560eb277b99df5056b050e333ed794f6d',
    forged: 107,
    ordinary: 180,
    qrCodes: 0,
  },
];

describe.each(SETS)('the set $name', ({ name, place, mails, frozen, forged, ordinary, qrCodes }) => {
  const folder = frozenFolder(place ?? name);

  test('is frozen as letters and as files', () => {
    expect(hashOfSet(mails)).toBe(frozen);
    expect(folder.sums()).toBe(folder.listed);
    expect(hashOfSet(mails.slice(1))).not.toBe(frozen);
  });

  test('holds forged and ordinary letters, each once, in one part', () => {
    const count = (kind: string) => mails.filter((mail) => mail.kind === kind).length;
    expect(count('phishing')).toBe(forged);
    expect(count('ordinary')).toBe(ordinary);
    expect(new Set(mails.map(({ id }) => id)).size).toBe(mails.length);
    expect(new Set(mails.map(({ half }) => half))).toEqual(new Set([name]));
  });

  test('reads as it was written, with the way it came and its attachments', () => expectAllReadable(mails));

  test('shows its QR codes to whoever reads pictures', async () => {
    const shown = await Promise.all(mails.map(async ({ raw }) => readQrCodes(await readMail(raw))));
    const codes = readFileSync(new URL(`${place ?? name}/qr-codes.json`, import.meta.url), 'utf8');
    const written = Object.keys(JSON.parse(codes) as Record<string, string>);
    const found = JSON.stringify(shown);
    expect(written.length).toBe(qrCodes);
    for (const address of written) {
      expect(found).toContain(address.replace('pdf ', ''));
    }
  });
});

interface Words {
  id: string;
  words: Set<string>;
}

async function wordsOfAll(mails: readonly VietnameseMail[]): Promise<Words[]> {
  return Promise.all(
    mails.map(async ({ id, raw }) => {
      const { subject, text, html } = await readMail(raw);
      const body = text === '' ? html.replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, ' ') : text;
      return { id, words: wordsOf(`${subject} ${body}`) };
    }),
  );
}

/** Letters of `first` that say what another one of `second` says; an answer that quotes a letter is not the same letter. */
function doubled(first: readonly Words[], second: readonly Words[]): string[] {
  return first.flatMap(({ id, words }) =>
    second
      .filter(
        (other) =>
          other.id !== id && Math.max(words.size, other.words.size) < 2 * Math.min(words.size, other.words.size),
      )
      .filter((other) => likeness(words, other.words) > 0.7)
      .map((other) => `${id} ${other.id}`),
  );
}

describe('the letters of the sets that are only measured', () => {
  test('are no two the same with other names', async () => {
    const own = await wordsOfAll(readFifthSet());
    expect(doubled(own, own)).toEqual([]);
    for (const name of ['eighth', 'ninth', 'foreign'] as const) {
      const later = await wordsOfAll(readDressedSet(name));
      // Of a closed set nothing is told but that two are alike.
      expect(doubled(later, later).length, name).toBe(0);
    }
    const [one] = own;
    const renamed = [...(one?.words ?? [])].map((word, at) => (at % 5 === 0 ? `${word}x` : word));
    expect(doubled([{ id: 'renamed', words: new Set(renamed) }], own)).toEqual([`renamed ${one?.id}`]);
  });
});
