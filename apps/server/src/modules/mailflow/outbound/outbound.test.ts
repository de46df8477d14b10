import { authenticate } from 'mailauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { localTls } from '../../carriers/mail/mail.testing.ts';
import { buildSubject } from '../../org/org.testing.ts';
import { buildMailbox, writeMail } from '../../webmail/webmail.testing.ts';
import { addDomain } from '../commands/save-domain.ts';
import { makeKeys, useKeys } from '../commands/turn-keys.ts';
import { mailContext } from '../mailflow.flow.ts';
import { createFlowOffice, type FlowOffice, type OutsideServer, startOutside } from '../mailflow.testing.ts';
import { QUEUE_JOB, queueOut } from './queue-out.ts';
import { runQueue } from './run-queue.ts';

const DOMAIN = 'tamduong.laichau.gov.vn';
const SENDER = `maivt@${DOMAIN}`;
const tls = localTls();

let here: FlowOffice;
let outside: OutsideServer;
let administrator: Subject;
let mailboxId: string;

beforeAll(async () => {
  here = await createFlowOffice();
  outside = await startOutside(tls);
  here.world.smtpPort = outside.port;
  here.world.records.set('MX ngoai.vn', [{ exchange: 'mx.ngoai.vn', priority: 10 }]);
  here.world.records.set('A mx.ngoai.vn', ['127.0.0.1']);
  administrator = await buildSubject(here.office.db, {
    agencyId: here.agencyId,
    unitId: here.unitId,
    roles: ['administrator'],
  });
  mailboxId = await buildMailbox(here.office.db, { agencyId: here.agencyId, address: SENDER });
});
afterAll(async () => {
  await outside.close();
  await here.close();
});
beforeEach(() => {
  outside.refuse = undefined;
  outside.refuseData = undefined;
  outside.mails.length = 0;
  here.world.isDown = false;
});

async function send(recipients: string[], given: { subject?: string; raw?: Buffer } = {}): Promise<string> {
  const raw =
    given.raw ??
    writeMail({ from: `Mai <${SENDER}>`, to: recipients.join(', '), subject: given.subject ?? 'Công văn' });
  const { sha256, size } = await here.office.blobs.put(raw);
  const context = mailContext(here.office);
  const submissionId = newId();
  await here.office.db.transaction().execute((tx) =>
    queueOut(tx, context, {
      submissionId,
      agencyId: here.agencyId,
      mailboxId,
      from: SENDER,
      recipients,
      rawSha256: sha256,
      size,
      at: here.office.clock.now(),
    }),
  );
  return submissionId;
}

async function statesOf(submissionId: string): Promise<Record<string, string>> {
  const rows = await rawQuery<{ recipient: string; state: string; last_reply: string }>(
    here.office.db,
    'select recipient, state, last_reply from mailflow_outbound where submission_id = $1',
    [submissionId],
  );
  return Object.fromEntries(rows.map(({ recipient, state }) => [recipient, state]));
}

test('the queue is woken by the clock of the machine, whatever the office takes for now', async () => {
  const now = here.office.clock.now();
  here.office.clock.set('2041-03-22T01:00:00Z');
  const submissionId = await send(['ai@ngoai.vn']);
  here.office.clock.set(now);
  const [job] = await rawQuery<{ late: number }>(
    here.office.db,
    'select extract(epoch from run_at - now())::int as late from graphile_worker.jobs where key = $1',
    [`${QUEUE_JOB}:${submissionId}`],
  );
  expect(job?.late).toBeLessThan(3_600);
  await rawQuery(here.office.db, 'delete from mailflow_outbound where submission_id = $1', [submissionId]);
});

async function subjectsIn(box: string, role = 'inbox'): Promise<string[]> {
  const rows = await rawQuery<{ subject: string }>(
    here.office.db,
    `select message.subject from mail_item item join mail_message message on message.id = item.message_id
     join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where item.mailbox_id = $1 and folder.role = $2 order by item.received_at, item.id`,
    [box, role],
  );
  return rows.map(({ subject }) => subject);
}

const MINUTE = 60_000;

describe('before the domain has keys', () => {
  test('nothing leaves unsigned, and it is said why', async () => {
    const id = await send(['ai@ngoai.vn']);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@ngoai.vn': 'queued' });
    expect(outside.mails).toEqual([]);
    await rawQuery(here.office.db, "update mailflow_outbound set state = 'cancelled' where submission_id = $1", [id]);
  });

  test('keys that are not published sign nothing yet', async () => {
    const domain = await addDomain(here.office.as(administrator), {
      domain: DOMAIN,
      parked: false,
      dmarcPolicy: 'reject',
      stsMode: 'none',
      mxHosts: [],
      senderIps: [],
      reportAddress: '',
    });
    const made = await makeKeys(here.office.as(administrator), domain.id);
    expect(made.keys.map(({ state, algorithm }) => `${algorithm} ${state}`).sort()).toEqual([
      'ed25519 made',
      'rsa made',
    ]);
    await expect(useKeys(here.office.as(administrator), here.flow, domain.id)).rejects.toMatchObject({
      code: 'mailflow.key_not_published',
      status: 409,
    });
    here.world.isDown = true;
    await expect(useKeys(here.office.as(administrator), here.flow, domain.id)).rejects.toMatchObject({ status: 503 });
    here.world.isDown = false;
    for (const record of made.records.filter(({ type }) => type === 'TXT')) {
      here.world.records.set(`TXT ${record.name}`, [[record.value]]);
    }
    const used = await useKeys(here.office.as(administrator), here.flow, domain.id);
    expect(used.keys.map(({ state }) => state)).toEqual(['active', 'active']);
  });
});

describe('mail to another domain', () => {
  test('goes over TLS with both signatures, which its receiver can prove; without what is for the sender alone', async () => {
    const raw = writeMail({ from: `Mai <${SENDER}>`, subject: 'Ký hai lần', headers: ['Bcc: mat@ngoai.vn'] });
    const id = await send(['ai@ngoai.vn', 'hai@ngoai.vn'], { raw });
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@ngoai.vn': 'sent', 'hai@ngoai.vn': 'sent' });
    const [mail] = outside.mails;
    expect(mail).toMatchObject({ from: SENDER, to: ['ai@ngoai.vn', 'hai@ngoai.vn'], secure: true });
    const received = mail?.raw ?? Buffer.alloc(0);
    expect(received.toString('latin1')).not.toContain('Bcc:');
    const proven = await authenticate(received, {
      resolver: here.world.names,
      ip: '203.0.113.1',
      helo: 'x.vn',
      sender: SENDER,
      mta: 'mx.ngoai.vn',
      trustReceived: false,
    });
    expect(proven.dkim.results.map(({ algo, status }) => [algo, status.result]).sort()).toEqual([
      ['ed25519-sha256', 'pass'],
      ['rsa-sha256', 'pass'],
    ]);
    // Negative control: one byte of the text changed on the way.
    const changed = Buffer.from(received.toString('latin1').replace('cơ quan', 'x quan'), 'latin1');
    changed[changed.length - 5] = (changed[changed.length - 5] ?? 0) ^ 1;
    const broken = await authenticate(changed, {
      resolver: here.world.names,
      mta: 'mx.ngoai.vn',
      trustReceived: false,
    });
    expect(broken.dkim.results.filter(({ status }) => status.result === 'pass')).toEqual([]);
  });

  test('each receiver has its own outcome; what was refused for good comes back to the sender, for now is tried again', async () => {
    outside.refuse = (recipient) =>
      recipient.startsWith('khong')
        ? { code: 550, text: '5.1.1 No such user' }
        : recipient.startsWith('ban')
          ? { code: 450, text: '4.2.1 Busy' }
          : undefined;
    const id = await send(['tot@ngoai.vn', 'khong@ngoai.vn', 'ban@ngoai.vn']);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({
      'tot@ngoai.vn': 'sent',
      'khong@ngoai.vn': 'failed',
      'ban@ngoai.vn': 'queued',
    });
    expect(await subjectsIn(mailboxId)).toEqual(['Thư không gửi được']);
    outside.refuse = undefined;
    await runQueue(here.flow);
    expect((await statesOf(id))['ban@ngoai.vn']).toBe('queued');
    here.office.clock.advance(5 * MINUTE);
    await runQueue(here.flow);
    expect((await statesOf(id))['ban@ngoai.vn']).toBe('sent');
    // Whoever had it does not get it again.
    expect(outside.mails.map(({ to }) => to)).toEqual([['tot@ngoai.vn'], ['ban@ngoai.vn']]);
  });

  test('the sender hears of a delay once, and of the end after five days', async () => {
    outside.refuseData = { code: 451, text: '4.3.0 Not now' };
    const id = await send(['cham@ngoai.vn'], { subject: 'Chậm' });
    const before = (await subjectsIn(mailboxId)).length;
    for (let hour = 0; hour < 124; hour += 4) {
      await runQueue(here.flow);
      here.office.clock.advance(4 * 60 * MINUTE);
    }
    expect((await subjectsIn(mailboxId)).slice(before)).toEqual(['Thư gửi chậm, đang gửi lại', 'Thư không gửi được']);
    expect(await statesOf(id)).toEqual({ 'cham@ngoai.vn': 'failed' });
  });

  test('a domain that does not exist is a failure, a name service that is silent is none', async () => {
    here.world.isDown = true;
    const id = await send(['ai@khong-co.vn']);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@khong-co.vn': 'queued' });
    here.world.isDown = false;
    here.office.clock.advance(5 * MINUTE);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@khong-co.vn': 'failed' });
  });

  test('MTA-STS: a server that is not named, or shows no right certificate, gets nothing', async () => {
    const policy = { mode: 'enforce' as const, mx: ['khac.ngoai.vn'], id: '1', maxAge: 86_400 };
    here.world.policies.set('ngoai.vn', policy);
    const id = await send(['ai@ngoai.vn']);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@ngoai.vn': 'queued' });
    here.world.policies.set('ngoai.vn', { ...policy, mx: ['mx.ngoai.vn'] });
    here.office.clock.advance(5 * MINUTE);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@ngoai.vn': 'queued' });
    expect(outside.mails).toEqual([]);
    // Negative control: a policy that only tests stops nobody.
    here.world.policies.set('ngoai.vn', { ...policy, mode: 'testing' });
    here.office.clock.advance(15 * MINUTE);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@ngoai.vn': 'sent' });
    here.world.policies.clear();
  });

  test('a record of a stranger leads to no metadata service', async () => {
    here.world.records.set('MX la.vn', [{ exchange: 'mx.la.vn', priority: 10 }]);
    here.world.records.set('A mx.la.vn', ['169.254.169.254']);
    const id = await send(['ai@la.vn']);
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@la.vn': 'queued' });
  });

  test.each(['ai@ngoai.vn>\r\nRCPT TO:<mat@ngoai.vn', 'ai@ngoai.vn\r\nDATA', 'a b@ngoai.vn', '<ai@ngoai.vn>'])(
    'an address that says more than an address is refused: %j',
    async (recipient) => {
      await expect(send([recipient])).rejects.toMatchObject({ code: 'mailflow.bad_address' });
    },
  );

  test('a mail with something slipped into its header does not leave', async () => {
    const raw = Buffer.from(
      writeMail({ from: `Mai <${SENDER}>` })
        .toString('latin1')
        .replace('Subject: ', 'Subject: x\nBcc: mat@ngoai.vn\r\nX: '),
      'latin1',
    );
    const id = await send(['ai@ngoai.vn'], { raw });
    await runQueue(here.flow);
    expect(await statesOf(id)).toEqual({ 'ai@ngoai.vn': 'queued' });
    expect(outside.mails).toEqual([]);
  });
});

describe('mail inside', () => {
  test('goes through the same judgement without a network, and comes once', async () => {
    const box = await buildMailbox(here.office.db, { agencyId: here.agencyId, address: `trong@${DOMAIN}` });
    here.world.isDown = true;
    const id = await send([`trong@${DOMAIN}`, `khong-co@${DOMAIN}`], { subject: 'Nội bộ' });
    await Promise.all([runQueue(here.flow), runQueue(here.flow)]);
    expect(await subjectsIn(box)).toEqual(['Nội bộ']);
    expect(await statesOf(id)).toEqual({ [`trong@${DOMAIN}`]: 'sent', [`khong-co@${DOMAIN}`]: 'failed' });
    expect((await subjectsIn(mailboxId)).at(-1)).toBe('Thư không gửi được');
    // Nobody settled the rows: the same mail is delivered again, and is there once.
    await rawQuery(
      here.office.db,
      "update mailflow_outbound set state = 'queued', leased_until = null where submission_id = $1",
      [id],
    );
    await runQueue(here.flow);
    expect(await subjectsIn(box)).toEqual(['Nội bộ']);
  });

  test('a closed mailbox that sends on inside reaches the successor, and a ring ends', async () => {
    const next = await buildMailbox(here.office.db, { agencyId: here.agencyId, address: `moi@${DOMAIN}` });
    const old = await buildMailbox(here.office.db, { agencyId: here.agencyId, address: `cu@${DOMAIN}` });
    const ring = await buildMailbox(here.office.db, { agencyId: here.agencyId, address: `vong@${DOMAIN}` });
    const close = (id: string, to: string) =>
      rawQuery(here.office.db, "update mailbox set state = 'revoked', forwarding_to = $2 where id = $1", [id, to]);
    await close(old, `moi@${DOMAIN}`);
    await close(ring, `vong@${DOMAIN}`);
    await send([`cu@${DOMAIN}`, `vong@${DOMAIN}`], { subject: 'Chuyển tiếp' });
    await runQueue(here.flow);
    expect(await subjectsIn(next)).toEqual(['Chuyển tiếp']);
    const [left] = await rawQuery<{ left: number }>(
      here.office.db,
      "select count(*)::int as left from mailflow_outbound where state = 'queued' and kind = 'forward'",
      [],
    );
    expect(left?.left).toBe(0);
  });
});
