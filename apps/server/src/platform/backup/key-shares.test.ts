import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { joinShares, readShare, readShareFile, splitKey, writeShares } from './key-shares.ts';
import { type KeyShare, writeShareCode } from './share-code.ts';

const dir = mkdtempSync(join(tmpdir(), 'congvu-shares-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const typed = (share: KeyShare, index = 1) => readShare(writeShareCode(share), `gõ tay thứ ${index}`);
const numbers = fc
  .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }))
  .filter(([keepers, needed]) => needed <= keepers);

describe('parts of a backup key', () => {
  test('as many as are needed, whichever, give the key back; one fewer never does', async () => {
    await fc.assert(
      fc.asyncProperty(
        numbers,
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.nat(),
        async (chosen, bytes, seed) => {
          const [keepers, needed] = chosen;
          const key = Buffer.from(bytes);
          const shares = await splitKey(key, { keepers, needed });
          const order = shares.map((share, index) => ({ share, rank: (index * 7 + seed) % keepers }));
          const some = order.sort((one, other) => one.rank - other.rank).map(({ share }) => typed(share));
          expect((await joinShares(some.slice(0, needed))).equals(key)).toBe(true);
          expect((await joinShares(some)).equals(key)).toBe(true);
          await expect(joinShares(some.slice(0, needed - 1))).rejects.toMatchObject({ code: 'backup.shares_few' });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('typed in small letters, without dashes, with letters that look alike, they are read; one wrong letter is found', async () => {
    const [share] = await splitKey(randomBytes(32), { keepers: 3, needed: 2 });
    if (share === undefined) {
      throw new Error('no share');
    }
    const code = writeShareCode(share);
    expect(code).toMatch(/^CVMK(-[0-9A-HJKMNP-TV-Z]{1,5})+$/);
    const sloppy = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(readShare(sloppy, 'gõ tay')).toMatchObject({ keeper: 1, keepers: 3, needed: 2, set: share.set });
    for (let index = 4; index < code.length; index += 1) {
      const letter = code[index] ?? '';
      if (letter === '-') {
        continue;
      }
      const other = letter === 'Z' ? 'Y' : 'Z';
      const wrong = `${code.slice(0, index)}${other}${code.slice(index + 1)}`;
      expect(() => readShare(wrong, 'gõ tay')).toThrow(expect.objectContaining({ code: 'backup.share_damaged' }));
    }
  });

  test('whatever is typed is a share or a clear refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `CVMK-${text}`),
        ),
        (text) => {
          expect(() => readShare(text, 'gõ tay')).toThrow(expect.objectContaining({ code: 'backup.share_damaged' }));
        },
      ),
    );
  });

  test('of two splittings, of another office, twice the same, too few: each is told for what it is', async () => {
    const key = randomBytes(32);
    const [one, two] = await splitKey(key, { keepers: 3, needed: 2 });
    const [, again] = await splitKey(key, { keepers: 3, needed: 2 });
    const [, foreign] = await splitKey(randomBytes(32), { keepers: 3, needed: 2 });
    if (one === undefined || two === undefined || again === undefined || foreign === undefined) {
      throw new Error('no shares');
    }
    const join2 = (a: KeyShare, b: KeyShare) => joinShares([typed(a, 1), typed(b, 2)]);
    await expect(join2(one, again)).rejects.toMatchObject({ code: 'backup.shares_mixed' });
    await expect(join2(one, foreign)).rejects.toMatchObject({ code: 'backup.shares_mixed' });
    await expect(join2(one, one)).rejects.toMatchObject({ code: 'backup.shares_few' });
    await expect(joinShares([])).rejects.toMatchObject({ code: 'backup.shares_few' });
    // A keeper who writes himself another part with a right check: what comes out is not the key that was split.
    const forged = { ...two, part: Buffer.from(two.part.map((byte, index) => (index === 3 ? byte ^ 1 : byte))) };
    await expect(join2(one, forged)).rejects.toMatchObject({ code: 'backup.shares_false' });
    // Control: the same two without the change.
    expect((await join2(one, two)).equals(key)).toBe(true);
  });

  test.each([
    [3, 1],
    [1, 1],
    [2, 3],
    [10, 2],
    [3, 2.5],
  ])('%i keepers of whom %d: no two persons', async (keepers, needed) => {
    await expect(splitKey(randomBytes(32), { keepers, needed })).rejects.toMatchObject({
      code: 'backup.share_numbers',
    });
  });

  test('the papers: one a keeper, readable by nobody else, with the name of the office; nothing is overwritten', async () => {
    const key = randomBytes(32);
    const order = { keepers: 3, needed: 2, officeName: 'UBND xã Nà Một', at: new Date('2021-03-22T01:00:00Z') };
    const paths = await writeShares(key, join(dir, 'papers'), order);
    expect(readdirSync(join(dir, 'papers'))).toEqual([
      'manh-khoa-1-tren-3.txt',
      'manh-khoa-2-tren-3.txt',
      'manh-khoa-3-tren-3.txt',
    ]);
    const [first = '', second = '', third = ''] = paths;
    const text = readFileSync(first, 'utf8');
    expect(text).toContain('Văn phòng: UBND xã Nà Một');
    expect(text).toContain('ngày 22/3/2021');
    expect(text).not.toContain(key.toString('base64url'));
    expect(process.platform === 'win32' || (statSync(first).mode & 0o077) === 0).toBe(true);
    expect((await joinShares([readShareFile(first), readShareFile(third)])).equals(key)).toBe(true);
    await expect(writeShares(key, join(dir, 'papers'), order)).rejects.toMatchObject({ code: 'backup.share_exists' });
    expect(readFileSync(first, 'utf8')).toBe(text);
    // As a mail program or an editor of another system leaves it.
    writeFileSync(second, `\ufeff${readFileSync(second, 'utf8').replaceAll('\n', '\r\n')}`);
    expect((await joinShares([readShareFile(second), readShareFile(third)])).equals(key)).toBe(true);
    expect(() => readShareFile(join(dir, 'none.txt'))).toThrow(
      expect.objectContaining({ code: 'backup.share_damaged' }),
    );
  });
});
