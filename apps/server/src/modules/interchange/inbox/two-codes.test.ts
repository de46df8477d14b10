import type { EdxmlDocument } from '@congvu/edxml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyChanges } from '#modules/addressbook';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { listed, pieces } from '../../addressbook/addressbook.testing.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { insideCarrier } from '../carriers/inside-carrier.ts';
import { noAmendments } from '../interchange.ports.ts';
import type { InboxRow } from '../interchange.tables.ts';
import {
  buildExchange,
  deliver,
  dispatchesOf,
  firstReceiver,
  inboxOf,
  type TestExchange,
  type TestReceiver,
} from '../interchange.testing.ts';
import { broughtTo, letterOf, packLetter, packStatus, recallOf } from '../letters.testing.ts';
import { watchedCarrier } from '../parcels.testing.ts';
import { findByEnvelope } from '../queries/find-earlier.ts';

let office: TestOffice;
let all: TestExchange;
let receiver: TestReceiver;

/** In our tree, an address only, under a code of either scheme. */
const TREE = ['H51.4', '000.00.04.H51'] as const;
/** In the address book of the axis alone. */
const BOOK = ['H52.7', '000.00.07.H52'] as const;

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 1);
  receiver = firstReceiver(all);
  const own = await buildAgency(office.db, { name: 'Sở Ở Cây', code: TREE[0], hosted: false });
  await rawQuery(
    office.db,
    `insert into org_agency_code (agency_id, scheme, value, value_key) values ($1, 'qcvn102', $2, $2)`,
    [own.id, TREE[1]],
  );
  const rows = [
    listed(BOOK[1], { id: '7', name: 'Sở Ở Trục' }),
    listed(BOOK[0], { list: 'qd20', name: 'Sở Ở Trục', codeQcvn102: BOOK[1] }),
    listed('000.00.08.H52', { id: '8', name: 'Sở Khác' }),
  ];
  await applyChanges(office, 'truc', pieces(rows), { full: false });
  all.exchange.carriers = [insideCarrier, watchedCarrier('national')];
});
afterAll(() => office.close());

async function bring(message: EdxmlDocument, page?: string): Promise<InboxRow | undefined> {
  const brought = broughtTo(receiver, { code: message.from.agencyCode });
  const bytes = await packLetter(message, page);
  const id = await deliver(office, { ...brought, kind: 'document', carrier: 'national', bytes });
  await all.settle();
  return (await inboxOf(office, receiver.agencyId)).find((row) => row.id === id);
}

/** The same letter, as its sender writes it under another of its codes. */
const under = (message: EdxmlDocument, code: string): EdxmlDocument => ({
  ...message,
  from: { ...message.from, agencyCode: code },
});

describe.each([
  ['our own tree', TREE],
  ['the address book', BOOK],
])('a sender under two codes, known by %s', (_name, [one, other]) => {
  test('is one body: the letter comes once', async () => {
    const letter = letterOf(one, [receiver]);
    const first = await bring(letter);
    const second = await bring(under(letter, other));
    expect(first?.state).toBe('done');
    expect(second).toMatchObject({ state: 'duplicate', document_id: first?.document_id });
  });

  test('that contradicts itself waits for the clerk', async () => {
    const letter = letterOf(one, [receiver]);
    await bring(letter);
    expect(await bring(under(letter, other), '%PDF-1.7 khác')).toMatchObject({
      state: 'quarantined',
      error_code: 'interchange.conflict',
    });
  });

  test('finds its earlier letter by DocumentId, or by number, symbol and date', async () => {
    const letter = letterOf(one, [receiver]);
    const row = await bring(letter);
    const key = { agencyId: receiver.agencyId, senderCode: other };
    const numberSymbol = `${letter.number}/${letter.symbol}`;
    const named = { numberSymbol, issuedOn: '2021-03-22' };
    expect(await findByEnvelope(office.db, { ...key, documentId: letter.documentId })).toBe(row?.document_id);
    expect(await findByEnvelope(office.db, { ...key, ...named })).toBe(row?.document_id);
    expect(await findByEnvelope(office.db, { ...key, ...named, issuedOn: '2021-03-23' })).toBeUndefined();
    // The control: nobody else finds it, whatever the message says.
    for (const senderCode of ['000.00.08.H52', 'H99.LA', receiver.code]) {
      const stranger = { agencyId: receiver.agencyId, senderCode };
      expect(await findByEnvelope(office.db, { ...stranger, documentId: letter.documentId })).toBeUndefined();
    }
    const impostor = { agencyId: receiver.agencyId, senderAgencyId: all.senderId, senderCode: one };
    expect(await findByEnvelope(office.db, { ...impostor, documentId: letter.documentId })).toBeUndefined();
  });

  test('recalls under the second what it sent under the first, at once', async () => {
    const letter = letterOf(one, [receiver]);
    const came = await bring(letter);
    const targets: (string | undefined)[] = [];
    all.exchange.amendments = {
      ...noAmendments,
      letterArrived: async (tx, _context, { agencyId, message, senderAgencyId, senderCode }) => {
        const documentId = message.business?.documentId;
        targets.push(await findByEnvelope(tx, { agencyId, senderAgencyId, senderCode, documentId }));
      },
    };
    expect((await bring(under(recallOf(letter), other)))?.state).toBe('done');
    all.exchange.amendments = noAmendments;
    expect(targets).toEqual([came?.document_id]);
  });

  test('reports under the second on what was sent to the first', async () => {
    all.exchange.chooseWays = async (_db, _agencyId, receivers) =>
      receivers.map(({ code }) => ({ carrier: 'national', connectionId: null, agencyId: null, code }));
    const letter = await all.issue({ receivers: [{ agencyId: null, name: 'Sở', code: one }] });
    await all.settle();
    const [sent] = await dispatchesOf(office, letter);
    const about = { documentId: sent?.envelope_document_id ?? '' };
    const brought = broughtTo({ agencyId: all.senderId, code: all.senderCode }, { code: other });
    const bytes = await packStatus(other, all.senderCode, '03', about, 'Số đến 12');
    await deliver(office, { ...brought, kind: 'status', carrier: 'national', bytes });
    await all.settle();
    expect((await dispatchesOf(office, letter))[0]).toMatchObject({ state: 'accepted', arrival_number: 12 });
  });

  test('named under both in the list of receivers gets the letter once', async () => {
    const receivers = [one, other].map((code) => ({ agencyId: null, name: 'Sở', code }));
    const rows = await dispatchesOf(office, await all.issue({ receivers }));
    expect(rows.map((row) => [row.receiver_code, row.alias_codes])).toEqual([[one, [other]]]);
    await all.settle();
  });
});

test('two codes nobody knows are two bodies (the control)', async () => {
  const letter = letterOf('H97.1', [receiver]);
  const first = await bring(letter);
  const second = await bring(under(letter, 'H97.2'));
  expect([first?.state, second?.state]).toEqual(['done', 'done']);
  expect(second?.document_id).not.toBe(first?.document_id);
});
