import { type Simulator, startSimulator } from '@congvu/axis/simulator';
import type {
  AmendmentAck,
  DeliveryBoard,
  IncomingAmendments,
  IncomingPage,
  IncomingView,
  OutgoingView,
} from '@congvu/contracts';
import { verifyEvidence } from '@congvu/evidence';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { DEPARTMENT_CODE, DISTRICT_CODE } from '../apps/server/src/demo/demo-agencies.ts';
import type { ApiPerson } from './support/api.ts';
import { delivered, enterGuiding, type Guiding, issueTheLetter, PROVINCE } from './support/guiding.ts';
import { until } from './support/story.ts';
import { connect, moveAway, openSide, readTree, type Side } from './support/two-offices.ts';

const BINH_LU = 'UBND xã Bình Lư';
const BAN_BO = 'UBND xã Bản Bo';
const KHUN_HA = 'UBND xã Khun Há';

function asSource(bytes: Uint8Array) {
  return {
    size: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}

/**
 * Two installations that know nothing of each other but the axis between them: the district with its 13 departments here, the 13
 * communes there. The letter of the story goes out once, and the axis is not a good one.
 */
describe('two installations exchange the letter of the story', () => {
  let axis: Simulator;
  let here: Side;
  let there: Side;
  let guiding: Guiding;
  let letter: OutgoingView;
  const links: { here: string; there: string } = { here: '', there: '' };

  beforeAll(async () => {
    const at = '2021-03-22T09:58:00+07:00';
    here = await openSide(at, 'huyen.tamduong');
    there = await openSide(at, 'xa.tamduong');
    const agencies = await readTree(here);
    const isCommune = (agency: { tier: string }) => agency.tier === 'commune';
    axis = await startSimulator({
      agencies: [
        { code: DEPARTMENT_CODE, name: PROVINCE },
        ...agencies.flatMap(({ code, name }) => (code === null ? [] : [{ code, name }])),
      ],
      systems: [
        {
          ...here.system,
          agencies: [DEPARTMENT_CODE, ...agencies.filter((one) => !isCommune(one)).flatMap(({ code }) => code ?? [])],
        },
        { ...there.system, agencies: agencies.filter(isCommune).flatMap(({ code }) => code ?? []) },
      ],
      clock: () => here.office.clock.now(),
      seed: 5,
    });
    guiding = await enterGuiding(here.cast);
  });
  afterAll(async () => {
    await here?.office.stop();
    await there?.office.stop();
    await axis?.close();
  });

  /** Time passes on both sides, and both look what the axis has for them. */
  async function pass(minutes: number): Promise<void> {
    for (const side of [here, there]) {
      side.office.clock.advance(minutes * 60_000);
    }
    await here.admin.call('POST', `/api/connections/${links.here}/receive`);
    await there.admin.call('POST', `/api/connections/${links.there}/receive`);
  }

  /** Rounds of the clock until it is as wanted: an axis that fails is asked again later. */
  async function passUntil<T>(look: () => Promise<T>, isThere: (seen: T) => boolean): Promise<T> {
    for (let round = 0; round < 40; round += 1) {
      await pass(2);
      try {
        return await until(look, isThere, 3);
      } catch {
        // Another round.
      }
    }
    return until(look, isThere, 1);
  }

  async function board(): Promise<DeliveryBoard> {
    return guiding.clerk.call<DeliveryBoard>('GET', `/api/interchange/boards/${letter.id}`);
  }

  async function incomingOf(clerk: ApiPerson): Promise<IncomingPage['items']> {
    const path = `/api/incoming?tab=all&q=${encodeURIComponent(letter.numberSymbol)}`;
    return (await clerk.call<IncomingPage>('GET', path)).items;
  }

  test('the communes have an installation of their own; both are connected and tried', async () => {
    expect(await moveAway(here, (agency) => agency.tier === 'commune')).toBe(13);
    links.here = await connect(here, axis);
    const communes = (await readTree(there)).filter(({ tier }) => tier === 'commune');
    links.there = await connect(
      there,
      axis,
      communes.map(({ id }) => id),
    );
    // The office of the administrator leaves last.
    expect(await moveAway(there, ({ tier, code }) => tier !== 'commune' && code !== DISTRICT_CODE)).toBeGreaterThan(12);
    expect(await moveAway(there, ({ code }) => code === DISTRICT_CODE)).toBe(1);
  });

  test('26 receivers: 13 inside, 13 over an axis that cuts, doubles, reorders and forgets to answer', async () => {
    axis.setFaults([
      { match: { call: 'sendEdoc', every: 4 }, do: 'drop_answer' },
      { match: { call: 'sendEdoc', every: 7 }, do: 'cut', side: 'request', atByte: 20_000 },
      { match: { call: 'getReceivedEdocList', every: 3 }, do: 'http_error', status: 502 },
      { match: { call: 'downloadEdoc', every: 5 }, do: 'cut', side: 'answer', atByte: 9_000 },
      { match: { kind: 'edoc', every: 3 }, do: 'duplicate', copies: 3 },
      { match: { kind: 'status', every: 2 }, do: 'reorder', behind: 2 },
    ]);
    letter = await issueTheLetter(guiding);
    const sent = await board();
    expect(sent.receivers).toHaveLength(26);
    expect(sent.receivers.filter(({ way }) => way.carrier === 'national')).toHaveLength(13);
    expect(sent.receivers.filter(({ way }) => way.carrier === 'inside')).toHaveLength(13);
    await delivered(guiding, letter.id, 13);
    const arrived = await passUntil(board, ({ receivers }) => receivers.every(({ state }) => state === 'arrived'));
    expect(arrived.receivers.map(({ state }) => state)).toEqual(Array.from({ length: 26 }, () => 'arrived'));
  });

  test('every commune has it once, whole, with its signatures', async () => {
    for (const name of [BINH_LU, KHUN_HA]) {
      const clerk = await there.cast.api(name, { role: 'clerk' });
      const items = await incomingOf(clerk);
      expect(items).toHaveLength(1);
      const view = await clerk.call<IncomingView>('GET', `/api/incoming/${items[0]?.id}`);
      expect(view.facts).toMatchObject({ numberSymbol: letter.numberSymbol, abstract: letter.abstract });
      expect(view).toMatchObject({ state: 'received', factsReadOnly: true, brokenAttachments: [] });
      // Nobody there has decided to trust the demonstration authority of the other installation.
      expect(view.verdict.verdict).toBe('indeterminate');
    }
  });

  test('Bình Lư registers, Khun Há refuses; the district sees number and reason', async () => {
    const clerk = await there.cast.api(BINH_LU, { role: 'clerk' });
    const [item] = await incomingOf(clerk);
    await clerk.call('POST', `/api/incoming/${item?.id}/register`, { presentTo: null });
    const other = await there.cast.api(KHUN_HA, { role: 'clerk' });
    const [refused] = await incomingOf(other);
    await other.call('POST', `/api/incoming/${refused?.id}/return`, { reason: 'Văn bản gửi nhầm cơ quan.' });
    const seen = await passUntil(board, ({ receivers }) =>
      ['refused', 'registered'].every((wanted) => receivers.some(({ state }) => state === wanted)),
    );
    const bySaid = new Map(seen.receivers.map((receiver) => [receiver.receiverName, receiver]));
    expect(bySaid.get(BINH_LU)).toMatchObject({ state: 'registered', arrivalNumber: expect.any(Number) });
    expect(bySaid.get(KHUN_HA)).toMatchObject({ state: 'refused', note: expect.stringContaining('gửi nhầm') });
  });

  test('asked back from Bản Bo: the commune agrees, its copy is destroyed, the number stays', async () => {
    const dispatchIds = (await board()).receivers
      .filter(({ receiverName }) => receiverName === BAN_BO)
      .map((receiver) => receiver.dispatchId);
    const reason = 'Gửi nhầm, xã không có trong danh sách rà soát.';
    const asked = await guiding.clerk.call<z.infer<typeof AmendmentAck>>(
      'POST',
      `/api/amendments/outgoing/${letter.id}/take-back`,
      { dispatchIds, reason },
    );
    if (asked.state === 'awaiting_consent') {
      await guiding.signer.call('POST', `/api/amendments/${asked.id}/consent`);
    }
    const clerk = await there.cast.api(BAN_BO, { role: 'clerk' });
    const [item] = await incomingOf(clerk);
    const { mainFile } = await clerk.call<IncomingView>('GET', `/api/incoming/${item?.id}`);
    const path = `/api/amendments/incoming/${item?.id}`;
    const { requests } = await passUntil(
      () => clerk.call<IncomingAmendments>('GET', path),
      (seen) => seen.requests.length > 0,
    );
    expect(requests[0]).toMatchObject({ kind: 'take_back', reason, state: 'waiting' });
    await clerk.call('POST', `/api/amendments/requests/${requests[0]?.id}/agree`, { seenParts: 0 });
    expect((await clerk.call<IncomingAmendments>('GET', path)).destroyed).not.toBeNull();
    expect(await incomingOf(clerk)).toEqual([expect.objectContaining({ abstract: '', attachmentCount: 0 })]);
    expect(await clerk.refusal('GET', `/api/incoming/${item?.id}/files/${mainFile?.fileId}`)).toMatch(/^4(?:04|10) /);
    const seen = await passUntil(board, ({ receivers }) => receivers.some(({ state }) => state === 'recalled'));
    expect(seen.receivers.find(({ state }) => state === 'recalled')?.receiverName).toBe(BAN_BO);
  });

  test('the evidence of both sides verifies with nobody’s help, and of a byte less it does not', async () => {
    const clerk = await there.cast.api(BINH_LU, { role: 'clerk' });
    const [item] = await incomingOf(clerk);
    const sent = await guiding.clerk.bytes(`/api/evidence/outgoing/${letter.id}`);
    const received = await clerk.bytes(`/api/evidence/incoming/${item?.id}`);
    for (const archive of [sent, received]) {
      expect(await verifyEvidence(asSource(archive))).toMatchObject({ intact: true });
      const changed = Uint8Array.from(archive);
      changed[Math.floor(archive.length / 2)] = (changed[Math.floor(archive.length / 2)] ?? 0) ^ 1;
      expect(await verifyEvidence(asSource(changed))).toMatchObject({ intact: false });
    }
  });
});
