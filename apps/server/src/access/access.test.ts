import { afterAll, beforeAll, expect, test } from 'vitest';
import { MATRIX } from './matrix/all.ts';
import { type AccessOffice, buildAccessOffice } from './office.testing.ts';
import { type Cell, describeWrong, nameOf, tryRoute } from './run-matrix.testing.ts';

let office: AccessOffice;
beforeAll(async () => {
  office = await buildAccessOffice();
});
afterAll(() => office?.close());

test('each role gets at each object in each place exactly what the matrix says (T01)', async () => {
  const wrong: Cell[] = [];
  for (const route of office.routes) {
    const rule = MATRIX[nameOf(route)];
    if (rule !== undefined) {
      wrong.push(...(await tryRoute(office, route, rule)).wrong);
    }
  }
  expect(describeWrong(wrong)).toEqual([]);
}, 120_000);
