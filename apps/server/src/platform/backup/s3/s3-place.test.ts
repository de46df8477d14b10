import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { folderPlace } from '../folder-place.ts';
import type { Place } from '../place.ts';
import { readPlace, type S3Config } from '../place-config.ts';
import { openRepository } from '../repository.ts';
import { type S3PlaceOptions, s3Place } from './s3-place.ts';
import { environmentOf, type S3Simulator, startS3Simulator } from './s3-simulator.testing.ts';

const PART = 64 * 1024;
let simulator: S3Simulator;
let pauses: number[] = [];

beforeAll(async () => {
  simulator = await startS3Simulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  const fresh = { fault: undefined, pageSize: 1000, mayDelete: true, skewMs: 0 };
  Object.assign(simulator, fresh, { files: new Map(), uploads: new Map(), asked: [], hidden: new Set() });
  pauses = [];
});

function configOf(env: NodeJS.ProcessEnv = {}, address = `s3://${simulator.bucket}/co-quan/a`): S3Config {
  return readPlace(address, { ...environmentOf(simulator), ...env }) as S3Config; // the address is one of S3
}

function openS3(options: S3PlaceOptions = {}, env: NodeJS.ProcessEnv = {}): Place {
  const pause = async (ms: number): Promise<void> => void pauses.push(ms);
  return s3Place(configOf(env), { partBytes: PART, pause, ...options });
}

const PATTERN = Buffer.from(Uint8Array.from({ length: 40 * PART }, (_none, index) => (index * 2_654_435_761) >>> 24));

/** Bytes that differ from place to place, in pieces that fit no part. */
async function* stream(length: number, told: (sent: number) => void = () => undefined): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; ) {
    const piece = PATTERN.subarray(at, Math.min(length, at + 10_007));
    yield piece;
    at += piece.length;
    told(at);
  }
}

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const bytes of source) {
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

const walked = async (place: Place, folder: string): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of place.walk(folder)) {
    names.push(name);
  }
  return names.sort();
};

describe.each(['folder', 'S3', 'S3 by host name'])('a place: %s', (kind) => {
  let dir: string;
  let place: Place;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'congvu-place-'));
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const { port } = new URL(simulator.url);
    const byHost = { CONGVU_S3_STYLE: 'host', CONGVU_S3_ENDPOINT: `http://localhost:${port}` };
    place = kind === 'folder' ? folderPlace(join(dir, 'a')) : openS3({ resolve }, kind === 'S3' ? {} : byHost);
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('keeps files of no, little and much length, whole', async () => {
    expect(await place.isEmpty()).toBe(true);
    for (const length of [0, 1, PART - 1, PART, PART + 1, 3 * PART + 5]) {
      const name = `offices/x/runs/${length}.base`;
      expect(await place.has(name)).toBe(false);
      expect(await place.put(name, stream(length))).toBe(length);
      expect(await place.has(name)).toBe(true);
      expect((await all(place.read(name))).equals(await all(stream(length)))).toBe(true);
      const found = await place.stat(name);
      expect(found.bytes).toBe(length);
      expect(Math.abs(found.at.getTime() - Date.now())).toBeLessThan(60_000);
    }
    expect(await place.isEmpty()).toBe(false);
  });

  test('lists what is below a folder, over pages', async () => {
    simulator.pageSize = 3;
    const names = ['blobs/aa/1', 'blobs/aa/2', 'blobs/ab/3', 'blobs/ac/4', 'blobs/ad/5', 'blobs/z', 'blobsy/6'];
    for (const name of names) {
      await place.put(name, stream(1));
    }
    expect(await place.list('blobs')).toEqual(['aa', 'ab', 'ac', 'ad', 'z']);
    expect(await place.list('blobs/aa')).toEqual(['1', '2']);
    expect(await place.list('nothing')).toEqual([]);
    expect(await walked(place, 'blobs')).toEqual(names.slice(0, 6));
  });

  test('small texts: none, replaced, added to, put once', async () => {
    expect(await place.readText('covered.json')).toBeUndefined();
    await place.put('covered.json', stream(3));
    await place.append('catalogue.jsonl', 'một\n');
    await place.append('catalogue.jsonl', 'hai\n');
    expect(await place.readText('catalogue.jsonl')).toBe('một\nhai\n');
    const stands = await Promise.all(['a', 'b', 'c'].map((text) => place.putOnce('repository.json', text)));
    expect(new Set(stands).size).toBe(1);
    expect(await place.putOnce('repository.json', 'd')).toBe(stands[0]);
    await place.remove('repository.json');
    await place.remove('repository.json');
    expect(await place.readText('repository.json')).toBeUndefined();
  });

  test('what the look after the writing refuses is not there', async () => {
    const refuse = async (written: AsyncIterable<Uint8Array>): Promise<void> => {
      throw new Error(`seen ${(await all(written)).length}`);
    };
    await expect(place.put('blobs/aa/1', stream(PART + 1), refuse)).rejects.toThrow(`seen ${PART + 1}`);
    expect(await place.has('blobs/aa/1')).toBe(false);
  });

  test('a source that breaks leaves nothing, and its error is its own', async () => {
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield* stream(2 * PART);
      throw new RangeError('ổ đĩa hỏng');
    };
    await expect(place.put('offices/x/runs/1.base', broken())).rejects.toThrow(RangeError);
    expect(await place.has('offices/x/runs/1.base')).toBe(false);
    expect(simulator.uploads.size).toBe(0);
  });
});

describe('faults of the service and of the line', () => {
  test.each(['cut before', 'lost answer'] as const)('every third request: %s', async (fault) => {
    let count = 0;
    simulator.fault = () => (++count % 3 === 0 ? fault : undefined);
    const place = openS3();
    await place.put('a.base', stream(3 * PART + 5));
    expect((await all(place.read('a.base'))).equals(await all(stream(3 * PART + 5)))).toBe(true);
    expect(await place.putOnce('repository.json', 'x')).toBe('x');
    expect(await place.list('nothing')).toEqual([]);
    expect(simulator.uploads.size).toBe(0);
    expect(pauses.length).toBeGreaterThan(1);
  });

  test.each([429, 500, 503])('a service that says %i twice is asked again, later each time', async (status) => {
    let count = 0;
    simulator.fault = () => (++count <= 2 ? { status, code: 'SlowDown' } : undefined);
    await openS3().put('a', stream(1));
    expect(simulator.files.size).toBe(1);
    const [first = 0, second = 0] = pauses;
    expect(pauses.length).toBe(2);
    expect([first >= 100 && first <= 200, second >= 200 && second <= 400]).toEqual([true, true]);
  });

  test('the line breaks in the middle of a large file: taken up where it broke', async () => {
    const place = openS3();
    await place.put('a.base', stream(20 * PART));
    simulator.asked.length = 0;
    simulator.fault = () => (simulator.asked.length <= 3 ? 'half answer' : undefined);
    expect((await all(place.read('a.base'))).equals(await all(stream(20 * PART)))).toBe(true);
    expect(simulator.asked.length).toBe(4);
  });

  test('the file is another one when the line is back: no mixture of both', async () => {
    const place = openS3();
    await place.put('a.base', stream(20 * PART));
    simulator.asked.length = 0;
    simulator.fault = () => {
      if (simulator.asked.length > 1) {
        simulator.files.set('co-quan/a/a.base', { bytes: Buffer.alloc(20 * PART), at: new Date() });
        return undefined;
      }
      return 'half answer';
    };
    await expect(all(place.read('a.base'))).rejects.toMatchObject({ code: 'backup.s3_failed' });
  });

  test('a service that says well done and then that it was not is not believed', async () => {
    let told = 0;
    simulator.fault = ({ method, query }) =>
      method === 'POST' && query.has('uploadId') && ++told <= 2 ? 'error in the answer' : undefined;
    await openS3().put('a.base', stream(2 * PART));
    expect([simulator.files.size, told]).toEqual([1, 3]);
  });

  test('the word that all parts are together is lost: the file itself says that it is there', async () => {
    let told = 0;
    simulator.fault = ({ method, query }) =>
      method === 'POST' && query.has('uploadId') && ++told === 1 ? 'lost answer' : undefined;
    expect(await openS3().put('a.base', stream(2 * PART))).toBe(2 * PART);
    expect([simulator.files.size, told]).toEqual([1, 2]);
  });

  test('one that never gets well: said, nothing half is left', async () => {
    simulator.fault = ({ query }) => (query.get('partNumber') === '2' ? { status: 503, code: 'SlowDown' } : undefined);
    await expect(openS3().put('a.base', stream(3 * PART))).rejects.toMatchObject({ code: 'backup.s3_failed' });
    expect([simulator.files.size, simulator.uploads.size]).toEqual([0, 0]);
  });

  test.each(['wrong byte', 'short answer'] as const)('what comes back is not what was sealed: %s', async (fault) => {
    const key = Buffer.alloc(32, 7);
    const repository = await openRepository(openS3(), key, { create: true });
    await repository.write('offices/x/wal/1', stream(2 * PART));
    expect((await repository.readAll('offices/x/wal/1')).length).toBe(2 * PART);
    simulator.fault = ({ method }) => (method === 'GET' ? fault : undefined);
    await expect(repository.readAll('offices/x/wal/1')).rejects.toMatchObject({ code: 'backup.damaged' });
    // Looked at after it was written: it does not stand.
    await expect(repository.write('offices/x/wal/2', stream(2 * PART))).rejects.toMatchObject({
      code: 'backup.damaged',
    });
    expect([...simulator.files.keys()].filter((name) => name.includes('/wal/'))).toEqual(['co-quan/a/offices/x/wal/1']);
  });
});

test('a copy of any length takes the memory of one part', async () => {
  let given = 0;
  let most = 0;
  let begun = 0;
  simulator.fault = ({ method, bytes }) => {
    if (method === 'PUT') {
      // Until the last word nobody sees a part of it.
      expect(simulator.files.size).toBe(0);
      begun += bytes;
      most = Math.max(most, given - begun);
    }
    return undefined;
  };
  await openS3().put(
    'a.base',
    stream(40 * PART, (sent) => (given = sent)),
  );
  expect(begun).toBe(40 * PART);
  // What was read from the source and not yet handed to the service, at the end of each part.
  expect(most).toBeLessThan(PART);
  expect(Math.max(...simulator.asked.map(({ bytes }) => bytes))).toBe(PART);
});

test('uploads a killed run has begun go after a day; those of others that are going on stay', async () => {
  const day = 86_400_000;
  const key = 'co-quan/a/offices/x/runs/1.base';
  const begun = (age: number, name = key) => ({ key: name, at: new Date(Date.now() - age), parts: new Map() });
  simulator.uploads = new Map([
    ['old', begun(2 * day)],
    ['new', begun(day / 2)],
    ['foreign', begun(2 * day, 'co-quan/b/x')],
  ]);
  await openS3().removeUnfinished();
  expect([...simulator.uploads.keys()]).toEqual(['new', 'foreign']);
});

test('a key that may not delete keeps every copy, and that is no failure', async () => {
  const place = openS3();
  await place.put('a', stream(1));
  simulator.mayDelete = false;
  await place.remove('a');
  expect(await place.has('a')).toBe(true);
});

test('times are told by our clock, whatever theirs says', async () => {
  const place = openS3();
  const times: Date[] = [];
  for (const minutes of [10, -10]) {
    simulator.skewMs = minutes * 60_000;
    await place.put('blobs/aa/1', stream(1));
    times.push((await place.stat('blobs/aa/1')).at);
    for await (const { at } of place.walk('blobs')) {
      times.push(at);
    }
  }
  for (const at of times) {
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000);
  }
});
