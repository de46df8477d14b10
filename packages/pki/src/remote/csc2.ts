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
import { type Act, authorizeCredential, callOf, hashCall, signHash } from './csc2-sign.ts';
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

/** One part for as many hashes as the key signs in one call; each can be asked for again, so none is lost while another waits. */
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

/** One authorisation and what came of it: a SAD is used at once, a handle waits for the phone. */
async function startAuthorised(act: Act, authData: { id: string; value: string }[]): Promise<Started> {
  const count = act.checked.hashes.length;
  const call = hashCall(act, 0, count);
  const agreed = await authorizeCredential(act, call.hashes, authData);
  if ('handle' in agreed) {
    return { parts: [{ reference: agreed.handle, count, isHandle: true }] };
  }
  const part = 'failed' in agreed ? agreed : await signHash(act.service, call, agreed.sad);
  return 'failed' in part
    ? { parts: [{ reference: '', count }], failed: part.failed }
    : { parts: [{ ...part, count }] };
}

async function startOtp(act: Act): Promise<Started> {
  const { service, key } = act;
  const authData: { id: string; value: string }[] = [];
  for (const { id, what } of key.authFields) {
    authData.push({ id, value: await askPerson(service.options, service.caller, what) });
  }
  return startAuthorised(act, authData);
}

function start(act: Act): Promise<Started> {
  switch (act.service.options.settings.consent) {
    case 'otp':
      assertLimit(act, act.key.multisign);
      return startOtp(act);
    case 'push':
      assertLimit(act, act.key.multisign);
      return startAuthorised(act, []);
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
  return part.isHandle === true ? askHandle(service, ticket, part) : askResponse(service, part);
}

/**
 * A service after Cloud Signature Consortium API v2. One consent covers as many documents as the key signs under one authorisation
 * (`multisign`); more are refused with the limit, or travel in several calls where the service asks for consent itself.
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
        // A service that asks by itself has its own text: a code only we show would compare with nothing.
        verificationCode: settings.consent === 'service' ? undefined : checked.verificationCode,
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
