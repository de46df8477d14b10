import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import type { FastifyInstance } from 'fastify';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import { createModules, type OfficeModules } from '../modules.ts';
import type { Role, Subject } from '../platform/authorise.ts';
import { openBlobStore } from '../platform/blobs.ts';
import { createFakeClock } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import type { Services } from '../platform/context.ts';
import { createDb } from '../platform/db.ts';
import type { EventHub } from '../platform/events.ts';
import type { Route } from '../platform/http/route.ts';
import { buildServer, type SignedIn } from '../platform/http/server.ts';
import { openKeyring } from '../platform/keys/keyring.ts';
import { createLog } from '../platform/log.ts';
import { createTestDatabase } from '../platform/testing/test-database.ts';
import { createDryPool, type Rewrite } from './dry-pool.testing.ts';
import { PASSWORD } from './password.testing.ts';
import { createPlant, type Plant } from './plant.testing.ts';

/** Who asks, by the letters of the matrix. */
export const ACTORS = {
  V: 'văn thư',
  C: 'chuyên viên',
  T: 'trưởng đơn vị',
  L: 'lãnh đạo',
  F: 'đầu mối',
  Q: 'quản trị',
  K: 'kiểm toán',
  N: 'người nhiều vị trí (đang làm chuyên viên; văn thư ở cơ quan ngang cấp)',
  '-': 'khách chưa đăng nhập',
} as const;
export type Actor = keyof typeof ACTORS;

/** Where an object lies as seen from those who ask; `own` is the asking person's very own. */
export const PLACES = ['unit', 'agency', 'parent', 'child', 'sibling', 'dissolved'] as const;
export type Place = (typeof PLACES)[number];

/** Whoever looks after the objects of a place: their drafter, owner, holder. */
export interface Owner {
  agencyId: string;
  unitId: string;
  /** The agency that guides it: those below the own one are guided by that. */
  guideId: string;
  subject: Subject;
}

export interface AccessOffice {
  app: FastifyInstance;
  modules: OfficeModules;
  routes: Route[];
  services: Services;
  plant: Plant;
  actors: Record<Exclude<Actor, '-'>, Subject & { token: string }>;
  owners: Record<Place, Owner>;
  cookie(actor: Actor): Record<string, string>;
  /** A statement of the owner of the tables that stays. */
  alter(statement: string): Promise<unknown>;
  close(): Promise<void>;
}

const NOW = '2021-03-22T01:00:00Z';

const POSTS: Record<Exclude<Actor, '-'>, { roles: Role[]; rank?: 'agency_head' | 'unit_head'; fullName: string }> = {
  V: { roles: ['clerk'], fullName: 'Lò Thị Thư' },
  C: { roles: ['specialist'], fullName: 'Đèo Văn Viên' },
  T: { roles: ['unit_head'], rank: 'unit_head', fullName: 'Lê Thị Trưởng' },
  L: { roles: ['leader'], rank: 'agency_head', fullName: 'Tẩn Văn Chủ' },
  F: { roles: ['focal'], fullName: 'Hoàng Minh Mối' },
  Q: { roles: ['administrator'], fullName: 'Phàn Văn Quản' },
  K: { roles: ['auditor'], fullName: 'Vàng Thị Kiểm' },
  N: { roles: ['specialist'], fullName: 'Sùng A Nhiều' },
};

function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The cost of a check stands in the stored hash: a cheap one keeps thousands of proofs short. */
const passwordHash = hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });

/** A sign-in with an open session of the given secret. */
export async function openSession(plant: Plant, subject: Subject, token: string): Promise<void> {
  await plant('identity_user', {
    agency_id: subject.agencyId,
    id: subject.userId,
    person_id: subject.personId,
    user_name: `u${subject.userId.slice(-12)}`,
    last_position_id: subject.positionId,
    password_hash: await passwordHash,
  });
  await plant('identity_session', {
    agency_id: subject.agencyId,
    user_id: subject.userId,
    token_hash: tokenHash(token),
    acting_position_id: subject.positionId,
    second_factor: true,
    started_at: NOW,
    last_seen_at: NOW,
    absolute_until: '2021-03-22T12:00:00Z',
  });
}

async function buildOwners(db: Services['db']): Promise<{ owners: AccessOffice['owners']; leadersId: string }> {
  const parent = await buildAgency(db, { name: 'UBND tỉnh Mẫu', tier: 'province' });
  const below = (name: string, given: { valid_to?: string; parent_id?: string; tier: 'district' | 'commune' }) =>
    buildAgency(db, { name, parent_id: parent.id, ...given });
  const own = await below('UBND huyện Mẫu', { tier: 'district' });
  const sibling = await below('UBND huyện Bên', { tier: 'district' });
  const child = await below('UBND xã Dưới', { tier: 'commune', parent_id: own.id });
  const dissolved = await below('UBND xã Cũ', { tier: 'commune', parent_id: own.id, valid_to: '2021-03-01' });
  const leadersId = (await buildUnit(db, own.id, { name: 'Lãnh đạo', symbol: '' })).id;
  const guided = [own.id, child.id, dissolved.id];
  const ownerIn = async (agencyId: string, unitName: string): Promise<Owner> => {
    const unitId = (await buildUnit(db, agencyId, { name: unitName })).id;
    const subject = await buildSubject(db, { agencyId, unitId, roles: ['specialist'], fullName: `Chủ ${unitName}` });
    return { agencyId, unitId, subject, guideId: guided.includes(agencyId) ? own.id : agencyId };
  };
  const headIn = ({ agencyId, unitId }: Owner): Promise<Subject> =>
    buildSubject(db, { agencyId, unitId, roles: ['unit_head'], rank: 'unit_head', fullName: 'Trưởng Phòng Hai' });
  // The dissolved agency was in office when its owner wrote; its subject is made before the end of its days.
  await db
    .withTables<{ org_agency: { id: string; valid_to: string | null } }>()
    .updateTable('org_agency')
    .set({ valid_to: null })
    .where('id', '=', dissolved.id)
    .execute();
  const owners = {
    unit: await ownerIn(own.id, 'Phòng Một'),
    agency: await ownerIn(own.id, 'Phòng Hai'),
    parent: await ownerIn(parent.id, 'Phòng Tỉnh'),
    child: await ownerIn(child.id, 'Phòng Xã'),
    sibling: await ownerIn(sibling.id, 'Phòng Bên'),
    dissolved: await ownerIn(dissolved.id, 'Phòng Cũ'),
  };
  await headIn(owners.agency);
  await db
    .withTables<{ org_agency: { id: string; valid_to: string | null } }>()
    .updateTable('org_agency')
    .set({ valid_to: '2021-03-01' })
    .where('id', '=', dissolved.id)
    .execute();
  return { owners, leadersId };
}

interface Seats {
  owners: AccessOffice['owners'];
  leadersId: string;
  name: (plain: string) => string;
}

async function seatActors(
  db: Services['db'],
  plant: Plant,
  { owners, leadersId, name }: Seats,
): Promise<AccessOffice['actors']> {
  const seated: Partial<AccessOffice['actors']> = {};
  for (const actor of Object.keys(POSTS) as (keyof typeof POSTS)[]) {
    const post = POSTS[actor];
    const { agencyId, unitId } = owners.unit;
    const subject = await buildSubject(db, {
      agencyId,
      unitId: actor === 'L' ? leadersId : unitId,
      ...post,
      fullName: name(post.fullName),
    });
    const token = `token-of-${actor}`.padEnd(43, '0');
    await openSession(plant, subject, token);
    seated[actor] = { ...subject, token };
  }
  const actors = seated as AccessOffice['actors']; // one for every key of POSTS, just above
  const { agencyId, unitId } = owners.sibling;
  await buildSubject(db, { agencyId, unitId, personId: actors.N.personId, roles: ['clerk'] });
  return actors;
}

interface AccessOfficeOptions {
  /** Of the process, as the configuration reads it. */
  env?: Record<string, string>;
  /** Words of planted objects that nobody gave, and names of those who ask; plain ones unless told. */
  text?: () => string;
  /** What each statement of the server becomes before it is sent. */
  rewrite?: Rewrite;
}

const SILENT: EventHub = { subscribe: () => () => undefined, close: async () => undefined };

/** As if everybody had just proved himself: acts that ask for it are as open as their rules make them. */
export function freshlyProved(signedIn: SignedIn | undefined): SignedIn | undefined {
  return signedIn && { ...signedIn, provedUntil: new Date('2021-03-22T12:00:00Z') };
}

/** One look a session, so that the table is about the routes: what becomes of sessions is proven in stale-rights.test.ts. */
function lookOnce(modules: OfficeModules, services: Services) {
  const known = new Map<string, Promise<SignedIn | undefined>>();
  return (token: string): Promise<SignedIn | undefined> => {
    const found = known.get(token) ?? modules.identity.resolveSession(services, token).then(freshlyProved);
    known.set(token, found);
    return found;
  };
}

/**
 * The real server with every route of every module over one office that has a parent, a child, a sibling and a dissolved agency,
 * and one person for every role. Nothing it is asked stays: see `createDryPool`.
 */
export async function buildAccessOffice({ env = {}, text, rewrite }: AccessOfficeOptions = {}): Promise<AccessOffice> {
  const database = await createTestDatabase();
  const pool = createDryPool(database.url, rewrite);
  const dir = mkdtempSync(join(tmpdir(), 'congvu-access-'));
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  const config = { ...readConfig(['--data', dataDir], env), demo: true };
  const services: Services = {
    db: createDb(pool),
    blobs: openBlobStore({ dir: join(dataDir, 'blobs'), keys: () => openKeyring(config) }),
    clock: createFakeClock(NOW),
    log: createLog(process.env.AC_LOG === undefined ? 'silent' : 'error'),
    config,
  };
  const plant = await createPlant(database.pool, text);
  const { owners, leadersId } = await buildOwners(database.db);
  const actors = await seatActors(database.db, plant, {
    owners,
    leadersId,
    name: (plain) => `${text?.() ?? ''}${plain}`,
  });
  await plant('identity_policy', {
    agency_id: owners.parent.agencyId,
    second_factor: 'optional',
    idle_minutes: 15,
    admin_idle_minutes: 5,
    absolute_hours: 12,
    lock_after: 5,
    lock_hours: 12,
  });
  await plant('request_setting', { agency_id: owners.unit.agencyId, consolidator_agency_id: owners.unit.agencyId });
  const modules = createModules();
  // The log of the installation is begun in earnest, as when an office starts.
  for (const sweep of modules.all.find(({ name }) => name === 'audit')?.sweeps ?? []) {
    await sweep.run({ ...services, db: database.db });
  }
  const routes = modules.all.flatMap((module) => module.routes ?? []);
  const app = await buildServer({
    services,
    routes,
    resolveSession: lookOnce(modules, services),
    events: SILENT,
    inspectBody: modules.inspectBody,
    uploadLimit: 1_000_000,
  });
  return {
    app,
    modules,
    routes,
    services,
    plant,
    actors,
    owners,
    alter: (statement) => database.pool.query(statement),
    cookie: (actor) => (actor === '-' ? {} : { cookie: `__Host-congvu=${actors[actor].token}` }),
    close: async () => {
      await app.close();
      await pool.end();
      await database.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
