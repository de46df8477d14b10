import type { ProposeAnchor } from '@congvu/contracts';
import { writePem } from '@congvu/pki';
import { createAuthority } from '@congvu/pki/authority';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { auditOf, createRealOffice, issueFor, noticesOf } from '../certificates.testing.ts';
import { approveAnchor, endAnchor, rejectAnchor } from './decide-anchor.ts';
import { viewAnchors } from './list-anchors.ts';
import { loadActiveTrust, loadTrust } from './load-trust.ts';
import { proposeAnchor } from './propose-anchor.ts';

let office: TestOffice;
let first: Subject;
let second: Subject;
let clerk: Subject;
let leader: Subject;

beforeAll(async () => {
  const built = await createRealOffice();
  ({ office, clerk, leader } = built);
  first = built.administrator;
  second = built.second;
});
afterAll(() => office.close());

function proposal(given: Partial<ProposeAnchor> = {}): ProposeAnchor {
  const authority = createAuthority({ name: `Chuyên dùng ${Math.random()}`, at: office.clock.now() });
  return {
    programme: 'official',
    certificate: writePem(authority.root.certificate),
    usages: ['signing'],
    crlUrls: ['http://crl.example.gov.vn/goc.crl'],
    ocspUrls: [],
    tsaUrls: [],
    reason: 'Theo công văn của Cục',
    ...given,
  };
}

const propose = (given?: Partial<ProposeAnchor>, by = first) => proposeAnchor(office.as(by), proposal(given));

async function isTrusted(sha256: string): Promise<boolean> {
  const anchors = (await viewAnchors(office.as(first))).anchors;
  const active = await loadActiveTrust(office);
  const anchor = anchors.find((one) => one.sha256 === sha256);
  return anchor?.state === 'active' && active.length > 0;
}

describe('two persons', () => {
  test('one proposes, another agrees; only then it is trusted', async () => {
    const before = (await loadActiveTrust(office)).length;
    const proposed = await propose();
    expect(proposed).toMatchObject({ state: 'proposed', proposedBy: first.displayName, decidedBy: null });
    expect(await loadActiveTrust(office)).toHaveLength(before);
    expect(await loadTrust(office)).toHaveLength(before);
    expect(await noticesOf(office, second)).toEqual(['certificates.anchor_proposed']);
    await expect(approveAnchor(office.as(first), proposed.id, {})).rejects.toMatchObject({
      code: 'certificates.same_person',
    });
    const approved = await approveAnchor(office.as(second), proposed.id, {});
    expect(approved).toMatchObject({ state: 'active', decidedBy: second.displayName });
    expect(await isTrusted(proposed.sha256)).toBe(true);
    expect(await loadActiveTrust(office)).toHaveLength(before + 1);
    expect(await noticesOf(office, second)).toEqual([]);
    expect(await auditOf(office, proposed.id)).toEqual([
      'certificates.anchor_approved',
      'certificates.anchor_proposed',
    ]);
  });

  test('the database itself refuses one person in both places', async () => {
    const { id } = await propose();
    await expect(
      office.database.pool.query('update certificate_anchor set decided_by = proposed_by where id = $1', [id]),
    ).rejects.toThrow(/check constraint/);
  });

  test('two who agree at once: one does', async () => {
    const { id } = await propose();
    const answers = await Promise.allSettled([
      approveAnchor(office.as(second), id, {}),
      approveAnchor(office.as(second), id, {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await auditOf(office, id)).toEqual(['certificates.anchor_approved', 'certificates.anchor_proposed']);
  });

  test('abilities say who may and why not', async () => {
    const { id } = await propose();
    const seen = async (by: Subject) =>
      (await viewAnchors(office.as(by))).anchors.find((anchor) => anchor.id === id)?.abilities;
    expect((await seen(first))?.['certificates.approve_anchor']).toMatch(/quản trị khác/);
    expect((await seen(second))?.['certificates.approve_anchor']).toBe(true);
    expect((await seen(clerk))?.['certificates.approve_anchor']).toMatch(/quản trị/);
    await expect(viewAnchors(office.as(leader))).rejects.toMatchObject({ status: 403 });
  });

  test('rejected, it can be proposed again; taken back by who proposed it too', async () => {
    const body = proposal();
    const proposed = await proposeAnchor(office.as(first), body);
    await expect(proposeAnchor(office.as(second), body)).rejects.toMatchObject({ code: 'certificates.duplicate' });
    expect(await rejectAnchor(office.as(second), proposed.id, { reason: 'sai tệp' })).toMatchObject({ state: 'ended' });
    await expect(approveAnchor(office.as(second), proposed.id, {})).rejects.toMatchObject({
      code: 'certificates.anchor_closed',
    });
    const again = await proposeAnchor(office.as(second), body);
    expect(await rejectAnchor(office.as(second), again.id, {})).toMatchObject({ state: 'ended', decidedBy: null });
  });

  test.each([
    ['propose', () => propose({}, clerk)],
    ['approve', async () => approveAnchor(office.as(clerk), (await propose()).id, {})],
    ['reject', async () => rejectAnchor(office.as(leader), (await propose()).id, {})],
    ['end', async () => endAnchor(office.as(leader), (await propose()).id, {})],
  ])('nobody but administrators may %s', async (_, act) => {
    await expect(act()).rejects.toMatchObject({ status: 403 });
  });
});

describe('the end of trust', () => {
  test('asked by one, agreed by another; what was proven inside the window stays in the list', async () => {
    const { id, sha256 } = await propose();
    await approveAnchor(office.as(second), id, {});
    const asked = await endAnchor(office.as(second), id, { reason: 'nơi cấp ngừng hoạt động' });
    expect(asked).toMatchObject({ state: 'active', ending: { askedBy: second.displayName } });
    expect(await isTrusted(sha256)).toBe(true);
    await expect(approveAnchor(office.as(second), id, {})).rejects.toMatchObject({ code: 'certificates.same_person' });
    const active = (await loadActiveTrust(office)).length;
    const ended = await approveAnchor(office.as(first), id, {});
    expect(ended).toMatchObject({ state: 'ended', trustedTo: office.clock.now().toISOString(), ending: null });
    expect(await loadActiveTrust(office)).toHaveLength(active - 1);
    expect((await loadTrust(office)).filter(({ trustedTo }) => trustedTo !== null)).toHaveLength(1);
    await expect(endAnchor(office.as(first), id, {})).rejects.toMatchObject({ code: 'certificates.anchor_closed' });
    expect(await auditOf(office, id)).toEqual([
      'certificates.anchor_approved',
      'certificates.anchor_end_asked',
      'certificates.anchor_ended',
      'certificates.anchor_proposed',
    ]);
  });

  test('a refused end leaves it trusted', async () => {
    const { id, sha256 } = await propose();
    await approveAnchor(office.as(second), id, {});
    await endAnchor(office.as(first), id, {});
    await expect(endAnchor(office.as(second), id, {})).rejects.toMatchObject({ code: 'certificates.anchor_closed' });
    expect(await rejectAnchor(office.as(second), id, {})).toMatchObject({ state: 'active', ending: null });
    expect(await isTrusted(sha256)).toBe(true);
  });
});

describe('what is proposed', () => {
  test.each([
    ['no certificate', { certificate: 'MIIB' }, 'certificates.unreadable'],
    [
      'two at once',
      () => ({ certificate: proposal().certificate + proposal().certificate }),
      'certificates.unreadable',
    ],
    [
      'a window that ends before it begins',
      { trustedFrom: '2021-05-02', trustedTo: '2021-05-01' },
      'certificates.unreadable',
    ],
    [
      "a subscriber's certificate",
      () => {
        const authority = createAuthority({ name: 'Chuyên dùng', at: office.clock.now() });
        return { certificate: writePem(issueFor(authority, 'Lò Thị Thử').certificate) };
      },
      'certificates.usage',
    ],
  ])('%s', async (_, given, code) => {
    await expect(propose(typeof given === 'function' ? given() : given)).rejects.toMatchObject({ code });
  });

  test('base64 without the lines of PEM, days of Vietnam', async () => {
    const { root } = createAuthority({ name: 'Công cộng', at: office.clock.now() });
    const anchor = await propose({
      certificate: Buffer.from(root.certificate).toString('base64'),
      programme: 'public',
      trustedFrom: '2021-03-01',
      trustedTo: '2021-03-31',
    });
    expect(anchor).toMatchObject({
      name: 'Gốc Công cộng',
      trustedFrom: '2021-02-28T17:00:00.000Z',
      trustedTo: '2021-03-31T16:59:59.999Z',
    });
    await approveAnchor(office.as(second), anchor.id, {});
    const inside = (await loadActiveTrust(office)).length;
    office.clock.set('2021-04-01T00:00:00Z');
    expect(await loadActiveTrust(office)).toHaveLength(inside - 1);
    office.clock.set('2021-03-22T01:00:00Z');
  });
});
