import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, check, forged, place, SEAL_ADDED, seal, signature } from './signature-check.fixture.ts';
import { boxOf, isWholePage, listChanges, listMarks, listStates, tellTime } from './signature-marks.ts';

const A4 = { width: 595, height: 842 };

function pageAt(scale: number) {
  return { width: A4.width * scale, height: A4.height * scale };
}

describe('where a mark stands', () => {
  it.each([0.5, 1, 1.333, 3])('follows the zoom %d', (scale) => {
    expect(boxOf(place(1, 320), scale, pageAt(scale))).toEqual({
      left: expect.closeTo(60 * scale),
      top: expect.closeTo(320 * scale),
      width: expect.closeTo(200 * scale),
      height: expect.closeTo(20 * scale),
    });
  });

  it('what is too thin to be seen grows around its middle', () => {
    const box = boxOf(place(1, 100, 50, 40, 0), 1, A4);
    expect(box).toEqual({ left: 50, top: 97, width: 40, height: 6 });
  });

  it('never leaves the page, whatever the file says', () => {
    const number = fc.double({ min: -5_000, max: 5_000, noNaN: true });
    const size = fc.double({ min: 0, max: 5_000, noNaN: true });
    fc.assert(
      fc.property(
        number,
        number,
        size,
        size,
        fc.double({ min: 0.2, max: 4, noNaN: true }),
        (x, y, width, height, scale) => {
          const page = pageAt(scale);
          const box = boxOf({ page: 1, x, y, width, height }, scale, page);
          return (
            box.left >= 0 &&
            box.top >= 0 &&
            box.width >= 0 &&
            box.height >= 0 &&
            box.left + box.width <= page.width + 1e-6 &&
            box.top + box.height <= page.height + 1e-6
          );
        },
      ),
    );
  });

  it('a mark over nearly the whole page is a frame, one over a line is not', () => {
    expect(isWholePage(boxOf(place(1, 50, 40, 520, 740), 1, A4), A4)).toBe(true);
    expect(isWholePage(boxOf(place(1, 320), 1, A4), A4)).toBe(false);
  });
});

describe('what was changed', () => {
  it('tells each change once, the forbidden first, numbered as a reader meets them', () => {
    const found = listChanges(forged());
    expect(found.map(({ number, text }) => [number, text])).toEqual([
      [1, 'Trang 1: thêm hình dán.'],
      [2, 'Trang 2: thêm chữ che.'],
      [3, 'Ghi thêm ở cuối.'],
      [undefined, 'UBND huyện Tam Đường ký.'],
    ]);
  });

  it('what one signature forbids is forbidden, though another permits it', () => {
    const filled = change({ kind: 'field_filled', permitted: true });
    const answer = check({
      signatures: [signature({ changes: [filled] }), seal({ changes: [{ ...filled, permitted: false }] })],
    });
    expect(listChanges(answer).map(({ number }) => number)).toEqual([1]);
    expect(listMarks(answer).map(({ kind }) => kind)).toContain('forbidden');
  });

  it('two different stamps on one place stay two', () => {
    const answer = check({ signatures: [signature({ changes: [change(), change({ object: 80 })] })] });
    expect(listChanges(answer)).toHaveLength(2);
  });

  it('list and page use the same keys; what stands on no page is drawn on none', () => {
    const answer = forged();
    const drawn = listMarks(answer);
    const keys = new Set(drawn.map(({ key }) => key));
    expect(keys.size).toBe(drawn.length);
    expect(listChanges(answer).map(({ key }) => keys.has(key))).toEqual([true, true, false, true]);
    expect(drawn.filter(({ kind }) => kind === 'forbidden').map(({ number, page }) => [number, page])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    // A signature that was added is the signature itself, not a second box on it.
    expect(drawn.filter(({ kind }) => kind === 'permitted')).toEqual([]);
  });

  it('a change on a page without a place marks the page', () => {
    const answer = check({ signatures: [signature({ changes: [change({ mark: null, page: 2 })] })] });
    expect(listMarks(answer).find(({ kind }) => kind === 'forbidden')).toMatchObject({ page: 2, place: null });
  });
});

describe('the states in a file', () => {
  it('newest first; the file as it is has no address of its own', () => {
    expect(listStates(check()).map(({ number, title, url }) => [number, title, url === null])).toEqual([
      [2, 'UBND huyện Tam Đường', true],
      [1, 'Vũ Xuân Thịnh', false],
    ]);
  });

  it('what nobody signed is a state of its own, red, before those that were signed', () => {
    const states = listStates(forged());
    expect(states.map(({ tone, url }) => [tone, url === null])).toEqual([
      ['forbidden', true],
      ['signed', false],
      ['signed', false],
    ]);
    expect(states[0]?.number).toBe(3);
  });

  it('evidence added behind the last signature is no forgery', () => {
    const added = change({ kind: 'evidence_added', permitted: true, page: null, mark: null });
    const states = listStates(
      check({ signatures: [signature({ integrity: 'extended_as_permitted', changes: [added] })] }),
    );
    expect(states.map(({ tone }) => tone)).toEqual(['added', 'signed']);
  });

  it('a signature whose bytes cannot be cut out is no state', () => {
    expect(listStates(check({ signatures: [signature({ revision: null, revisionUrl: null })] }))).toEqual([]);
  });

  it('a document timestamp is not told as a signer', () => {
    const stamp = seal({ field: 'Tem1', kind: 'timestamp', signer: 'Dịch vụ thời gian', revision: 3 });
    const [newest] = listStates(check({ signatures: [signature(), seal(), stamp] }));
    expect(newest).toMatchObject({ tone: 'added', text: 'Dịch vụ thời gian' });
    expect(newest?.title).not.toBe('Dịch vụ thời gian');
  });
});

it.each([
  ['proven', { claimedAt: '2021-03-22T02:58:00Z', provenAt: '2021-03-22T02:59:00Z' }, '2021-03-22T02:59:00Z'],
  ['claimed', { claimedAt: '2021-03-22T02:58:00Z', provenAt: null }, '2021-03-22T02:58:00Z'],
  ['untold', { claimedAt: null, provenAt: null }, null],
])('the time of signing: %s', (_, times, at) => {
  expect(tellTime(times).at).toBe(at);
});

it('each source of a time has words of its own', () => {
  const words = [
    tellTime({ claimedAt: 'a', provenAt: 'b' }),
    tellTime({ claimedAt: 'a', provenAt: null }),
    tellTime({ claimedAt: null, provenAt: null }),
  ].map(({ source }) => source);
  expect(new Set(words).size).toBe(3);
});

it('the control: nothing changed, nothing listed', () => {
  expect(listChanges(check({ signatures: [signature()] }))).toEqual([]);
  expect(SEAL_ADDED.permitted).toBe(true);
});
