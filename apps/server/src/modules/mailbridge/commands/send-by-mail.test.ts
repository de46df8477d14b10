import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { attachFile, listDocumentFiles } from '#modules/documents';
import { insertFile } from '#modules/files';
import { type OutgoingMail, recordBounce, recordDelivery, type WebmailPorts } from '#modules/webmail';
import { type Context, command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { auditActions, buildExchange, dispatchesOf, type TestExchange } from '../../interchange/interchange.testing.ts';
import { buildMailbox, release, undoSend } from '../../webmail/webmail.testing.ts';
import { followMailed } from '../follow-mailed.ts';
import { sendByMail } from './send-by-mail.ts';

let office: TestOffice;
let exchange: TestExchange;
let mailboxId: string;
const queued: OutgoingMail[] = [];

/** The office as the composition root plugs it, with documents the test knows. */
const ports: WebmailPorts = {
  queueOut: async (_tx, _context, mail) => void queued.push(mail),
  documentFiles: async ({ db, subject }, id) => listDocumentFiles(db, subject.agencyId, id),
  issuedDocuments: async () => [{ numberSymbol: '1/UBND', by: 'file' }],
  guardTexts: async () => undefined,
  guardFile: async () => undefined,
};

beforeAll(async () => {
  office = await createTestOffice();
  exchange = await buildExchange(office, 1);
  mailboxId = await buildMailbox(office.db, {
    agencyId: exchange.senderId,
    address: 'vanthu@tamduong.laichau.gov.vn',
    members: [exchange.clerk.personId],
  });
});
beforeEach(() => {
  queued.length = 0;
});
afterAll(() => office.close());

/** An issued letter whose receiver shares nothing with us. */
async function issueOutside() {
  const letter = await exchange.issue({ receivers: [{ agencyId: null, name: 'Công ty Điện lực', code: '' }] });
  const context = office.as(exchange.clerk);
  await office.db.transaction().execute(async (tx) => {
    for (const [sortOrder, { fileId: _id, main, ...blob }] of letter.files.entries()) {
      const file = await insertFile(tx, context, letter.agencyId, blob, undefined);
      const role = main ? ('issued' as const) : ('attachment' as const);
      await attachFile(tx, {
        agencyId: letter.agencyId,
        documentId: letter.documentId,
        fileId: file.id,
        role,
        sortOrder,
      });
    }
  });
  const [dispatch] = await dispatchesOf(office, letter);
  if (dispatch === undefined) {
    throw new Error('the letter has no receiver');
  }
  return { letter, dispatch };
}

const send = (
  dispatchId: string,
  given: { address?: string; citizen?: { reason: string; approverPersonId: string } } = {},
) =>
  sendByMail(office.as(exchange.clerk), ports, dispatchId, {
    mailboxId,
    address: given.address ?? 'vanthu@dienluc.example.vn',
    text: '',
    ...(given.citizen !== undefined && { citizen: given.citizen }),
  });

const stateOf = async (letter: Parameters<typeof dispatchesOf>[1]) => {
  const [row] = await dispatchesOf(office, letter);
  return row;
};

function asMachine(): Context {
  const meta = { requestId: newId(), ip: '', userAgent: 'job' };
  return { ...office, subject: undefined, meta, idempotency: undefined };
}

describe('an issued document by mail', () => {
  test('goes with its files to the receiver no carrier reaches, once, and is audited', async () => {
    const { letter, dispatch } = await issueOutside();
    expect(dispatch.state).toBe('manual');
    const answer = await send(dispatch.id);
    expect(await stateOf(letter)).toMatchObject({
      state: 'sent',
      on_paper: true,
      mailed_to: 'vanthu@dienluc.example.vn',
    });
    await expect(send(dispatch.id)).rejects.toMatchObject({ code: 'interchange.send_by_mail.forbidden' });
    office.clock.advance(60_000);
    await release(office, ports, { agencyId: exchange.senderId, submissionId: answer.submissionId });
    expect(queued).toMatchObject([{ recipients: ['vanthu@dienluc.example.vn'], submissionId: answer.submissionId }]);
    const raw = (await office.blobs.readBytes(queued[0]?.rawSha256 ?? '')).toString('latin1');
    expect(raw.match(/Content-Disposition: attachment/g)).toHaveLength(2);
    expect(await auditActions(office, exchange.senderId)).toContain('interchange.sent_by_mail');
    await command(asMachine(), (tx) =>
      recordDelivery(tx, asMachine(), {
        submissionId: answer.submissionId,
        recipient: 'vanthu@dienluc.example.vn',
        state: 'delivered',
      }),
    );
    await followMailed(office);
    expect(await stateOf(letter)).toMatchObject({ state: 'sent' });
  });

  test('that comes back waits again with what the other side said; followed twice it is said once', async () => {
    const { letter, dispatch } = await issueOutside();
    const { submissionId } = await send(dispatch.id);
    office.clock.advance(60_000);
    await release(office, ports, { agencyId: exchange.senderId, submissionId });
    await followMailed(office);
    expect(await stateOf(letter)).toMatchObject({ state: 'sent' });
    const news = {
      submissionId,
      recipient: 'vanthu@dienluc.example.vn',
      state: 'failed' as const,
      reply: '550 5.1.1 no such user',
    };
    await command(asMachine(), (tx) => recordDelivery(tx, asMachine(), news));
    await Promise.all([followMailed(office), followMailed(office)]);
    const row = await stateOf(letter);
    expect(row).toMatchObject({ state: 'manual', on_paper: false, mailed_to: '' });
    expect(row?.note).toContain('550 5.1.1');
    const said = await rawQuery(
      office.db,
      "select 1 from interchange_dispatch_event where dispatch_id = $1 and note like '%550 5.1.1%'",
      [dispatch.id],
    );
    expect(said).toHaveLength(1);
    expect((await send(dispatch.id, { address: 'lienhe@dienluc.example.vn' })).address).toBe(
      'lienhe@dienluc.example.vn',
    );
  });

  test('that the other side had taken and refuses days later waits again, and the clerk is told', async () => {
    const { letter, dispatch } = await issueOutside();
    const { submissionId } = await send(dispatch.id);
    office.clock.advance(60_000);
    await release(office, ports, { agencyId: exchange.senderId, submissionId });
    const recipient = 'vanthu@dienluc.example.vn';
    await command(asMachine(), (tx) =>
      recordDelivery(tx, asMachine(), { submissionId, recipient, state: 'delivered' }),
    );
    await followMailed(office);
    expect(await stateOf(letter)).toMatchObject({ state: 'sent' });
    office.clock.advance(2 * 86_400_000);
    const [sent] = await rawQuery<{ id: string }>(
      office.db,
      `select message.message_id_header as id from mail_item item join mail_message message on message.id = item.message_id
       where item.submission_id = $1`,
      [submissionId],
    );
    const bounce = { messageId: sent?.id ?? '', address: recipient, reply: '550 5.1.1 no such user' };
    const bounced = (mailboxIds: string[]) =>
      office.db.transaction().execute((tx) => recordBounce(tx, asMachine(), { ...bounce, mailboxIds }));
    expect(await bounced([newId()])).toBe(false);
    expect(await bounced([mailboxId])).toBe(true);
    await Promise.all([followMailed(office), followMailed(office)]);
    const row = await stateOf(letter);
    expect(row).toMatchObject({ state: 'manual', on_paper: false, mailed_to: '' });
    expect(row?.note).toContain('550 5.1.1');
    const told = await rawQuery(
      office.db,
      "select 1 from notification where person_id = $1 and kind like 'interchange.%' and text like $2",
      [exchange.clerk.personId, `%${letter.numberSymbol}%`],
    );
    expect(told).toHaveLength(1);
  });

  test('that was taken back before it left waits again', async () => {
    const { letter, dispatch } = await issueOutside();
    const { submissionId } = await send(dispatch.id);
    await undoSend(office.as(exchange.clerk), { mailboxId, id: submissionId });
    await followMailed(office);
    expect(await stateOf(letter)).toMatchObject({ state: 'manual', mailed_to: '' });
  });
});

describe('refused', () => {
  test('to free mail, recorded; nothing is left of it', async () => {
    const { letter, dispatch } = await issueOutside();
    await expect(send(dispatch.id, { address: 'dienluc@gmail.com' })).rejects.toMatchObject({
      code: 'webmail.free_mail_document',
    });
    expect(await stateOf(letter)).toMatchObject({ state: 'manual', mailed_to: '' });
    const drafts = await rawQuery(
      office.db,
      "select 1 from mail_draft where state = 'draft' and mailbox_id = $1 and content->>'subject' like $2",
      [mailboxId, `%${letter.numberSymbol}%`],
    );
    expect(drafts).toEqual([]);
    expect(await rawQuery(office.db, "select 1 from mail_free_use where kind = 'refused'", [])).toHaveLength(1);
  });

  test('for who is no clerk, of another agency, and for what is no address', async () => {
    const { dispatch } = await issueOutside();
    const body = { mailboxId, address: 'a@b.example.vn', text: '' };
    await expect(sendByMail(office.as(exchange.specialist), ports, dispatch.id, body)).rejects.toMatchObject({
      code: 'interchange.send_by_mail.forbidden',
    });
    const other = await buildExchange(office, 1);
    await expect(sendByMail(office.as(other.clerk), ports, dispatch.id, body)).rejects.toMatchObject({
      code: 'interchange.dispatch_not_found',
    });
    await expect(send(dispatch.id, { address: 'không phải' })).rejects.toMatchObject({
      code: 'webmail.address_invalid',
    });
  });
});
