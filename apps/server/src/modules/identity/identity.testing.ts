import type { SecuritySettings } from '@congvu/contracts';
import { expect, vi } from 'vitest';
import type { Role, Subject } from '../../platform/authorise.ts';
import type { ActingContext, Context } from '../../platform/context.ts';
import type { EventHub } from '../../platform/events.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { signIn } from './commands/sign-in.ts';
import type { BrowserTokens, TokensToSet } from './cookies.ts';
import { findUserById, saveSettings } from './identity.store.ts';
import { identityTables, type User } from './identity.tables.ts';
import type { SignInResult } from './open-session.ts';
import { hashCheaply } from './passwords/cheap-hash.testing.ts';
import { resolveSession } from './queries/resolve-session.ts';
import { createThrottle } from './throttle.ts';

/** Good for administrators without a second factor, too. */
export const PASSWORD = 'Ruong-bac-thang-2021';
const passwordHash = hashCheaply(PASSWORD);

/** What a browser keeps between requests. */
export interface Browser extends BrowserTokens {
  take(tokens: TokensToSet): void;
}

export function newBrowser(): Browser {
  const browser: Browser = {
    session: undefined,
    device: undefined,
    take: (tokens) => {
      browser.session = tokens.session === undefined ? browser.session : (tokens.session ?? undefined);
      browser.device = tokens.device ?? browser.device;
    },
  };
  return browser;
}

export interface IdentityRig {
  office: TestOffice;
  agencyId: string;
  unitId: string;
  /** A person in a post with an account whose password is PASSWORD. */
  newUser(given?: {
    roles?: Role[];
    fullName?: string;
    agencyId?: string;
    unitId?: string;
    set?: Partial<User>;
  }): Promise<Subject & { userName: string }>;
  /** A request of nobody in particular. */
  visitor(ip?: string): Context;
  signIn(userName: string, browser?: Browser, password?: string): Promise<SignInResult & { browser: Browser }>;
  /** The request of whoever holds the session, as the server builds it. */
  request(browser: BrowserTokens): Promise<ActingContext>;
  readUser(subject: Pick<Subject, 'userId'>): Promise<User>;
  listActions(subject: Pick<Subject, 'userId'>): Promise<string[]>;
}

async function insertAccount(
  office: TestOffice,
  subject: Subject,
  userName: string,
  set: Partial<User> = {},
): Promise<Subject & { userName: string }> {
  const now = office.clock.now();
  const user: User = {
    agency_id: subject.agencyId,
    id: subject.userId,
    person_id: subject.personId,
    user_name: userName,
    password_hash: await passwordHash,
    password_changed_at: now,
    must_change_password: false,
    totp_secret: null,
    totp_enabled_at: null,
    totp_last_step: 0,
    passkey_count: 0,
    certificate_since: null,
    reopened_at: null,
    failed_count: 0,
    locked_until: null,
    disabled_at: null,
    disabled_reason: null,
    last_position_id: null,
    last_sign_in_at: null,
    created_at: now,
    demo: false,
    ...set,
  };
  await identityTables(office.db).insertInto('identity_user').values(user).execute();
  return { ...subject, userName: user.user_name };
}

function visitorOf(office: TestOffice, ip = '203.0.113.7'): Context {
  return {
    ...office,
    subject: undefined,
    meta: { requestId: newId(), ip, userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/120.0' },
    idempotency: undefined,
  };
}

/** In the order of writing: the clock of a test stands still, so ids say nothing. */
async function readActions(office: TestOffice, userId: string): Promise<string[]> {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    "select action from audit_leaf where object_kind = 'user' and object_id = $1 order by ctid",
    [userId],
  );
  return rows.map((row) => row.action);
}

export const SETTINGS: SecuritySettings = {
  idleMinutes: 15,
  adminIdleMinutes: 5,
  absoluteHours: 12,
  lockAfter: 5,
  lockHours: 12,
  secondFactor: 'optional',
  stepUpMinutes: 5,
};

/** An office with one agency whose rule asks nobody for a second factor. */
export async function createIdentityRig(options: { demo?: boolean } = {}): Promise<IdentityRig> {
  const office = await createTestOffice({ demo: options.demo ?? false });
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  await office.db.transaction().execute((tx) => saveSettings(tx, agency.id, SETTINGS));
  let number = 0;
  return {
    office,
    agencyId: agency.id,
    unitId: unit.id,
    newUser: async (given = {}) => {
      number += 1;
      const subject = await buildSubject(office.db, {
        agencyId: given.agencyId ?? agency.id,
        unitId: given.unitId ?? unit.id,
        roles: given.roles ?? ['specialist'],
        fullName: given.fullName ?? 'Giàng A Thử',
      });
      return insertAccount(office, subject, `nguoi${number}`, given.set);
    },
    visitor: (ip) => visitorOf(office, ip),
    signIn: async (userName, browser = newBrowser(), password = PASSWORD) => {
      const result = await signIn(visitorOf(office), createThrottle(), { userName, password }, browser);
      browser.take(result.tokens);
      return { ...result, browser };
    },
    request: async (browser) => {
      const signedIn = await resolveSession(office, browser.session ?? '');
      if (signedIn === undefined) {
        throw new Error('the session is over');
      }
      const visitor = visitorOf(office);
      const { subject, provedUntil } = signedIn;
      return { ...visitor, subject, meta: { ...visitor.meta, ...(provedUntil && { provedUntil }) } };
    },
    readUser: async (subject) => {
      const user = await findUserById(office.db, subject.userId);
      if (user === undefined) {
        throw new Error('no such account');
      }
      return user;
    },
    listActions: (subject) => readActions(office, subject.userId),
  };
}

export async function expectCode(promise: Promise<unknown>, code: string): Promise<void> {
  await expect(promise).rejects.toMatchObject({ code });
}

/** Closes the hub and waits until its connection is gone: the database is dropped by force afterwards. */
export async function closeEvents(events: EventHub, office: TestOffice): Promise<void> {
  await events.close();
  await vi.waitFor(async () => {
    const listening = await rawQuery(
      office.db,
      "select pid from pg_stat_activity where datname = current_database() and query like 'listen %'",
      [],
    );
    expect(listening).toEqual([]);
  });
}
