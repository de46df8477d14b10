import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installationIdentity } from '#modules/carriers';
import { createIdentityRig, type IdentityRig } from '../modules/identity/identity.testing.ts';
import { createModules } from '../modules.ts';
import { openBlobStore } from '../platform/blobs.ts';
import { createDb } from '../platform/db.ts';
import { type Keyring, openKeyring, parseKeyring } from '../platform/keys/keyring.ts';
import { resealRows } from '../platform/keys/reseal-rows.ts';
import { openKeyFile, seal, unseal } from '../platform/secret-box.ts';
import { rawQuery } from '../platform/sql.ts';

let rig: IdentityRig;
const files = new Map<string, Buffer>();
const seeds = new Map<string, Buffer>();

beforeAll(async () => {
  rig = await createIdentityRig();
  const { office } = rig;
  for (const size of [0, 10, 70_000, 300_000, ...Array.from({ length: 20 }, (_none, index) => 100 + index)]) {
    const bytes = randomBytes(size);
    files.set((await office.blobs.put(bytes)).sha256, bytes);
  }
  for (let number = 0; number < 6; number += 1) {
    const { userId } = await rig.newUser();
    const seed = randomBytes(20);
    seeds.set(userId, seed);
    await rawQuery(office.db, 'update identity_user set totp_secret = $1 where id = $2', [
      seal(openKeyFile(office.config, 'second-factor'), userId, seed),
      userId,
    ]);
  }
  await installationIdentity(office);
  for (const sweep of createModules().all.find(({ name }) => name === 'audit')?.sweeps ?? []) {
    await sweep.run(office);
  }
});
afterAll(() => rig.office.close());

function keyringNow(): Keyring {
  return parseKeyring(readFileSync(rig.office.config.keyFile, 'utf8'), 'key file');
}

/** What a process that starts now cannot read: files and seeds. */
async function unreadable(keyring: Keyring): Promise<string[]> {
  const { office } = rig;
  const blobs = openBlobStore({ dir: join(office.config.dataDir, 'blobs'), keys: () => keyring, isGuest: true });
  const lost: string[] = [];
  for (const [sha256, bytes] of files) {
    const read = await blobs.readBytes(sha256).catch(() => undefined);
    if (read === undefined || !read.equals(bytes)) {
      lost.push(sha256);
    }
  }
  const rows = await rawQuery<{ id: string; totp_secret: Buffer }>(
    office.db,
    'select id, totp_secret from identity_user where totp_secret is not null',
    [],
  );
  for (const { id, totp_secret: sealed } of rows) {
    try {
      if (!unseal({ kind: 'second-factor', keyring }, id, sealed).equals(seeds.get(id) ?? Buffer.alloc(0))) {
        lost.push(id);
      }
    } catch {
      lost.push(id);
    }
  }
  await installationIdentity({ ...office, db: createDb(office.database.pool) });
  return lost;
}

const PROGRAM = new URL('../keys-program.ts', import.meta.url).href;

/** `congvu keys rotate` in a process of its own; killed when it has told so many steps. Answers whether it came to its end. */
async function rotate(
  killAfter: number,
  permit: object | null = { alone: 'Tập huấn đổi khóa hằng năm' },
): Promise<{ ended: boolean; steps: string[] }> {
  const { config, database } = rig.office;
  const env = { CONGVU_KEYS: config.keyFile, DATABASE_URL: database.url };
  const script = `
    const { rotateKeys } = await import(${JSON.stringify(PROGRAM)});
    await rotateKeys({ dataDir: ${JSON.stringify(config.dataDir)}, env: ${JSON.stringify(env)}, settleMs: 0,
      permit: ${JSON.stringify(permit)} ?? undefined,
      told: ({ step }) => process.stdout.write(step + '\\n') });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<boolean>((resolve) => child.once('exit', (code) => resolve(code === 0)));
  const steps: string[] = [];
  for await (const step of createInterface({ input: child.stdout })) {
    steps.push(step);
    if (steps.length === killAfter) {
      child.kill('SIGKILL');
    }
  }
  return { ended: await ended, steps };
}

const actions = (action: string) =>
  rawQuery<{ detail: Record<string, unknown> }>(rig.office.db, 'select detail from audit_leaf where action = $1', [
    action,
  ]);

/** As the first key stands beside the new one, among the secrets, among the files. */
const KILLS = [1, 6, 20];

test('keys are changed while the office works and the changing is killed again and again: everything opens at every moment', async () => {
  const { office } = rig;
  const first = keyringNow();
  expect(await unreadable(first)).toEqual([]);
  const told: string[] = [];
  let rounds = 0;
  for (let isEnded = false; !isEnded; rounds += 1) {
    const { ended, steps } = await rotate(KILLS[rounds] ?? Number.MAX_SAFE_INTEGER);
    told.push(...steps);
    isEnded = ended;
    expect(await unreadable(keyringNow())).toEqual([]);
    // The office goes on writing.
    const bytes = randomBytes(1_000 + rounds);
    files.set((await office.blobs.put(bytes)).sha256, bytes);
    if (rounds === 1) {
      // Control: had the old key gone now, not all would open.
      const half = keyringNow();
      const { active } = half;
      expect(half.byId.size).toBe(2);
      expect(await unreadable({ ...half, byId: new Map([[active.id, active]]) })).not.toEqual([]);
    }
  }
  expect(rounds).toBe(KILLS.length + 1);
  // Said when it was begun, not again each time it went on.
  expect(new Set((await actions('upkeep.keys_changed_alone')).map(({ detail }) => detail.reason))).toEqual(
    new Set(['Tập huấn đổi khóa hằng năm']),
  );
  expect(new Set(told)).toEqual(new Set(['begun', 'resumed', 'secrets', 'files', 'retired']));
  const last = keyringNow();
  expect([...last.byId.keys()]).toEqual([last.active.id]);
  expect(last.active.id).not.toBe(first.active.id);
  expect(await unreadable(last)).toEqual([]);
  // The old key opens nothing any more, and the office that never stopped goes on with the new one.
  expect(await unreadable(first)).toHaveLength(files.size + seeds.size);
  for (const sha256 of files.keys()) {
    expect(await office.blobs.check(sha256)).toBe('good');
  }
  const leaves = await rawQuery<{ object_id: string }>(
    office.db,
    "select object_id from audit_leaf where action = 'upkeep.keys_changed'",
    [],
  );
  expect(leaves.length).toBeGreaterThan(0);
  expect(leaves.every((leaf) => leaf.object_id === last.active.id)).toBe(true);
}, 300_000);

test('rows of the log’s keys may be sealed anew and nothing else of them may change', async () => {
  const { db } = rig.office;
  await rawQuery(db, 'update audit_key set sealed_key = sealed_key', []);
  await expect(rawQuery(db, 'update audit_key set public_key = public_key', [])).rejects.toThrow('append-only');
  await expect(rawQuery(db, 'delete from audit_key', [])).rejects.toThrow('append-only');
});

test('a secret sealed with a key that is not in the file stops nothing and is left alone', async () => {
  const { office } = rig;
  const strange = Buffer.concat([Buffer.from('CVS1'), randomBytes(150)]);
  const { userId } = await rig.newUser();
  await rawQuery(office.db, 'update identity_user set totp_secret = $1 where id = $2', [strange, userId]);
  expect(await resealRows(office.db, openKeyring(office.config))).toBe(0);
  const [row] = await rawQuery<{ totp_secret: Buffer }>(
    office.db,
    'select totp_secret from identity_user where id = $1',
    [userId],
  );
  expect(row?.totp_secret.equals(strange)).toBe(true);
});

test('keys are changed by two persons: without a number or a reason nothing begins, a number counts once', {
  timeout: 240_000,
}, async () => {
  const before = keyringNow().active.id;
  for (const permit of [null, { proposal: 1 }, { alone: 'vội' }]) {
    expect((await rotate(Number.MAX_SAFE_INTEGER, permit)).ended).toBe(false);
    expect(keyringNow().active.id).toBe(before);
  }
  const [agreed] = await rawQuery<{ number: number }>(
    rig.office.db,
    `insert into guarded_change (agency_id, id, kind, object_id, change, title, lines, reason, state, proposed_at, proposed_by,
       proposer_name, proposer_user_id, proposer_position_id, proposer_agency_id, expires_at, decided_at, decided_by, decider_name)
     select agency_id, gen_random_uuid(), 'upkeep.rotate_keys', 'keys', '{}', 'Đổi khóa', '[]', 'Đổi khóa hằng năm', 'agreed', now(),
       id, 'Người một', gen_random_uuid(), gen_random_uuid(), agency_id, '2100-01-01', now(), gen_random_uuid(), 'Người hai'
     from org_person limit 1 returning number`,
    [],
  );
  const permit = { proposal: agreed?.number ?? 0 };
  expect((await rotate(Number.MAX_SAFE_INTEGER, permit)).ended).toBe(true);
  const after = keyringNow().active.id;
  expect(after).not.toBe(before);
  expect((await actions('upkeep.keys_changed')).map(({ detail }) => detail)).toContainEqual(
    expect.objectContaining({ ...permit, proposedBy: 'Người một', decidedBy: 'Người hai' }),
  );
  expect((await rotate(Number.MAX_SAFE_INTEGER, permit)).ended).toBe(false);
  expect(keyringNow().active.id).toBe(after);
});
