import { generateKeyPairSync } from 'node:crypto';
import { buildEdxml, type EdxmlDocument, type EdxmlStatus, formatDocumentId } from '@congvu/edxml';
import { issueCertificate, OID, writePem } from '@congvu/pki';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { SMTPServer } from 'smtp-server';
import type { Subject } from '../../../platform/authorise.ts';
import type { Context } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import type { ArrivedMessage, CarrierPorts, Parcel, ReturnedParcel } from '../carrier.ts';
import { sealSecret } from '../secrets.ts';
import { type FakeImap, startFakeImap } from './fake-imap.testing.ts';
import type { MailResolver } from './receive/verify-sender.ts';

export const PASSWORD = 'mat-khau-ung-dung';

/** A certificate in the name of this computer that trusts itself. */
export function localTls(): { key: string; cert: string } {
  const now = Date.now();
  const issued = issueCertificate({
    subject: [{ oid: OID.commonName, value: 'localhost' }],
    notBefore: new Date(now - 3_600_000),
    notAfter: new Date(now + 86_400_000),
    keyUsage: ['digitalSignature', 'keyEncipherment', 'keyCertSign'],
    authority: {},
  });
  return {
    key: issued.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: writePem(issued.certificate),
  };
}

/** A mail server of submission that keeps what it is given. */
export interface FakeSmtp {
  port: number;
  mails: { raw: Buffer; to: string[]; isSecure: boolean }[];
  /** Asked at each mail; answers the code and words of a refusal. */
  refuse: ((recipient: string) => { code: number; message: string } | undefined) | undefined;
  close(): Promise<void>;
}

export async function startFakeSmtp(
  tls: { key: string; cert: string },
  user: string,
  options: { disabledCommands?: string[]; allowInsecureAuth?: boolean } = {},
): Promise<FakeSmtp> {
  const smtp: FakeSmtp = { port: 0, mails: [], refuse: undefined, close: async () => undefined };
  const server = new SMTPServer({
    ...tls,
    ...options,
    authMethods: ['PLAIN', 'LOGIN'],
    size: 40 * 1024 * 1024,
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === PASSWORD ? done(null, { user }) : done(new Error('bad password')),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = smtp.refuse?.(address);
      done(refusal === undefined ? null : Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        smtp.mails.push({
          raw: Buffer.concat(pieces),
          to: session.envelope.rcptTo.map(({ address }) => address),
          isSecure: session.secure,
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.server.address();
  smtp.port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  smtp.close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return smtp;
}

/** A domain of mail: its key signs, its records answer. */
export interface MailDomain {
  name: string;
  sign(raw: Buffer, options?: { domain?: string; maxBodyLength?: number }): Promise<Buffer>;
  records: Map<string, string[][]>;
}

export function createDomain(name: string, policy: string | undefined = 'v=DMARC1; p=reject'): MailDomain {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const records = new Map([[`cv._domainkey.${name}`, [[`v=DKIM1; k=rsa; p=${key}`]]]]);
  if (policy !== undefined) {
    records.set(`_dmarc.${name}`, [[policy]]);
  }
  return {
    name,
    records,
    sign: async (raw, options = {}) => {
      const key = {
        signingDomain: options.domain ?? name,
        selector: 'cv',
        privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        ...(options.maxBodyLength !== undefined && { maxBodyLength: options.maxBodyLength }),
      };
      // Only what stands in signatureData signs (spec mail §7); the types ask for it twice.
      const signed = await dkimSign(raw, { ...key, signTime: new Date(), signatureData: [key] });
      if (signed.signatures === '') {
        throw new Error('the probe was not signed');
      }
      return Buffer.concat([Buffer.from(signed.signatures), raw]);
    },
  };
}

/** The name service of the test: what these domains say, and nothing else; `isDown` answers nobody. */
export function fixtureNames(domains: readonly MailDomain[]): MailResolver & { isDown: boolean } {
  const resolve = async (name: string, type: string): Promise<string[][] | string[]> => {
    if (names.isDown) {
      throw Object.assign(new Error('timeout'), { code: 'ETIMEOUT' });
    }
    const found = type === 'TXT' ? domains.map(({ records }) => records.get(name)).find((one) => one) : undefined;
    if (found === undefined) {
      throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
    }
    return found;
  };
  const names = Object.assign(resolve, { isDown: false });
  return names;
}

export interface MailOffice {
  office: TestOffice;
  agencyId: string;
  code: string;
  address: string;
  clerk: Subject;
  administrator: Subject;
  connectionId: string;
  /** What its servers show. */
  tls: { key: string; cert: string };
  smtp: FakeSmtp;
  imap: FakeImap;
  handed: ArrivedMessage[];
  returned: ReturnedParcel[];
  ports: CarrierPorts;
  system(): Context;
  change(settings: Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

/** An agency with an official mailbox on servers of this machine. */
export async function createMailOffice(name: string, code: string, address: string): Promise<MailOffice> {
  const office = await createTestOffice();
  office.config.loopbackServices = true;
  const { id: agencyId } = await buildAgency(office.db, { name, code, email: address });
  const unit = await buildUnit(office.db, agencyId);
  const person = (role: 'clerk' | 'administrator') =>
    buildSubject(office.db, { agencyId, unitId: unit.id, roles: [role] });
  const tls = localTls();
  const [smtp, imap] = [await startFakeSmtp(tls, address), await startFakeImap(tls, { user: address, pass: PASSWORD })];
  const connectionId = newId();
  const settings = {
    address,
    smtpHost: 'localhost',
    smtpPort: smtp.port,
    imapHost: 'localhost',
    imapPort: imap.port,
    ca: tls.cert,
  };
  const change = async (changed: Record<string, unknown>): Promise<void> => {
    await rawQuery(
      office.db,
      'update carriers_connection set settings = settings || $2::jsonb, next_list_at = null, resting_until = null, failures = 0 where id = $1',
      [connectionId, JSON.stringify(changed)],
    );
  };
  await rawQuery(
    office.db,
    `insert into carriers_connection (agency_id, id, kind, name, settings, secret, share, enabled, created_at, changed_at)
     values ($1, $2, 'mail', 'Thư công vụ', $3, $4, 'own', true, $5, $5)`,
    [
      agencyId,
      connectionId,
      JSON.stringify(settings),
      sealSecret(office.config, connectionId, { password: PASSWORD }),
      office.clock.now(),
    ],
  );
  const handed: ArrivedMessage[] = [];
  const returned: ReturnedParcel[] = [];
  return {
    office,
    agencyId,
    code,
    address,
    clerk: await person('clerk'),
    administrator: await person('administrator'),
    connectionId,
    tls,
    smtp,
    imap,
    handed,
    ports: {
      arrived: async (_context, messages) => void handed.push(...messages),
      returned: async (_context, parcel) => void returned.push(parcel),
    },
    returned,
    system: () => ({
      ...office,
      subject: undefined,
      meta: { requestId: newId(), ip: '', userAgent: 'job' },
      idempotency: undefined,
    }),
    change,
    close: async () => {
      await Promise.all([smtp.close(), imap.close()]);
      await office.close();
    },
  };
}

/** Somebody elsewhere, as our own tree knows it. */
export async function knowAgency(
  office: TestOffice,
  agency: { name: string; code: string; email: string },
): Promise<void> {
  await buildAgency(office.db, { ...agency, hosted: false });
}

export function letterOf(from: { code: string; name: string }, to: { code: string; name: string }[]): EdxmlDocument {
  return {
    kind: 'document',
    from: { agencyCode: from.code, name: from.name },
    to: to.map(({ code, name }) => ({ agencyCode: code, name })),
    documentId: formatDocumentId({ agencyCode: from.code, issuedOn: '2021-03-16', number: '123', symbol: 'UBND-VHTT' }),
    number: '123',
    symbol: 'UBND-VHTT',
    issuedOn: '2021-03-16',
    documentType: { code: '18', name: 'Công văn' },
    abstract: 'V/v tăng cường ứng dụng công nghệ thông tin',
    signatory: { fullName: 'Vũ Xuân Thịnh' },
  };
}

export function statusOf(from: { code: string; name: string }, to: string): EdxmlStatus {
  return {
    kind: 'status',
    from: { agencyCode: from.code, name: from.name },
    responseTo: { agencyCode: to, documentId: `${to},2021/03/16,123/UBND-VHTT`, numberSymbol: '123/UBND-VHTT' },
    statusCode: '03',
    description: 'Số đến 15',
    at: '2021-03-17T08:00:00+07:00',
  };
}

export async function packageOf(
  message: EdxmlDocument | EdxmlStatus,
  files: { name: string; content: Buffer }[] = [],
): Promise<Buffer> {
  return Buffer.from(await buildEdxml(message, files));
}

/** A parcel whose bytes lie where they would. */
export async function parcelOf(
  from: MailOffice,
  receiverCode: string,
  bytes: Buffer,
  kind: Parcel['kind'] = 'document',
) {
  const stored = await from.office.blobs.put(bytes);
  const parcel: Parcel = {
    outboxId: newId(),
    senderAgencyId: from.agencyId,
    senderCode: from.code,
    receiverAgencyId: null,
    receiverCode,
    connectionId: from.connectionId,
    kind,
    messageId: newId(),
    ...stored,
    content: kind === 'status' ? bytes : null,
    priority: 0,
    inDoubt: false,
  };
  return parcel;
}
