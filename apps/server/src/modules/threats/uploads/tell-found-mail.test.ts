import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { actionsOf, boxOf, buildGuardedOffice, deliverLure, noticesOf } from '../threats.testing.ts';
import { tellFoundMail } from './tell-found-mail.ts';

let office: TestOffice;
beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

test('whoever had the mail and the officer hear that it is held; others do not, nor of a mail that is not held', async () => {
  const at = await buildGuardedOffice(office);
  const held = await deliverLure(office, [boxOf(at.first), boxOf(at.second)], { placement: 'quarantine' });
  const open = await deliverLure(office, [boxOf(at.foreign)]);
  await tellFoundMail(office, [held.messageId]);
  await tellFoundMail(office, [open.messageId]);
  for (const person of [at.first.subject, at.second.subject, at.officer]) {
    expect(await noticesOf(office, person)).toEqual([
      { kind: 'threats.found_mail', text: expect.stringMatching(/mã độc.*cách ly/) },
    ]);
  }
  for (const person of [at.stranger, at.foreign.subject, at.head]) {
    expect(await noticesOf(office, person)).toEqual([]);
  }
  expect(await actionsOf(office, held.messageId)).toContain('threats.found_mail_told');
  expect(await actionsOf(office, open.messageId)).not.toContain('threats.found_mail_told');
});
