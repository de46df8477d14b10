import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { createMailOffice, knowAgency, type MailOffice, PASSWORD } from './mail.testing.ts';
import { mailReach, mailRules } from './mail-rules.ts';
import { tryMailStep } from './try-mail.ts';

let b: MailOffice;
let settings: Record<string, unknown>;

beforeAll(async () => {
  b = await createMailOffice('Văn phòng UBND tỉnh', 'H35.1', 'vanthu@vpubnd.laichau.gov.vn');
  const [row] = await rawQuery<{ settings: Record<string, unknown> }>(
    b.office.db,
    'select settings from carriers_connection',
    [],
  );
  settings = row?.settings ?? {};
});
afterAll(() => b.close());

async function outcomes(changed: Record<string, unknown>, password = PASSWORD): Promise<string[]> {
  const draft = {
    id: b.connectionId,
    agencyId: b.agencyId,
    kind: 'mail' as const,
    name: 'Thư công vụ',
    settings: { ...settings, ...changed },
    secret: { password },
    codes: [],
  };
  const seen: string[] = [];
  for (const step of ['address', 'tls', 'credentials', 'list'] as const) {
    const { outcome, text } = await tryMailStep(b.office, draft, step);
    expect(text).not.toContain(password);
    seen.push(outcome);
  }
  return seen;
}

test('each step finds its own trouble', async () => {
  expect(await outcomes({})).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(await outcomes({}, 'sai-mat-khau')).toEqual(['ok', 'ok', 'failed', 'failed']);
  expect(await outcomes({ ca: '' })).toEqual(['ok', 'failed', 'failed', 'failed']);
  expect(await outcomes({ smtpPort: 9 })).toEqual(['ok', 'failed', 'failed', 'ok']);
  expect((await outcomes({ smtpHost: 'khong-co.invalid' }))[0]).toBe('failed');
});

test('this computer itself is no server of mail outside demo and tests', async () => {
  b.office.config.loopbackServices = false;
  b.office.config.demo = false;
  expect((await outcomes({}))[0]).toBe('failed');
  b.office.config.loopbackServices = true;
  b.office.config.demo = true;
});

test('a mailbox of free mail is refused; receivers are reached by their official address only', async () => {
  expect(mailRules.refuse?.({ address: 'vanthu.tamduong@gmail.com' })?.code).toBe('carriers.mail_free');
  expect(mailRules.refuse?.({ address: 'vanthu@tamduong.gov.vn' })).toBeUndefined();
  await knowAgency(b.office, { name: 'Xã A', code: 'H35.A', email: 'xaa@laichau.gov.vn' });
  await knowAgency(b.office, { name: 'Xã B', code: 'H35.B', email: 'xab@yahoo.com.vn' });
  await knowAgency(b.office, { name: 'Xã C', code: 'H35.C', email: '' });
  const connections = [{ id: b.connectionId } as ConnectionRow];
  const receivers = ['H35.A', 'H35.B', 'H35.C', 'H35.D'].map((code) => ({
    key: code,
    code,
    sources: [],
    mail: code === 'H35.D' ? 'sod@laichau.gov.vn' : '',
  }));
  expect([...(await mailReach.reaches(b.office.db, connections, receivers)).keys()]).toEqual(['H35.A', 'H35.D']);
});
