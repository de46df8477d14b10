import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import type { MessageRow } from '../interchange.tables.ts';
import { buildMessage } from './build-message.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

test('a letter does not leave with a file that is malware by now, not even when its bytes were written before', async () => {
  const files = [{ sha256: 'a'.repeat(64), name: 'Phụ lục 1.xlsx', mediaType: 'application/octet-stream', size: 3 }];
  const message = {
    sha256: 'b'.repeat(64),
    size: 10,
    content: null,
    source: { kind: 'document', files },
  } as unknown as MessageRow; // all that is read of it
  expect(await buildMessage(office, message)).toEqual({ sha256: 'b'.repeat(64), size: 10, content: null });
  await rawQuery(
    office.db,
    "insert into file_scan (sha256, verdict, malware, engine, scanned_at) values ($1, 'infected', 'Win.Test.Evil', 'clamd', $2)",
    ['a'.repeat(64), office.clock.now()],
  );
  await expect(buildMessage(office, message)).rejects.toMatchObject({ code: 'files.infected_since' });
});
