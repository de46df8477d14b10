import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../platform/http/route.ts';
import { minimalInput } from './minimal-input.testing.ts';
import { type AccessOffice, type Actor, buildAccessOffice } from './office.testing.ts';

/**
 * Lists are asked with words that no page of ours would send (T12): a made-up place in the list, a number beyond every register. The
 * answer may be a refusal or a first page, never a fault of ours. Found first by `npm run trust -- fuzz`.
 */
const MADE_UP_PLACES = ['', '=cmd|calc!A1', '-1', '1e300', 'eyJhIjoxfQ'];
const BEYOND_NUMBERS = ['9007199254740991'];

let office: AccessOffice;
beforeAll(async () => {
  office = await buildAccessOffice();
});
afterAll(() => office?.close());

async function statusOf(actor: Actor, route: Route, query: Record<string, unknown>): Promise<number> {
  const words = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  const given = new URLSearchParams(words);
  const url = `${route.path}?${given.toString()}`;
  return (await office.app.inject({ method: 'GET', url, headers: office.cookie(actor) })).statusCode;
}

/** Somebody who is let in, or nobody. */
async function readerOf(route: Route, query: Record<string, unknown>): Promise<Actor | undefined> {
  for (const actor of ['V', 'F', 'Q', 'L', 'K'] as const) {
    if ((await statusOf(actor, route, query)) === 200) {
      return actor;
    }
  }
  return undefined;
}

function madeUpFor(name: string): string[] {
  if (name === 'cursor') {
    return MADE_UP_PLACES;
  }
  return /number/i.test(name) ? BEYOND_NUMBERS : [];
}

test('no list falls over a made-up place or a number beyond all registers', async () => {
  const faults: string[] = [];
  let asked = 0;
  for (const route of office.routes) {
    if (route.method !== 'GET' || !(route.query instanceof z.ZodObject) || route.path.includes(':')) {
      continue;
    }
    const plain = (minimalInput(route.query) ?? {}) as Record<string, unknown>;
    const names = Object.keys(route.query.shape).filter((name) => madeUpFor(name).length > 0);
    const reader = names.length === 0 ? undefined : await readerOf(route, plain);
    for (const name of reader === undefined ? [] : names) {
      for (const value of madeUpFor(name)) {
        asked += 1;
        const status = await statusOf(reader ?? 'V', route, { ...plain, [name]: value });
        if (status >= 500) {
          faults.push(`${route.path}?${name}=${value}: ${status}`);
        }
      }
    }
  }
  expect(faults).toEqual([]);
  // A change of the harness must not leave the lists unasked.
  expect(asked).toBeGreaterThan(60);
}, 120_000);
