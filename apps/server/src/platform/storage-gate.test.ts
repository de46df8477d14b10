import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { openStorageGate, type StorageGate } from './storage-gate.ts';

const MB = 2 ** 20;
const limits = { stopBytes: 100 * MB, resumeBytes: 150 * MB, ballastBytes: MB };
let dir: string;
let free: number;
let gate: StorageGate;
const changes: boolean[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'congvu-gate-'));
  free = 1_000 * MB;
  changes.length = 0;
  gate = openStorageGate({
    places: [dir, '/elsewhere'],
    ballastIn: dir,
    limits,
    log: createLog('silent'),
    free: (place) => (place === dir ? 2_000 * MB : free),
    onChange: ({ readOnly }) => changes.push(readOnly),
  });
});
afterEach(() => {
  gate.stop();
  rmSync(dir, { recursive: true, force: true });
});

function at(megabytes: number): void {
  free = megabytes * MB;
  gate.look();
}

test('stops writing below the limit of the fullest place, and begins again above the other one by itself', () => {
  expect(() => gate.assertWritable()).not.toThrow();
  at(99);
  expect(() => gate.assertWritable()).toThrowError(
    expect.objectContaining({ code: 'platform.read_only', status: 507 }),
  );
  at(120);
  expect(gate.state()).toMatchObject({ readOnly: true, freeBytes: 120 * MB });
  at(150);
  expect(() => gate.assertWritable()).not.toThrow();
  expect(changes).toEqual([true, false]);
});

test('the ballast is real bytes, goes when the database would run out, and comes back', () => {
  const ballast = join(dir, 'ballast');
  gate.look();
  expect(statSync(ballast).blocks * 512).toBeGreaterThanOrEqual(MB);
  at(60);
  expect(existsSync(ballast)).toBe(true);
  at(20);
  expect(existsSync(ballast)).toBe(false);
  at(1_000);
  expect(existsSync(ballast)).toBe(true);
});
