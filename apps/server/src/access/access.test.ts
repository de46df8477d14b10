import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../platform/http/route.ts';
import { nameOf } from './ask.testing.ts';
import { MATRIX } from './matrix/all.ts';
import { on, only, type Rule } from './matrix/rules.ts';
import { type AccessOffice, buildAccessOffice } from './office.testing.ts';
import { aFew, type Cell, describeWrong, everyCell, plantAll, tryRoute } from './run-matrix.testing.ts';

/** `CONGVU_ACCESS=all` tries the whole table (some 25,000 cells); every day a slice of each route. */
const choose = process.env.CONGVU_ACCESS === 'all' ? everyCell : aFew;

let office: AccessOffice;
beforeAll(async () => {
  office = await buildAccessOffice();
  await plantAll(office);
});
afterAll(() => office?.close());

function routeNamed(name: string): Route {
  const route = office.routes.find((candidate) => nameOf(candidate) === name);
  if (route === undefined) {
    throw new Error(`no route ${name}`);
  }
  return route;
}

function ruleFor(name: string): Rule {
  const rule = MATRIX[name];
  if (rule === undefined) {
    throw new Error(`the matrix does not list ${name}`);
  }
  return rule;
}

test('every route of the server stands in the matrix, and nothing else does (T01)', () => {
  const running = office.routes.map(nameOf);
  expect(running.filter((name) => MATRIX[name] === undefined)).toEqual([]);
  expect(Object.keys(MATRIX).filter((name) => !running.includes(name))).toEqual([]);
});

test('each role gets at each object in each place exactly what the matrix says (T01)', async () => {
  const wrong: Cell[] = [];
  const waiting = [...office.routes];
  const tryOn = async (): Promise<void> => {
    for (let route = waiting.shift(); route !== undefined; route = waiting.shift()) {
      wrong.push(...(await tryRoute(office, route, ruleFor(nameOf(route)), choose)).wrong);
    }
  };
  await Promise.all([tryOn(), tryOn(), tryOn(), tryOn()]);
  expect(describeWrong(wrong)).toEqual([]);
}, 900_000);

describe('the table finds what it is for', () => {
  test.each([
    ['a list that more people get', 'GET /api/drafts', only('V')],
    ['a list that fewer people get', 'GET /api/incoming/book', only('VLC')],
    ['an object that others read', 'GET /api/drafts/:id', on('draft', {})],
    [
      'an object that somebody no longer reads',
      'GET /api/outgoing/:id',
      on('outgoing', { unit: 'VCTLFQKN', agency: 'VLK' }),
    ],
    [
      'an object of another agency that is answered',
      'GET /api/accounts-register/:id',
      on('account', { unit: 'VTLFQK', agency: 'VTLFQK' }),
    ],
    ['a state that lets more happen', 'POST /api/drafts/:id/return', on('draft', {})],
  ] as [string, string, Rule][])('%s', async (_what, name, rule) => {
    expect((await tryRoute(office, routeNamed(name), rule, everyCell)).wrong).not.toEqual([]);
  });

  test('an answer that tells an existing object of elsewhere from none', async () => {
    const route = routeNamed('GET /api/drafts/:id');
    const telling = { ...route, path: '/api/org/agencies/:id' };
    // Whoever may look into the agencies below is told of them: as a rule for drafts that would be a leak.
    expect((await tryRoute(office, telling, on('agency', { unit: 'QK', agency: 'QK' }), everyCell)).wrong).not.toEqual(
      [],
    );
  });
});
