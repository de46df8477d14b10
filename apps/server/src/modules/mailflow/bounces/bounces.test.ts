import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { buildMailbox, deliverTo, storeRaw, writeMail } from '../../webmail/webmail.testing.ts';
import type { OpenPort } from '../intake/open-port.ts';
import { addDomainTo, type TestDomain } from '../mail-world.testing.ts';
import { bringMail, createFlowOffice, type FlowOffice } from '../mailflow.testing.ts';
import { noticeMail } from '../outbound/notice-mail.ts';
import { readBounce } from './read-bounce.ts';
import { BOUNCE_JOB, BouncePayload, takeBounce } from './take-bounce.ts';

const SENDER = 'maivt@tamduong.laichau.gov.vn';
const OTHER = 'khac@tamduong.laichau.gov.vn';
const RECEIVER = 'vanthu@ngoai.vn';

let here: FlowOffice;
let port: OpenPort;
let outside: TestDomain;
let stranger: TestDomain;
let boxes: Record<string, string>;

beforeAll(async () => {
  here = await createFlowOffice();
  port = await here.open();
  outside = addDomainTo(here.world, 'ngoai.vn', { spf: 'v=spf1 -all' });
  stranger = addDomainTo(here.world, 'la.vn', { spf: 'v=spf1 -all' });
  here.world.records.set('MX ngoai.vn', [{ exchange: 'mx.ngoai.vn', priority: 10 }]);
  here.world.records.set('A mx.ngoai.vn', ['192.0.2.25']);
  const { agencyId } = here;
  boxes = {
    [SENDER]: await buildMailbox(here.office.db, { agencyId, address: SENDER }),
    [OTHER]: await buildMailbox(here.office.db, { agencyId, address: OTHER }),
  };
});
afterAll(() => here.close());

let serial = 0;

/** A mail of ours that the other side has taken. */
async function sent(): Promise<{
  raw: Buffer;
  submissionId: string;
  state(): Promise<{ state: string; reply: string | null }>;
}> {
  serial += 1;
  const { db, clock } = here.office;
  const raw = writeMail({ from: SENDER, to: RECEIVER, messageId: `sent-${serial}@tamduong.laichau.gov.vn` });
  const stored = await storeRaw(here.office, raw);
  const submissionId = newId();
  const mailboxId = boxes[SENDER] ?? '';
  const box = { agencyId: here.agencyId, mailboxId };
  await rawQuery(
    db,
    `insert into mail_submission (agency_id, id, mailbox_id, sent_by, from_address, subject, raw_sha256, size, facts, undo_status, send_at, created_at)
     values ($1, $2, $3, 'Mai', $4, 'Công văn', $5, 1, '{}', 'final', $6, $6)`,
    [here.agencyId, submissionId, mailboxId, SENDER, stored.rawSha256, clock.now()],
  );
  await rawQuery(
    db,
    `insert into mail_submission_recipient (agency_id, submission_id, address_key, address, name, kind, state, at)
     values ($1, $2, $3, $3, '', 'to', 'delivered', $4)`,
    [here.agencyId, submissionId, RECEIVER, clock.now()],
  );
  const { itemId } = await deliverTo(here.office, stored, box);
  await rawQuery(db, "update mail_item set direction = 'out', submission_id = $2 where id = $1", [
    itemId,
    submissionId,
  ]);
  const state = async () => {
    const [row] = await rawQuery<{ state: string; reply: string | null }>(
      db,
      'select state, reply from mail_submission_recipient where submission_id = $1',
      [submissionId],
    );
    return row ?? { state: '', reply: null };
  };
  return { raw, submissionId, state };
}

function notice(raw: Buffer, given: { kind?: 'failed' | 'delayed'; about?: string; domain?: string } = {}): Buffer {
  return noticeMail({
    kind: given.kind ?? 'failed',
    to: SENDER,
    ownName: 'mx.ngoai.vn',
    domain: given.domain ?? 'ngoai.vn',
    id: newId(),
    at: here.office.clock.now(),
    queuedAt: here.office.clock.now(),
    recipients: [{ address: given.about ?? RECEIVER, reply: '550 5.1.1 no such user' }],
    raw,
  });
}

/** Through the door like any mail, and then whatever was ordered to be read. */
async function arrives(mail: Buffer, { from = '', to = SENDER } = {}): Promise<number> {
  expect(await bringMail(port.port, from, [to], mail)).toMatch(/^250/);
  const jobs = await rawQuery<{ payload: unknown }>(
    here.office.db,
    `delete from graphile_worker._private_jobs where task_id = (select id from graphile_worker._private_tasks where identifier = $1)
     returning payload`,
    [BOUNCE_JOB],
  );
  for (const { payload } of jobs) {
    await takeBounce(here.flow, BouncePayload.parse(payload));
  }
  return jobs.length;
}

describe('a notice that comes later', () => {
  test('of the server the mail went to: the receiver was not reached, and it is audited once', async () => {
    const mail = await sent();
    const bounce = await outside.sign(notice(mail.raw));
    expect(await arrives(bounce)).toBe(1);
    const { state, reply } = await mail.state();
    expect(state).toBe('failed');
    expect(reply).toContain('550 5.1.1 no such user');
    await arrives(bounce);
    const leaves = await rawQuery(
      here.office.db,
      "select 1 from audit_leaf where action = 'webmail.bounced' and object_id = $1",
      [mail.submissionId],
    );
    expect(leaves).toHaveLength(1);
  });

  test('by address of its server, without any signature', async () => {
    const mail = await sent();
    here.world.records.set('A mx.ngoai.vn', ['127.0.0.1']);
    await arrives(notice(mail.raw));
    here.world.records.set('A mx.ngoai.vn', ['192.0.2.25']);
    expect((await mail.state()).state).toBe('failed');
  });

  test('of somebody else, about another mail or receiver, to another mailbox, or of a delay: nothing changes', async () => {
    const mail = await sent();
    const unknown = writeMail({ from: SENDER, to: RECEIVER, messageId: 'never-sent@tamduong.laichau.gov.vn' });
    // Who got the mail knows its Message-ID.
    await arrives(await stranger.sign(notice(mail.raw, { domain: 'la.vn' })));
    await arrives(notice(mail.raw));
    await arrives(await outside.sign(notice(unknown)));
    await arrives(await outside.sign(notice(mail.raw, { about: 'ketoan@ngoai.vn' })));
    await arrives(await outside.sign(notice(mail.raw)), { to: OTHER });
    await arrives(await outside.sign(notice(mail.raw, { kind: 'delayed' })));
    expect(await mail.state()).toEqual({ state: 'delivered', reply: null });
    // With a sender it is a letter, and is not even looked at.
    expect(await arrives(await outside.sign(notice(mail.raw)), { from: 'a@ngoai.vn' })).toBe(0);
    expect((await mail.state()).state).toBe('delivered');
  });

  test('while the name service is silent is read later', async () => {
    const mail = await sent();
    const payload = {
      sha256: (await here.office.blobs.put(notice(mail.raw))).sha256,
      mailboxIds: [boxes[SENDER] ?? ''],
      bringer: { ip: '192.0.2.25', helo: 'mx.ngoai.vn', spf: 'none', signedBy: [] },
    };
    here.world.isDown = true;
    await expect(takeBounce(here.flow, payload)).rejects.toThrow('name service');
    here.world.isDown = false;
    await takeBounce(here.flow, payload);
    expect((await mail.state()).state).toBe('failed');
  });
});

describe('what a notice says', () => {
  const part = (declaredType: string, text: string) => ({ declaredType, bytes: Buffer.from(text) });
  const read = (status: string, head = 'Message-ID: <a@b.vn>\r\n') =>
    readBounce({ attachments: [part('message/delivery-status', status), part('message/rfc822', `${head}\r\ntext`)] });

  test.each([
    [
      'one receiver',
      'Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822;B@n.vn\nAction: failed\nStatus: 5.1.1\n',
      ['b@n.vn'],
    ],
    [
      'sent on in between: the address it was sent to counts',
      'Reporting-MTA: dns; x\r\n\r\nOriginal-Recipient: rfc822;b@n.vn\r\nFinal-Recipient: rfc822;c@m.vn\r\nAction: failed\r\n',
      ['b@n.vn', 'c@m.vn'],
    ],
    [
      'several, one of them reached',
      'X: y\n\nFinal-Recipient: rfc822;a@n.vn\nAction: delivered\n\nFinal-Recipient: rfc822; b@n.vn\nAction: FAILED\n',
      ['b@n.vn'],
    ],
  ])('%s', (_name, status, addresses) => {
    expect(read(status)?.failed.map(({ address }) => address)).toEqual(addresses);
  });

  test.each([
    ['no receiver', 'Reporting-MTA: dns; x\n'],
    ['no address', 'X: y\n\nFinal-Recipient: rfc822; nobody\nAction: failed\n'],
    ['a delay', 'X: y\n\nFinal-Recipient: rfc822; a@n.vn\nAction: delayed\n'],
  ])('%s is nothing', (_name, status) => {
    expect(read(status)).toBeUndefined();
  });

  test('a folded reply is one line without control characters', () => {
    const [one] =
      read('X: y\n\nFinal-Recipient: rfc822;a@n.vn\nAction: failed\nDiagnostic-Code: smtp; 550\n \t5.7.1\u0007 no\n')
        ?.failed ?? [];
    expect(one?.reply).toBe('550 5.7.1 no');
  });

  test('no Message-ID, or none that is one: nothing', () => {
    const status = 'X: y\n\nFinal-Recipient: rfc822;a@n.vn\nAction: failed\n';
    expect(read(status, 'Subject: x\r\n')).toBeUndefined();
    expect(read(status, 'Message-ID: a@b.vn\r\n')).toBeUndefined();
  });

  test('whatever bytes come, it answers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 200 }), (status, head) => {
        const bounce = read(status, head);
        return bounce === undefined || bounce.failed.every(({ reply }) => !/[\p{C}]/u.test(reply));
      }),
    );
  });
});
