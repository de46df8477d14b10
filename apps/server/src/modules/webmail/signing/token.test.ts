import { execFileSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePem } from '@congvu/pki';
import { type AgentClient, createAgentClient } from '@congvu/pki/agent';
import { type Authority, createAuthority as createStranger, type ServedAuthority } from '@congvu/pki/authority';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StartedAgent, startAgent } from '../../../../../../e2e/support/agent.ts';
import { canPlayToken, type PlayedToken, playToken } from '../../../../../../e2e/support/token.ts';
import type { Subject } from '../../../platform/authorise.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAuthority, createRealOffice, registerToken } from '../../certificates/certificates.testing.ts';
import { createSigningRoad } from '../../signing/signing-road.testing.ts';
import { createDraft } from '../compose/create-draft.ts';
import { saveDraft } from '../compose/save-draft.ts';
import { viewDraft } from '../compose/view-draft.ts';
import type { OutgoingMail, WebmailPorts } from '../ports.ts';
import { release } from '../sending/release.ts';
import { buildMailbox } from '../webmail.testing.ts';
import { mailPurposes } from './mail-purpose.ts';
import { prepareSigning } from './prepare-signing.ts';
import { viewSigning } from './view-signing.ts';

const OWN = 'thuvx@tamduong.laichau.gov.vn';
const TEXT = 'Báo cáo kèm theo.';

if (!canPlayToken) {
  process.stderr.write('SoftHSM2 hoặc OpenSC không có trên máy này: ca ký thư bằng token được để ngoài.\n');
}

/** The window of the signing program, and the person before it. */
function sitBefore(agent: string) {
  return async (url: string) => {
    const shown = await fetch(url);
    const cookie = shown.headers.get('set-cookie')?.split(';')[0] ?? '';
    const state = async (): Promise<string> =>
      ((await (await fetch(`${url}/state`, { headers: { cookie } })).json()) as { state: string }).state;
    return {
      press: (verb: string, body: object = {}) =>
        fetch(`${url}/${verb}`, {
          method: 'POST',
          headers: { cookie, origin: agent, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ready: async () => {
        while ((await state()) !== 'waiting') {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      },
    };
  };
}

describe.runIf(canPlayToken)('a mail signed with the token of the person, through the program on the computer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvu-smime-'));
  const queued: OutgoingMail[] = [];
  const ports: WebmailPorts = {
    queueOut: async (_tx, _context, mail) => void queued.push(mail),
    documentFiles: async () => undefined,
    issuedDocuments: async () => [],
    guardTexts: async () => undefined,
    guardFile: async () => undefined,
  };
  let office: TestOffice;
  let leader: Subject;
  let authority: Authority;
  let served: ServedAuthority;
  let token: PlayedToken;
  let agent: StartedAgent;
  let site: Server;
  let client: AgentClient;
  let road: ReturnType<typeof createSigningRoad>;
  let mailboxId: string;
  let siteOrigin = '';

  beforeAll(async () => {
    const built = await createRealOffice();
    ({ office, leader } = built);
    ({ authority, served } = await buildAuthority(office));
    const { issued } = await registerToken(office, authority, leader, { mailAddresses: [OWN] });
    token = playToken('Ký thư', issued, authority.chain);
    agent = await startAgent(token);
    road = createSigningRoad(office, mailPurposes);
    mailboxId = await buildMailbox(office.db, {
      agencyId: leader.agencyId,
      address: OWN,
      personId: leader.personId,
      name: leader.displayName,
    });
    // The office as the program sees it: one-time addresses and nothing else.
    site = createServer((request, response) => {
      void road.content(leader, request.url ?? '').then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    client = createAgentClient({
      origin,
      port: Number(new URL(agent.url).port),
      crypto: webcrypto as typeof globalThis.crypto,
      wait: () => new Promise((resolve) => setTimeout(resolve, 10)),
      fetch: (url, init = {}) =>
        fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), origin } }),
    });
    const open = sitBefore(agent.url);
    await client.pair({
      showCode: () => undefined,
      openPage: (url) => void open(url).then((window) => window.press('confirm')),
    });
    siteOrigin = origin;
  }, 180_000);
  afterAll(async () => {
    await agent?.stop();
    await new Promise((resolve) => site.close(resolve));
    token?.remove();
    await served?.close();
    await office?.close();
    rmSync(folder, { recursive: true });
  });

  async function fix() {
    const context = office.as(leader);
    const to = [{ name: 'Sở TTTT', address: 'vanthu.stttt@laichau.gov.vn' }];
    const { id } = await createDraft(context, ports, mailboxId, { kind: 'new', to, subject: '' });
    const draft = { mailboxId, id };
    const { content } = await viewDraft(context, draft);
    const written = { ...content, subject: 'Báo cáo', html: `<p>${TEXT}</p>` };
    const { version } = await saveDraft(context, draft, { version: 1, content: written });
    const { id: signingId } = await prepareSigning(context, ports, draft, { version });
    const batch = await road.open(leader, 'webmail.sign', [signingId]);
    expect((await road.sign(leader, batch.id)).state).toBe('sent');
    return { draft, signingId, batch };
  }

  /** What the page does: the relay with addresses of this very site, and the end of it on the clock of this computer. */
  async function relayOf(batchId: string) {
    const relay = await road.relay(leader, batchId);
    const items = relay.items.map(({ itemId, ...item }) => ({
      ...item,
      ...(itemId !== undefined && { itemId }),
      contentUrl: `${siteOrigin}${new URL(item.contentUrl).pathname}`,
    }));
    const consent = { ...relay.consent, reason: 'Ký số thư điện tử công vụ' };
    return { ...relay, items, consent, expiresAt: new Date(Date.now() + 600_000).toISOString() };
  }

  async function askProgram(batchId: string, pins: readonly string[]) {
    const open = sitBefore(agent.url);
    return client.sign(await relayOf(batchId), () => undefined, {
      openPage: (url) =>
        void open(url).then(async (window) => {
          for (const pin of pins) {
            await window.ready();
            await window.press('sign', { pin });
          }
          if (pins.length === 0) {
            await window.press('refuse');
          }
        }),
    });
  }

  function openssl(mail: Buffer, root: Uint8Array): string {
    writeFileSync(join(folder, 'mail.eml'), mail);
    writeFileSync(join(folder, 'root.pem'), writePem(root));
    const at = String(Math.floor(office.clock.now().getTime() / 1000));
    const words = ['cms', '-verify', '-in', join(folder, 'mail.eml'), '-CAfile', join(folder, 'root.pem')];
    return execFileSync('openssl', [...words, '-attime', at], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  test('a wrong PIN, then the right one: the mail leaves, and OpenSSL verifies it against our root and no other', async () => {
    const { draft, signingId, batch } = await fix();
    const outcome = await askProgram(batch.id, ['000000', token.pin]);
    if (!('signatures' in outcome)) {
      throw new Error(outcome.message);
    }
    const answer = await road.deliver(leader, batch.id, { signatures: outcome.signatures });
    expect(answer.items[0]).toMatchObject({ result: 'signed' });
    const { submission } = await viewSigning(office.as(leader), { mailboxId: draft.mailboxId, id: signingId });
    office.clock.advance(11_000);
    await release(office, ports, { agencyId: leader.agencyId, submissionId: submission?.id ?? '' });
    const raw = await office.blobs.readBytes(queued.at(-1)?.rawSha256 ?? '');
    const root = authority.root.certificate;
    expect(Buffer.from(openssl(raw, root).split('\r\n').join('\n')).toString()).toContain(
      Buffer.from(TEXT).toString('base64').slice(0, 12),
    );
    const changed = raw.toString('latin1').replace(Buffer.from(TEXT).toString('base64').slice(0, 8), 'QUFBQUFB');
    expect(changed).not.toBe(raw.toString('latin1'));
    expect(() => openssl(Buffer.from(changed, 'latin1'), root)).toThrow();
    const stranger = createStranger({ name: 'Gốc lạ', at: office.clock.now() });
    expect(() => openssl(raw, stranger.root.certificate)).toThrow();
  });

  test('other bytes behind the address, a refusal, the program gone: nothing leaves and the draft is a draft', async () => {
    const { draft, batch } = await fix();
    const relay = await relayOf(batch.id);
    const [item] = relay.items;
    const foreign = await relayOf((await fix()).batch.id);
    const mixed = {
      ...relay,
      items: item === undefined ? [] : [{ ...item, contentUrl: foreign.items[0]?.contentUrl ?? '' }],
    };
    const open = sitBefore(agent.url);
    const checked = await client.sign(mixed, () => undefined, { openPage: (url) => void open(url) });
    expect(checked).toMatchObject({ code: 'signer.content_mismatch' });
    const refused = await askProgram(batch.id, []);
    expect(refused).toMatchObject({ failed: 'refused' });
    if ('failed' in refused) {
      await road.deliver(leader, batch.id, { failed: refused.failed });
    }
    await agent.stop();
    await expect(
      client.sign(await relayOf((await fix()).batch.id), () => undefined, { openPage: () => undefined }),
    ).rejects.toMatchObject({ code: 'agent.not_found' });
    expect((await viewDraft(office.as(leader), draft)).abilities['webmail.edit_draft']).toBe(true);
    expect(queued).toHaveLength(1);
  });
});
