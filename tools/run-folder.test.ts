import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesAtOnce } from './files-at-once.ts';
import { makeRunFolder } from './run-folder.ts';

const GIGABYTE = 2 ** 30;

test.each([
  { processors: 1, memory: 24, expected: 2 },
  { processors: 2, memory: 24, expected: 3 },
  { processors: 4, memory: 24, expected: 5 },
  { processors: 64, memory: 256, expected: 6 },
  { processors: 8, memory: 8, expected: 2 },
  { processors: 8, memory: 4, expected: 2 },
])('$processors processors and $memory GiB run $expected files at a time', ({ processors, memory, expected }) => {
  expect(filesAtOnce(processors, memory * GIGABYTE)).toBe(expected);
});

describe('the folder of a run', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'machine-'));
  });
  afterEach(() => {
    rmSync(place, { recursive: true });
  });

  test('is open to other accounts, which cannot take away what is not theirs', () => {
    const folder = makeRunFolder(0, place);
    expect(statSync(folder).mode & 0o7777).toBe(0o1777);
    rmSync(folder, { recursive: true });
  });

  test.each([
    { word: 'no such memory is', memory: 'nowhere', enough: 0 },
    { word: 'it is too small', memory: '.', enough: Number.MAX_SAFE_INTEGER },
  ])('is on the disk where $word', ({ memory, enough }) => {
    const folder = makeRunFolder(enough, join(place, memory));
    expect(dirname(folder)).toBe(tmpdir());
    rmSync(folder, { recursive: true });
  });

  test('what a killed run left goes, what another run is using stays, and nothing else is touched', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const names = [`congvu-run-${gone}-a`, `congvu-run-${process.pid}-b`, 'congvu-run-c', 'other'];
    for (const name of names) {
      mkdirSync(join(place, name));
    }
    const folder = makeRunFolder(0, place);
    expect(names.filter((name) => existsSync(join(place, name)))).toEqual(names.slice(1));
    expect(basename(folder)).toMatch(/^congvu-run-\d+-/);
    rmSync(folder, { recursive: true });
  });
});
