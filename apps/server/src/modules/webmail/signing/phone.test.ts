import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedAuthority } from '@congvu/pki/authority';
import { startSimulator } from '@congvu/pki/simulators';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import {
  buildAuthority,
  changeCertificate,
  createRealOffice,
  registerToken,
} from '../../certificates/certificates.testing.ts';
import { createSigningRoad } from '../../signing/signing-road.testing.ts';
import { createDraft } from '../compose/create-draft.ts';
import { saveDraft } from '../compose/save-draft.ts';
import { viewDraft } from '../compose/view-draft.ts';
import type { WebmailPorts } from '../ports.ts';
import { buildMailbox } from '../webmail.testing.ts';
import { mailPurposes } from './mail-purpose.ts';
import { prepareSigning } from './prepare-signing.ts';
import { viewSigning } from './view-signing.ts';

const OWN = 'thuvx@tamduong.laichau.gov.vn';
const USER = '84912345678';
const ports: WebmailPorts = {
  queueOut: async () => undefined,
  documentFiles: async () => undefined,
  issuedDocuments: async () => [],
  guardTexts: async () => undefined,
  guardFile: async () => undefined,
};

let office: TestOffice;
let leader: Subject;
let served: ServedAuthority;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let road: ReturnType<typeof createSigningRoad>;
let mailboxId: string;

beforeAll(async () => {
  const built = await createRealOffice();
  const config = { ...built.office.config, secrets: { CONGVU_SECRET_THU: 'bi-mat-thu-nghiem' } };
  office = { ...built.office, config, as: (subject, key) => ({ ...built.office.as(subject, key), config }) };
  leader = built.leader;
  const trusted = await buildAuthority(office);
  served = trusted.served;
  const { authority } = trusted;
  const { row, issued } = await registerToken(office, authority, leader, { mailAddresses: [OWN] });
  const account = {
    user: USER,
    certificate: issued.certificate,
    privateKey: issued.privateKey,
    chain: authority.chain,
  };
  simulator = await startSimulator({ kind: 'smartca', accounts: [account], now: () => office.clock.now() });
  const service = { ...simulator.settings, id: 'thu', secret: { env: 'CONGVU_SECRET_THU' } };
  writeFileSync(join(config.dataDir, 'signing-services.json'), JSON.stringify({ services: [service] }));
  await changeCertificate(office, row, { key_kind: 'remote', service_id: 'thu', key_reference: USER });
  mailboxId = await buildMailbox(office.db, {
    agencyId: leader.agencyId,
    address: OWN,
    personId: leader.personId,
    name: leader.displayName,
  });
  road = createSigningRoad(office, mailPurposes);
});
afterAll(async () => {
  await simulator?.close();
  await served?.close();
  await office?.close();
});

async function askPhone() {
  const context = office.as(leader);
  const to = [{ name: '', address: 'vanthu.stttt@laichau.gov.vn' }];
  const { id } = await createDraft(context, ports, mailboxId, { kind: 'new', to, subject: 'Báo cáo' });
  const draft = { mailboxId, id };
  const { content } = await viewDraft(context, draft);
  const { version } = await saveDraft(context, draft, { version: 1, content: { ...content, html: '<p>Báo cáo</p>' } });
  const { id: signingId } = await prepareSigning(context, ports, draft, { version });
  const batch = await road.open(leader, 'webmail.sign', [signingId]);
  expect(await road.sign(leader, batch.id)).toMatchObject({ state: 'sent', device: { way: 'phone' } });
  const state = async () => (await viewSigning(office.as(leader), { mailboxId, id: signingId })).state;
  const poll = async () => {
    office.clock.advance(6_000);
    await road.poll();
  };
  return { draft, batch, state, poll };
}

test('confirmed on the phone while the page is closed: the office itself takes the signature and the mail leaves', async () => {
  const { batch, state, poll } = await askPhone();
  await poll();
  expect(await state()).toBe('open');
  simulator.control.tap();
  await poll();
  expect(await state()).toBe('sent');
  expect((await road.view(leader, batch.id)).state).toBe('completed');
});

test('refused on the phone: nothing leaves, the draft is a draft and the reason stands in the batch', async () => {
  const { draft, batch, state, poll } = await askPhone();
  simulator.control.refuse();
  await poll();
  expect(await state()).toBe('open');
  expect((await road.view(leader, batch.id)).items[0]?.result?.code).toBe('signing.refused');
  expect((await viewDraft(office.as(leader), draft)).abilities['webmail.edit_draft']).toBe(true);
});
