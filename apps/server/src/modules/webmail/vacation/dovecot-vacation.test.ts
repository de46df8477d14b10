import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { listEmails } from '../queries/list-emails.ts';
import { buildMailbox } from '../webmail.testing.ts';
import { setVacation, viewVacation } from './set-vacation.ts';

const AWAY = { enabled: true, from: null, until: null, text: 'Tôi đi công tác.', delegatePersonId: null };

let office: TestOffice;
let holder: Subject;
let stranger: Subject;
let box: string;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

beforeEach(async () => {
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  const post = { agencyId: agency.id, unitId: unit.id, roles: ['specialist' as const] };
  holder = await buildSubject(office.db, post);
  stranger = await buildSubject(office.db, post);
  serial += 1;
  const { agencyId, personId } = holder;
  box = await buildMailbox(office.db, { agencyId, personId, address: `vang${serial}.test@laichau.gov.vn` });
  await keptBy('postfix');
  setFilter(10_025);
});

function keptBy(backend: string) {
  return rawQuery(office.db, 'update mailbox set backend = $2 where id = $1', [box, backend]);
}

function setFilter(port: number): void {
  const { smtp } = office.config;
  office.config.smtp = { ...smtp, filter: { ...smtp.filter, port } };
}

test('the holder of a mailbox on Dovecot sets the answer; it stands in the log; the mail itself stays in his program', async () => {
  expect(await setVacation(office.as(holder), box, AWAY)).toMatchObject({ enabled: true, text: AWAY.text });
  expect(await viewVacation(office.as(holder), box)).toMatchObject({ enabled: true });
  const leaves = await rawQuery(
    office.db,
    "select 1 as one from audit_leaf where action = 'webmail.vacation_set' and object_id = $1",
    [box],
  );
  expect(leaves).toHaveLength(1);
  await expect(
    listEmails(office.as(holder), box, { limit: 10 } as Parameters<typeof listEmails>[2]),
  ).rejects.toMatchObject({
    code: 'webmail.box_not_found',
  });
});

test('to everybody else the mailbox does not exist, and a member of a shared one sets none', async () => {
  await expect(setVacation(office.as(stranger), box, AWAY)).rejects.toMatchObject({ status: 404 });
  await expect(viewVacation(office.as(stranger), box)).rejects.toMatchObject({ status: 404 });
  serial += 1;
  const address = `donvi${serial}@laichau.gov.vn`;
  const shared = await buildMailbox(office.db, { agencyId: holder.agencyId, address, members: [holder.personId] });
  await rawQuery(office.db, "update mailbox set backend = 'postfix' where id = $1", [shared]);
  await expect(setVacation(office.as(holder), shared, AWAY)).rejects.toMatchObject({ status: 403 });
});

test.each(['zimbra', 'manual'])('where no mail passes by us, at %s, nothing is promised', async (backend) => {
  await keptBy(backend);
  await expect(setVacation(office.as(holder), box, AWAY)).rejects.toMatchObject({ status: 404 });
});

test('while the filter is off nothing is promised, and what was set can be ended', async () => {
  await setVacation(office.as(holder), box, AWAY);
  setFilter(0);
  await expect(setVacation(office.as(holder), box, AWAY)).rejects.toMatchObject({
    code: 'webmail.vacation_unfiltered',
  });
  expect(await setVacation(office.as(holder), box, { ...AWAY, enabled: false })).toMatchObject({ enabled: false });
});

test('a locked mailbox sets none', async () => {
  await rawQuery(office.db, "update mailbox set state = 'suspended', suspended_reason = 'idle' where id = $1", [box]);
  await expect(setVacation(office.as(holder), box, AWAY)).rejects.toMatchObject({ status: 404 });
});
