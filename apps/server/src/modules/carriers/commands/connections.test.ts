import type { ConnectionInput } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ActingContext } from '../../../platform/context.ts';
import { openKeyFile, seal, unseal } from '../../../platform/secret-box.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { refusedOfTwo } from '../../../platform/testing/one-of-two.ts';
import {
  buildNetwork,
  COMMUNE,
  connect,
  connectionRow,
  DISTRICT,
  MINISTRY,
  type Network,
  nationalInput,
  PASSWORD,
  parcel,
  provincialInput,
  receive,
  SECRET,
  send,
} from '../carriers.testing.ts';
import { listConnections } from '../queries/list-connections.ts';
import { openSecret } from '../secrets.ts';
import { addConnection, changeConnection } from './store-connection.ts';
import { removeConnection, switchConnection } from './switch-connection.ts';
import { testConnection } from './test-connection.ts';

let network: Network;
beforeAll(async () => {
  network = await buildNetwork();
});
afterAll(() => network.close());
beforeEach(() => network.renew());

const act = (): ActingContext => network.office.as(network.district.administrator);
const without = (input: ConnectionInput): ConnectionInput => {
  const { secret: _left, ...others } = input;
  return others;
};

describe('kept', () => {
  test('added switched off, changed, switched, with a leaf each', async () => {
    const { id } = await addConnection(act(), nationalInput(network));
    const { items } = await listConnections(act());
    expect(items).toMatchObject([
      {
        id,
        kind: 'national',
        enabled: false,
        operator: { id: network.district.id },
        health: { state: 'off' },
        secretSavedAt: network.office.clock.now().toISOString(),
      },
    ]);
    expect(items[0]?.agencies.map((agency) => agency.id)).toEqual([network.district.id, network.commune.id]);
    await changeConnection(act(), id, without(nationalInput(network, { name: 'Tên mới' })));
    expect(openSecret(network.office.config, await connectionRow(network, id))).toEqual({ secret: SECRET });
    await switchConnection(act(), id, true);
    await expect(switchConnection(act(), id, true)).rejects.toMatchObject({ code: 'carriers.wrong_state' });
    const leaves = await rawQuery<{ action: string }>(
      network.office.db,
      'select action from audit_leaf where object_id = $1',
      [id],
    );
    expect(leaves.map(({ action }) => action).sort()).toEqual([
      'carriers.connection_added',
      'carriers.connection_changed',
      'carriers.connection_enabled',
    ]);
  });

  test('only by administrators; of another agency it does not exist, shared it can be used but not seen into', async () => {
    const { office, district, commune } = network;
    await expect(addConnection(office.as(district.clerk), nationalInput(network))).rejects.toMatchObject({
      code: 'carriers.add.forbidden',
    });
    const id = await connect(network, nationalInput(network, { share: 'chosen', agencyIds: [commune.id] }));
    const below = () => office.as(commune.administrator);
    for (const attempt of [
      () => changeConnection(below(), id, nationalInput(network)),
      () => switchConnection(below(), id, false),
      () => removeConnection(below(), id),
      () => testConnection(below(), { id }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'carriers.connection_not_found' });
    }
    const { items } = await listConnections(below());
    expect(items).toMatchObject([{ id, settings: null, secretSavedAt: null }]);
    expect(items[0]?.agencies.map((agency) => agency.id)).toEqual([commune.id]);
    expect(items[0]?.abilities['carriers.change']).not.toBe(true);
    await changeConnection(act(), id, nationalInput(network, { share: 'own' }));
    expect((await listConnections(below())).items).toEqual([]);
  });

  test.each<[string, (of: Network) => Partial<ConnectionInput>, string]>([
    ['plain http nobody confirmed', () => ({ settings: { plainHttpConfirmed: false } }), 'carriers.plain_http'],
    ['an address that is none', () => ({ settings: { endpoint: 'truc quoc gia' } }), 'carriers.bad_settings'],
    [
      'a name and password in the address',
      () => ({ settings: { endpoint: 'https://a:b@truc.vn' } }),
      'carriers.bad_settings',
    ],
    ['too many at once', () => ({ settings: { parallel: 50 } }), 'carriers.bad_settings'],
    ['a secret that is empty', () => ({ secret: { secret: '' } }), 'carriers.bad_secret'],
    ['a code that is not ours', () => ({ codes: [DISTRICT, 'H99.1'] }), 'carriers.code_not_ours'],
    ['a code of an agency that does not use it', () => ({ share: 'own', codes: [COMMUNE] }), 'carriers.code_not_ours'],
    [
      'an agency that is not ours',
      () => ({ share: 'chosen', agencyIds: [crypto.randomUUID()] }),
      'carriers.agency_not_yours',
    ],
  ])('refused: %s', async (_case, given, code) => {
    await expect(addConnection(act(), nationalInput(network, given(network)))).rejects.toMatchObject({ code });
    expect(await rawQuery(network.office.db, 'select 1 from carriers_connection', [])).toEqual([]);
  });

  test('everybody may use it only by the top agency; below, neighbours are not to be had', async () => {
    const { office, district, commune } = network;
    const below = () => office.as(commune.administrator);
    await expect(addConnection(below(), nationalInput(network))).rejects.toMatchObject({
      code: 'carriers.share_not_allowed',
    });
    const chosen = nationalInput(network, { share: 'chosen', agencyIds: [district.id] });
    await expect(addConnection(below(), chosen)).rejects.toMatchObject({ code: 'carriers.agency_not_yours' });
    await expect(addConnection(below(), nationalInput(network, { share: 'own' }))).resolves.toBeDefined();
  });

  test('of two with one name at once one is refused', async () => {
    const refused = await refusedOfTwo(8, async (round) => [
      () => addConnection(act(), nationalInput(network, { name: `Trục quốc gia ${round}` })),
      () => addConnection(act(), nationalInput(network, { name: `TRỤC QUỐC GIA ${round}` })),
    ]);
    expect(refused).toEqual(Array(8).fill(['carriers.name_taken']));
  });

  test('removed while nothing went over it, switched off afterwards', async () => {
    const unused = await connect(network, nationalInput(network));
    expect(await removeConnection(act(), unused)).toEqual({ id: unused, outcome: 'removed' });
    const used = await connect(network, nationalInput(network));
    await send(network, [await parcel(network, used, MINISTRY)]);
    expect(await removeConnection(act(), used)).toEqual({ id: used, outcome: 'disabled' });
    expect(await connectionRow(network, used)).toMatchObject({ enabled: false });
  });
});

describe('secrets', () => {
  test('another place, another certificate there: asked again; another name: not', async () => {
    const { id } = await addConnection(act(), nationalInput(network));
    const elsewhere = nationalInput(network, { settings: { endpoint: 'https://khac.example.gov.vn' } });
    await expect(changeConnection(act(), id, without(elsewhere))).rejects.toMatchObject({
      code: 'carriers.secret_needed',
    });
    const otherTrust = nationalInput(network, { settings: { ca: '-----BEGIN CERTIFICATE-----' } });
    await expect(changeConnection(act(), id, without(otherTrust))).rejects.toMatchObject({
      code: 'carriers.secret_needed',
    });
    await expect(changeConnection(act(), id, elsewhere)).resolves.toEqual({ id });
    await expect(addConnection(act(), without(nationalInput(network, { name: 'Mới' })))).rejects.toMatchObject({
      code: 'carriers.secret_needed',
    });
  });

  test('a test of a typed address never brings the saved secret there', async () => {
    const { id } = await addConnection(act(), provincialInput(network));
    const typed = provincialInput(network, { settings: { endpoint: 'http://127.0.0.1:9' } });
    await expect(testConnection(act(), { id, draft: without(typed) })).rejects.toMatchObject({
      code: 'carriers.secret_needed',
    });
    const same = without(provincialInput(network, { name: 'Tên khác' }));
    expect((await testConnection(act(), { id, draft: same })).ok).toBe(true);
  });

  test('sealed at rest, bound to its row', async () => {
    const { id } = await addConnection(act(), nationalInput(network));
    const { secret } = await connectionRow(network, id);
    expect(secret?.toString('latin1')).not.toContain(SECRET);
    const key = openKeyFile(network.office.config, 'connections');
    expect(unseal(key, id, secret ?? Buffer.alloc(0)).toString()).toContain(SECRET);
    const strange = seal(key, crypto.randomUUID(), Buffer.from('{}'));
    expect(() => openSecret(network.office.config, { id, secret: strange })).toThrow(
      expect.objectContaining({ code: 'platform.key_unreadable' }),
    );
  });

  test('in no answer, no line of the log, no leaf, no notice, no row', async () => {
    const { office } = network;
    const lines: unknown[][] = [];
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      vi.spyOn(office.log, level).mockImplementation((...line: unknown[]) => void lines.push(line));
    }
    const told: unknown[] = [];
    for (const input of [nationalInput(network), provincialInput(network)]) {
      const { id } = await addConnection(act(), input);
      told.push(await testConnection(act(), { id }));
      told.push(await changeConnection(act(), id, input));
      await switchConnection(act(), id, true);
      await receive(network, id);
      told.push(await send(network, [await parcel(network, id, MINISTRY)]));
      network.axis.setFaults([{ match: {}, do: 'wrong_mac' }]);
      told.push(await testConnection(act(), { draft: input }));
      told.push(await send(network, [await parcel(network, id, MINISTRY)]));
      await receive(network, id);
      network.axis.setFaults([]);
    }
    const bad = { ...nationalInput(network, { name: 'x' }), secret: { secret: SECRET, khac: 1 as unknown as string } };
    told.push(await addConnection(act(), bad).catch((error: unknown) => error));
    told.push(await listConnections(act()));
    for (const table of [
      'audit_leaf',
      'notification',
      'carriers_pickup',
      'carriers_handover',
      'graphile_worker.jobs',
    ]) {
      told.push(await rawQuery(office.db, `select * from ${table}`, []));
    }
    told.push(
      await rawQuery(
        office.db,
        "select name, settings, error_text, error_code, encode(secret, 'escape') from carriers_connection",
        [],
      ),
    );
    vi.restoreAllMocks();
    const everything = JSON.stringify([told, lines], (_key, value: unknown) =>
      value instanceof Error ? [value.message, value.stack, value.cause] : value,
    );
    expect(everything).toContain('test.h35.99');
    expect(everything).not.toContain(SECRET);
    expect(everything).not.toContain(PASSWORD);
  }, 180_000);
});

describe('tested', () => {
  const outcomes = async (input: Parameters<typeof testConnection>[1]) => {
    const { steps } = await testConnection(act(), input);
    return steps.map(({ step, outcome }) => `${step} ${outcome}`);
  };

  test('before saving with what is typed, afterwards with what is saved; nothing is written or taken', async () => {
    const all = ['address ok', 'tls warning', 'credentials ok', 'codes ok', 'list ok'];
    expect((await outcomes({ draft: nationalInput(network) })).slice(0, 5)).toEqual(all);
    expect(await rawQuery(network.office.db, 'select 1 from carriers_connection', [])).toEqual([]);
    const { id } = await addConnection(act(), nationalInput(network));
    expect((await outcomes({ id })).slice(0, 5)).toEqual(all);
    expect(await rawQuery(network.office.db, 'select 1 from carriers_pickup', [])).toEqual([]);
    expect(await outcomes({ id, steps: ['list'] })).toEqual(['list ok']);
    expect((await outcomes({ draft: provincialInput(network) })).slice(2, 5)).toEqual([
      'credentials ok',
      'codes skipped',
      'list ok',
    ]);
  });

  test.each<[string, Partial<ConnectionInput>, string]>([
    ['nobody of that name', { settings: { endpoint: 'https://khong-co-that.invalid' } }, 'address failed'],
    ['nobody at that port', { settings: { endpoint: 'http://127.0.0.1:9' } }, 'tls failed'],
    ['a wrong secret', { secret: { secret: 'nhap-nham' } }, 'credentials failed'],
    ['a wrong system', { settings: { systemId: 'khong.dang.ky' } }, 'credentials failed'],
  ])('ends where it fails: %s', async (_case, given, last) => {
    const { ok, steps } = await testConnection(act(), { draft: nationalInput(network, given) });
    expect(ok).toBe(false);
    expect(`${steps.at(-1)?.step} ${steps.at(-1)?.outcome}`).toBe(last);
    expect(steps.at(-1)?.text.length).toBeGreaterThan(20);
  });

  test('a code the axis does not have is named', async () => {
    network.axis.agencies.remove(COMMUNE);
    const { steps } = await testConnection(act(), { draft: nationalInput(network), steps: ['codes'] });
    expect(steps).toMatchObject([{ outcome: 'failed' }]);
    expect(steps[0]?.text).toContain(COMMUNE);
    expect(steps[0]?.text).not.toContain(`${DISTRICT},`);
  });

  test('a password of the provincial axis that is wrong, a key of it that is', async () => {
    const wrong = (secret: Partial<Record<'password' | 'secretKey', string>>) =>
      outcomes({ draft: provincialInput(network, { secret: { password: PASSWORD, secretKey: SECRET, ...secret } }) });
    expect((await wrong({ password: 'sai' })).at(-1)).toBe('credentials failed');
    expect((await wrong({ secretKey: 'sai' })).at(-1)).toMatch(/^(credentials|list) failed$/);
  });

  test('a clock that is wrong is measured', async () => {
    const { office } = network;
    const before = office.clock.now();
    office.config.demo = false;
    office.config.loopbackServices = true;
    try {
      office.clock.set(new Date());
      expect(await outcomes({ draft: nationalInput(network), steps: ['clock'] })).toEqual(['clock ok']);
      office.clock.set(new Date(Date.now() + 7 * 60_000));
      const { steps } = await testConnection(act(), { draft: nationalInput(network), steps: ['clock'] });
      expect(steps).toMatchObject([{ outcome: 'warning' }]);
      expect(steps[0]?.text).toMatch(/[67] phút/);
    } finally {
      office.clock.set(before);
      office.config.demo = true;
      office.config.loopbackServices = false;
    }
  });

  test('only administrators test', async () => {
    const { office, district } = network;
    await expect(testConnection(office.as(district.clerk), { draft: nationalInput(network) })).rejects.toMatchObject({
      code: 'carriers.test.forbidden',
    });
  });
});
