import { Readable } from 'node:stream';
import type { FilledContent, SignBatchAnswer, SigningBatch, SigningPurposeName } from '@congvu/contracts';
import { expect } from 'vitest';
import { createDemoKeys } from '#modules/certificates';
import { createDemoAccounts } from '#modules/identity';
import { recordNewMailbox } from '#modules/mail';
import { createSigningModule } from '#modules/signing';
import type { Subject } from '../../platform/authorise.ts';
import { type ActingContext, command } from '../../platform/context.ts';
import type { FileAnswer, Route, RouteInput, UploadedFile } from '../../platform/http/route.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import type { MovedRequest, RequestsPorts } from './ports.ts';
import { requestPurposes } from './signing/purposes.ts';

export const PIN = '246810';
export const PASSWORD = 'Ruong-bac-thang-2021';

type Campaign = Awaited<ReturnType<RequestsPorts['campaign']>>;

export interface RecordedRequestPorts extends RequestsPorts {
  seen: MovedRequest[];
  campaigns: Map<string, NonNullable<Campaign>>;
  /** Requests that must not wait for others. */
  urgent: string[];
}

/** Those above as a list of what they were told. */
export function recordRequestPorts(): RecordedRequestPorts {
  const seen: MovedRequest[] = [];
  const campaigns: RecordedRequestPorts['campaigns'] = new Map();
  const urgent: string[] = [];
  return {
    seen,
    campaigns,
    urgent,
    moved: async (_tx, _context, request) => {
      seen.push(request);
    },
    campaign: async (_db, { campaignId }) => campaigns.get(campaignId),
    batchOf: async () => undefined,
    urgentAccepted: async (_tx, _context, { id }) => {
      urgent.push(id);
    },
  };
}

export interface RequestingAgency {
  agencyId: string;
  unitId: string;
  leader: Subject;
  clerk: Subject;
  specialist: Subject;
  colleague: Subject;
  auditor: Subject;
}

export interface RequestsOffice {
  /** The guiding office: a committee with a department whose people are focal. */
  district: {
    agencyId: string;
    focal: Subject;
    leader: Subject;
    clerk: Subject;
    unitHead: Subject;
    specialist: Subject;
  };
  commune: RequestingAgency;
  other: RequestingAgency;
}

async function giveAccounts<T extends Subject>(office: TestOffice, subjects: readonly T[]): Promise<void> {
  const [first] = subjects;
  if (first === undefined) {
    return;
  }
  const context = office.as(first);
  const people = subjects.map(({ agencyId, personId, displayName }) => ({ agencyId, personId, fullName: displayName }));
  await command(context, (tx) => createDemoAccounts(tx, context, { password: PASSWORD, people }));
  for (const subject of subjects) {
    const [row] = await rawQuery<{ id: string }>(office.db, 'select id from identity_user where person_id = $1', [
      subject.personId,
    ]);
    subject.userId = row?.id ?? subject.userId;
  }
}

async function buildCommune(office: TestOffice, name: string, parentId: string): Promise<RequestingAgency> {
  const { db } = office;
  const agency = await buildAgency(db, { name, parent_id: parentId, kind: 'department', collective: false });
  const unit = await buildUnit(db, agency.id, { name: 'Văn phòng' });
  const at = { agencyId: agency.id, unitId: unit.id };
  return {
    ...at,
    leader: await buildSubject(db, {
      ...at,
      fullName: 'Giàng A Páo',
      title: 'Chủ tịch',
      rank: 'agency_head',
      roles: ['leader'],
    }),
    clerk: await buildSubject(db, { ...at, fullName: 'Lò Thị Ngoan', title: 'Văn thư', roles: ['clerk'] }),
    specialist: await buildSubject(db, { ...at, fullName: 'Sùng Thị Mỷ', roles: ['specialist'] }),
    colleague: await buildSubject(db, { ...at, fullName: 'Tao Văn Ín', roles: ['specialist'] }),
    auditor: await buildSubject(db, { ...at, fullName: 'Vàng A Khua', roles: ['auditor'] }),
  };
}

/** A district with two communes below it, everybody with a sign-in and nobody with a key yet. */
export async function buildRequestsOffice(office: TestOffice): Promise<RequestsOffice> {
  const { db } = office;
  const agency = await buildAgency(db, { name: 'UBND huyện Bản Sen', tier: 'district', place: 'Bản Sen' });
  const culture = await buildUnit(db, agency.id, { name: 'Phòng Văn hóa và Thông tin', symbol: 'VHTT' });
  const at = { agencyId: agency.id, unitId: culture.id };
  const district = {
    agencyId: agency.id,
    focal: await buildSubject(db, { ...at, fullName: 'Lường Thị Thảo', roles: ['specialist', 'focal'] }),
    leader: await buildSubject(db, { ...at, fullName: 'Tẩn Văn Chủ', rank: 'agency_head', roles: ['leader'] }),
    clerk: await buildSubject(db, { ...at, fullName: 'Lò Thị Thư', roles: ['clerk'] }),
    unitHead: await buildSubject(db, { ...at, fullName: 'Lê Thị Trưởng', rank: 'unit_head', roles: ['unit_head'] }),
    specialist: await buildSubject(db, { ...at, fullName: 'Đèo Văn Soạn', roles: ['specialist'] }),
  };
  const commune = await buildCommune(office, 'UBND xã Nà Tăm', agency.id);
  const other = await buildCommune(office, 'UBND xã Bản Bo', agency.id);
  const people = [district, commune, other].flatMap((group) =>
    Object.values(group).filter((value): value is Subject => typeof value === 'object'),
  );
  await giveAccounts(office, people);
  return { district, commune, other };
}

/** Demo keys for people, and for their agency when asked. */
export async function giveKeys(office: TestOffice, subjects: readonly Subject[], organisation: boolean): Promise<void> {
  const [first] = subjects;
  if (first === undefined) {
    return;
  }
  const context = office.as(first);
  await command(context, (tx) =>
    createDemoKeys(tx, context, {
      pin: PIN,
      people: subjects.map(({ agencyId, personId, displayName, title }) => ({
        agencyId,
        organisationName: 'Ủy ban nhân dân xã',
        personId,
        fullName: displayName,
        title,
      })),
      organisations: organisation ? [{ agencyId: first.agencyId, name: 'Ủy ban nhân dân xã', governingName: '' }] : [],
    }),
  );
}

async function callSigning<T>(
  context: ActingContext,
  ports: RequestsPorts,
  path: string,
  input: { params?: object; body?: object },
): Promise<T> {
  const { routes = [] } = createSigningModule({ purposes: requestPurposes(ports) });
  const route = routes.find((candidate: Route) => candidate.method === 'POST' && candidate.path === path);
  if (route === undefined) {
    throw new Error(`no route ${path}`);
  }
  // Neither files nor cookies are touched by these routes; the answer is the contract's.
  return (await route.handle(context, { params: {}, query: {}, body: {}, ...input } as RouteInput)) as T;
}

export async function openSigning(
  context: ActingContext,
  ports: RequestsPorts,
  purpose: SigningPurposeName,
  documentIds: string[],
): Promise<SigningBatch> {
  return callSigning(context, ports, '/api/signing/batches', { body: { purpose, documentIds } });
}

export async function signOpened(
  context: ActingContext,
  ports: RequestsPorts,
  batchId: string,
): Promise<SignBatchAnswer> {
  return callSigning(context, ports, '/api/signing/batches/:id/sign', { params: { id: batchId }, body: { pin: PIN } });
}

export async function signRequests(
  context: ActingContext,
  ports: RequestsPorts,
  purpose: SigningPurposeName,
  ids: string[],
): Promise<SignBatchAnswer> {
  const batch = await openSigning(context, ports, purpose, ids);
  return signOpened(context, ports, batch.id);
}

const NAMES = ['Lò Văn', 'Sùng A', 'Giàng Thị', 'Vàng Thị', 'Tẩn A', 'Lý A', 'Mùa Thị', 'Hoàng Văn'];
const ONSETS = ['b', 'c', 'd', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 's', 't', 'v'];
const RHYMES = ['a', 'an', 'e', 'i', 'o', 'on', 'u'];
const SYLLABLES = ONSETS.flatMap((onset) => RHYMES.map((rhyme) => `${onset}${rhyme}`));

/** A number written in syllables, so that no two names are the same. */
function givenName(index: number): string {
  const at = (place: number) => SYLLABLES[place % SYLLABLES.length] ?? '';
  const { length } = SYLLABLES;
  return [at(index), at(Math.floor(index / length)), at(Math.floor(index / length ** 2))]
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
}

/** Mẫu số 06 with so many people nobody knows; another `series`, other people. */
export function accountRows(count: number, unit = 'Văn phòng', series = 0): FilledContent {
  return {
    rows: Array.from({ length: count }, (_, index) => ({
      fullName: `${NAMES[series % NAMES.length]} ${givenName(index + Math.floor(series / NAMES.length) * 100)}`,
      position: 'Chuyên viên',
      unit,
      phone: `091${String(index + series * 100).padStart(7, '0')}`,
      note: '',
    })),
  };
}

/** An active mailbox of a person, or of the agency. */
export async function giveMailbox(
  office: TestOffice,
  subject: Subject,
  address: string,
  ofUnit = false,
): Promise<void> {
  const context = office.as(subject);
  await command(context, (tx) =>
    recordNewMailbox(tx, context, {
      agencyId: subject.agencyId,
      personId: ofUnit ? null : subject.personId,
      kind: ofUnit ? 'unit' : 'person',
      holderName: ofUnit ? 'Ủy ban nhân dân xã' : subject.displayName,
      unitName: '',
      address,
      on: '2021-03-01',
      requestId: null,
      link: null,
    }),
  );
  await rawQuery(office.db, `update mailbox set state = 'active' where address = $1`, [address]);
}

/** Mẫu 01 without a fault, for somebody whose mailbox is known. */
export function personFields(subject: Subject, email: string, identity = '012088001234'): FilledContent {
  return {
    fields: {
      fullName: subject.displayName,
      gender: 'male',
      bornOn: '1988-05-07',
      birthPlace: 'Nà Tăm, Bản Sen',
      'identity.number': identity,
      'identity.issuedOn': '2018-05-07',
      'identity.issuedBy': 'Công an tỉnh',
      email,
      employer: 'UBND xã Nà Tăm',
      employerAddress: 'Bản Nà Tăm',
      position: subject.title,
      mobile: '0912345678',
      pkiSim: '',
    },
  };
}

export function upload(name: string, bytes: Uint8Array, declaredType = 'application/pdf'): AsyncIterable<UploadedFile> {
  return (async function* () {
    yield { name, declaredType, stream: Readable.from([Buffer.from(bytes)]) };
  })();
}

export async function expectCode(promise: Promise<unknown>, code: string | RegExp): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: typeof code === 'string' ? code : expect.stringMatching(code) });
}

export async function readAll({ stream }: FileAnswer): Promise<Buffer> {
  if (Buffer.isBuffer(stream)) {
    return stream;
  }
  const chunks: Buffer[] = [];
  for await (const part of stream) {
    chunks.push(typeof part === 'string' ? Buffer.from(part) : Buffer.from(part));
  }
  return Buffer.concat(chunks);
}
