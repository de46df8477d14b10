import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MODULES = new URL('..', import.meta.url).pathname;
/** Each asks `assertNotInfected` itself, or hands out what is no file of ours (raw messages of strangers, never those with malware). */
const OTHERS = [
  'files/serve-file.ts',
  'interchange/queries/list-quarantine.ts',
  'signing/check/read-check.ts',
  'signing/queries/read-external.ts',
];
/** An answer of a route whose stream comes straight from the store. */
const STREAMED =
  /(?:stream: (?:await )?|stream: row\.content \?\? |Readable\.from\(firstBytes\()(?:context|services)\.blobs\.read\(/;

test('a stored file goes out by one door that asks whether it is malware by now; whoever goes around it is named here', () => {
  const found = readdirSync(MODULES, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      path.endsWith('.ts') && !path.endsWith('.test.ts') && STREAMED.test(readFileSync(join(MODULES, path), 'utf8')),
  );
  expect(found.sort()).toEqual(OTHERS);
  for (const path of OTHERS.filter((one) => !one.startsWith('interchange/'))) {
    expect(readFileSync(join(MODULES, path), 'utf8'), path).toContain('await assertNotInfected(');
  }
});
