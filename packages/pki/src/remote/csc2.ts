import { randomUUID } from 'node:crypto';
import type { SigningFailure, Ticket } from '../signer/hash-signer.ts';
import { askPerson, checkRequest, expiryOf } from './begin.ts';
import { authorisationUrl, takeCode } from './csc2-redirect.ts';
import {
  type Csc2Key,
  type Csc2Options,
  type Csc2Service,
  createCsc2Service,
  failureOf,
  listKeys,
  post,
  rejected,
} from './csc2-service.ts';
import { type Act, authorizeCredential, base64Hashes, callOf, hashCall, signHash } from './csc2-sign.ts';
import { textAt, textsAt } from './json.ts';
import { collect, newTicket, type PartAnswer, type RemotePart, type RemoteTicket, readTicket } from './ticket.ts';
import type { RemoteSigner } from './types.ts';

/** Consent `redirect` needs one step more: the code that the person's browser brings back. */
export interface Csc2Signer extends RemoteSigner {
  /** The browser is sent to `ticket.authorisationUrl`; `state` of its return is the ticket's id. */
  authorise(ticket: Ticket, answer: { code: string; state: string }): Promise<Ticket>;
}

/** All hashes travel in one address to the browser. */
const MAX_IN_ADDRESS = 40;

function assertLimit({ service, key, checked }: Act, limit: number): void {
  if (checked.hashes.length > limit) {
    throw service.caller.fault(
      'pki.remote_limit',
      `khóa ${key.identity.reference.slice(0, 40)} chỉ ký được ${limit} văn bản mỗi lần xác nhận theo cách này; hãy chọn ít văn bản hơn.`,
    );
  }
}

type Started = { parts: RemotePart[] } | { parts: RemotePart[]; failed: SigningFailure };

/** One part for as many hashes as the key may sign under one authorisation. */
async function inChunks(
  { key, checked }: Act,
  start: (from: number, count: number) => Promise<Omit<RemotePart, 'count'> | { failed: SigningFailure }>,
): Promise<Started> {
  const parts: RemotePart[] = [];
  for (let from = 0; from < checked.hashes.length; from += key.multisign) {
    const count = Math.min(key.multisign, checked.hashes.length - from);
    const part = await start(from, count);
    if ('failed' in part) {
      return { parts: [...parts, { reference: '', count: checked.hashes.length - from }], failed: part.failed };
    }
    parts.push({ ...part, count });
  }
  return { parts };
}

async function startOtp(act: Act): Promise<Started> {
  const { service, key, checked } = act;
  assertLimit(act, key.multisign);
  const authData: { id: string; value: string }[] = [];
  for (const { id, what } of key.authFields) {
    authData.push({ id, value: await askPerson(service.options, service.caller, what) });
  }
  return inChunks(act, async (from, count) => {
    const agreed = await authorizeCredential(act, base64Hashes(checked.hashes), authData);
    if ('handle' in agreed) {
      throw service.caller.fault(
        'pki.remote_answer',
        'đòi xác nhận trên điện thoại; đặt “consent” là push trong cấu hình.',
      );
    }
    return 'failed' in agreed ? agreed : signHash(service, hashCall(act, from, count), agreed.sad);
  });
}

function startPush(act: Act): Promise<Started> {
  return inChunks(act, async (from, count) => {
    const call = hashCall(act, from, count);
    const agreed = await authorizeCredential(act, call.hashes, []);
    if ('sad' in agreed) {
      return signHash(act.service, call, agreed.sad);
    }
    return 'failed' in agreed ? agreed : { reference: agreed.handle };
  });
}

function start(act: Act): Promise<Started> {
  switch (act.service.options.settings.consent) {
    case 'otp':
      return startOtp(act);
    case 'push':
      return startPush(act);
    case 'service':
      return inChunks(act, (from, count) => signHash(act.service, hashCall(act, from, count), undefined));
    case 'redirect':
      assertLimit(act, Math.min(act.key.multisign, MAX_IN_ADDRESS));
      return Promise.resolve({ parts: [{ reference: '', count: act.checked.hashes.length }] });
  }
}

async function askHandle(service: Csc2Service, ticket: RemoteTicket, part: RemotePart): Promise<PartAnswer> {
  const { answer, json } = await post(service, 'credentials/authorizeCheck', {
    body: { handle: part.reference },
    isRepeatable: true,
  });
  const sad = textAt(json, 'SAD');
  if (sad === undefined) {
    return stillOpen(service, answer.status, json);
  }
  service.caller.hide(sad);
  const signed = await signHash(service, callOf(ticket, part), sad);
  return 'failed' in signed ? signed : { signatures: signed.signatures ?? [] };
}

/** No answer yet, or a word for its end; anything else is an error. */
function stillOpen(service: Csc2Service, status: number, json: unknown): PartAnswer {
  const error = textAt(json, 'error');
  if (status < 400 || error === 'authorization_pending') {
    return 'pending';
  }
  const failed = failureOf(json);
  if (failed === undefined) {
    throw rejected(service, { status, text: '' }, json);
  }
  return { failed };
}

async function askResponse(service: Csc2Service, part: RemotePart): Promise<PartAnswer> {
  const { answer, json } = await post(service, 'signatures/signPolling', {
    body: { responseID: part.reference },
    isRepeatable: true,
  });
  const signatures = textsAt(json, 'signatures');
  return answer.status === 200 && signatures.length > 0 ? { signatures } : stillOpen(service, answer.status, json);
}

function askPart(service: Csc2Service, ticket: RemoteTicket, part: RemotePart): Promise<PartAnswer> {
  if (ticket.authorisationUrl !== undefined) {
    return Promise.resolve('pending');
  }
  return service.options.settings.consent === 'push' ? askHandle(service, ticket, part) : askResponse(service, part);
}

/**
 * A service after Cloud Signature Consortium API v2. More documents than the key signs under one authorisation travel in several
 * calls of one `begin`.
 * @throws PkiError from its methods: `pki.remote_…`, `pki.unknown_identity`, `pki.attributes_mismatch`, `pki.algorithm`
 */
export function csc2Signer(options: Csc2Options): Csc2Signer {
  const service = createCsc2Service(options);
  const { settings, now } = options;
  return {
    async identities() {
      return (await listKeys(service)).map(({ identity }) => identity);
    },
    async begin(request) {
      const keys: Csc2Key[] = [];
      const list = async () => {
        keys.push(...(await listKeys(service)));
        return keys.map(({ identity }) => identity);
      };
      const checked = await checkRequest(request, { list, label: settings.label });
      const key = keys.find(({ identity }) => identity === checked.identity);
      if (key === undefined) {
        throw service.caller.fault('pki.remote_answer', 'không còn khóa vừa liệt kê; hãy thử lại.');
      }
      const act = { service, key, checked };
      const id = randomUUID();
      return newTicket({
        ...checked,
        ...(await start(act)),
        id,
        service: settings.id,
        keyAlgorithms: key.algo,
        expiresAt: expiryOf(options),
        ...(settings.consent === 'redirect' ? { authorisationUrl: authorisationUrl(act, id) } : {}),
      });
    },
    async poll(ticket) {
      const read = readTicket(ticket, settings.id);
      return collect(read, { ask: (part) => askPart(service, read, part), label: settings.label, now });
    },
    async authorise(ticket, answer) {
      return takeCode(service, readTicket(ticket, settings.id), answer);
    },
    // The interface cannot take a transaction back: it is not asked for again and ends by itself.
    async cancel(ticket) {
      readTicket(ticket, settings.id);
    },
  };
}
