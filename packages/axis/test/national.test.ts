import { buildEdxml, parseEdxml, statusOf } from '@congvu/edxml';
import { afterEach, describe, expect, test } from 'vitest';
import type { NationalAxis } from '../src/index.ts';
import type { Simulator } from '../src/simulator.ts';
import {
  AGENCIES,
  DEPARTMENT,
  DISTRICT,
  gather,
  letter,
  letterMessage,
  messageOf,
  NOW,
  national,
  readAll,
  start,
} from './setting.ts';

let simulator: Simulator;
afterEach(() => simulator.close());

describe('a letter over the national axis', () => {
  test.each(['raw', 'sdk', 'multipart'] as const)(
    'goes out as %s and comes in with one trace more',
    async (sendForm) => {
      simulator = await start();
      const { content, meta } = await letterMessage();
      const sent = await national(simulator, DISTRICT, { sendForm }).send(content, { ...meta, to: ['H35.3'] });
      expect(sent.docId).toMatch(/^[0-9a-f]{24}$/);
      expect(simulator.find(sent.docId)).toMatchObject({ sha256: meta.sha256, size: meta.size });

      const receiver = national(simulator, DEPARTMENT);
      const [row, ...more] = await receiver.listReceived({ messageType: 'edoc' });
      expect(more).toEqual([]);
      expect(row).toMatchObject({ from: 'H35.9', to: 'H35.3', state: 'initial', messageType: 'edoc' });
      const bytes = await readAll(receiver.fetch(row?.docId ?? ''));
      const { message, attachments } = await parseEdxml(bytes);
      expect(message).toMatchObject({
        abstract: 'V/v rà soát chứng thư số',
        trace: [{ agencyCode: 'H35.9' }, { agencyCode: '02.29.W00' }],
      });
      expect(attachments).toMatchObject([{ name: 'cong-van.pdf', wasWrapped: true }]);

      expect(await receiver.countReceived('edoc')).toBe(1);
      await receiver.acknowledge(row?.docId ?? '', 'done');
      expect(await receiver.listReceived({ messageType: 'edoc' })).toEqual([]);
      expect(await receiver.countReceived('edoc')).toBe(0);
      const [state] = await national(simulator).sentState(sent.docId);
      expect(state).toMatchObject({
        to: 'H35.3',
        receiveState: 'done',
        notation: '123/UBND-VHTT',
        receiverDocId: row?.docId,
      });
    },
  );

  test('without a `to` the envelope says who gets it; without a trace code the bytes are the same', async () => {
    simulator = await start({ traceCode: null });
    const { content, meta } = await letterMessage({ to: [{ agencyCode: 'H35.3' }, { agencyCode: 'H35.5' }] });
    await national(simulator).send(content, meta);
    const receiver = national(simulator, DEPARTMENT);
    const [row] = await receiver.listReceived({ messageType: 'edoc' });
    const fetched = await readAll(receiver.fetch(row?.docId ?? '', { sha256: meta.sha256 }));
    expect(Buffer.compare(fetched, Buffer.from(content as Uint8Array))).toBe(0);
    expect(simulator.messages()[0]?.deliveries.map(({ to, state }) => [to, state])).toEqual([
      ['H35.3', 'initial'],
      ['H35.5', 'initial'],
    ]);
  });

  test('two codes of one body are one receiver; old codes still arrive', async () => {
    simulator = await start();
    const { content, meta } = await letterMessage();
    await national(simulator).send(content, { ...meta, to: ['000.00.03.h35', 'H35.3'] });
    expect(await national(simulator, DEPARTMENT).listReceived({ messageType: 'edoc' })).toMatchObject([
      { to: '000.00.03.h35' },
    ]);
    await national(simulator, DEPARTMENT).send(content, { ...meta, from: 'H35.3', to: ['09.H35'] });
    expect(await national(simulator).listReceived({ messageType: 'edoc' })).toMatchObject([{ to: '09.H35' }]);
  });

  test('a status finds the sender of the letter and is listed apart', async () => {
    simulator = await start();
    const bytes = await buildEdxml(
      statusOf(letter(), { statusCode: '03', from: { agencyCode: 'H35.3' }, at: '2021-03-16T10:00:00+07:00' }),
    );
    const { content, meta } = messageOf(bytes, 'H35.3', 'status');
    await national(simulator, DEPARTMENT).send(content, meta);
    const sender = national(simulator);
    expect(await sender.listReceived({ messageType: 'edoc' })).toEqual([]);
    const [row] = await sender.listReceived({ messageType: 'status' });
    expect(await sender.countReceived('status')).toBe(1);
    expect(Buffer.compare(await readAll(sender.fetch(row?.docId ?? '')), Buffer.from(bytes))).toBe(0);
  });

  test('windows of time: everything in them, also what was acknowledged', async () => {
    let now = NOW;
    simulator = await start({ clock: () => now });
    const { content, meta } = await letterMessage();
    const sender = national(simulator, DISTRICT, { now: () => now });
    const receiver = national(simulator, DEPARTMENT, { now: () => now });
    await sender.send(content, meta);
    now = new Date(NOW.getTime() + 2 * 86_400_000);
    await sender.send(content, meta);
    const [first] = await receiver.listReceived({ messageType: 'edoc' });
    await receiver.acknowledge(first?.docId ?? '', 'done');
    const since = new Date(NOW.getTime() + 86_400_000);
    expect(await receiver.listReceived({ messageType: 'edoc', since })).toHaveLength(1);
    expect(await receiver.listReceived({ messageType: 'edoc', until: since })).toMatchObject([
      { docId: first?.docId, state: 'done' },
    ]);
    for (const dateForm of ['yyyy/MM/dd', 'dd/MM/yyyy'] as const) {
      const other = national(simulator, DEPARTMENT, { now: () => now, dateForm });
      expect(await other.listReceived({ messageType: 'edoc', since })).toHaveLength(1);
    }
  });

  test('what was sent is found again by number, title, receiver and time', async () => {
    simulator = await start();
    const { content, meta } = await letterMessage();
    const axis = national(simulator);
    const { docId } = await axis.send(content, meta);
    const query = { messageType: 'edoc', from: 'H35.9', to: 'H35.3', notation: '123/UBND-VHTT' } as const;
    expect(await axis.findSent({ ...query, since: NOW })).toMatchObject([{ senderDocId: docId }]);
    expect(await axis.findSent({ ...query, title: 'v/v rà soát chứng thư số' })).toHaveLength(1);
    expect(await axis.findSent({ ...query, notation: '124/UBND-VHTT' })).toEqual([]);
    expect(await axis.findSent({ ...query, since: new Date(NOW.getTime() + 60_000) })).toEqual([]);
    expect(await national(simulator, DEPARTMENT).findSent({ messageType: 'edoc' })).toEqual([]);
  });
});

describe('refusals', () => {
  test.each([
    ['a receiver nobody knows', { to: ['H99.1'] }, 'axis.unknown_receiver'],
    ['a receiver that is locked', { to: ['H35.4'] }, 'axis.receiver_locked'],
    ['a sender of another system', { from: 'H35.3' }, 'axis.sender_unregistered'],
    ['another hash', { sha256: '0'.repeat(64) }, 'axis.bad_message'],
  ])('%s', async (_, change, code) => {
    simulator = await start();
    const { content, meta } = await letterMessage();
    const failure = national(simulator).send(content, { ...meta, ...change });
    await expect(failure).rejects.toMatchObject({ code, final: true, inDoubt: false });
    expect(simulator.messages()).toEqual([]);
    await expect(national(simulator).send(content, meta)).resolves.toMatchObject({ docId: expect.any(String) });
  });

  test('bytes that are no edXML, and more bytes than the axis takes', async () => {
    simulator = await start({ maxMessageBytes: 4000 });
    const garbage = messageOf(Buffer.from('không phải edXML'));
    await expect(national(simulator).send(garbage.content, garbage.meta)).rejects.toMatchObject({
      code: 'axis.bad_message',
    });
    const big = await letterMessage({ content: 'x'.repeat(5000) });
    await expect(national(simulator).send(big.content, big.meta)).rejects.toMatchObject({
      code: 'axis.bad_message',
      final: true,
    });
    expect(simulator.messages()).toEqual([]);
  });

  test.each([
    ['another secret', { secret: 'sai' }],
    ['a system nobody registered', { systemId: 'test.la' }],
  ])('%s', async (_, settings) => {
    simulator = await start();
    const axis = national(simulator, DISTRICT, settings);
    await expect(axis.listReceived({ messageType: 'edoc' })).rejects.toMatchObject({
      code: 'axis.bad_credentials',
      final: true,
      answer: { errorCode: '15' },
    });
  });

  test('documents of others are none of ours', async () => {
    simulator = await start();
    const { content, meta } = await letterMessage();
    const { docId } = await national(simulator).send(content, meta);
    const [row] = await national(simulator, DEPARTMENT).listReceived({ messageType: 'edoc' });
    const stranger = national(simulator);
    await expect(readAll(stranger.fetch(row?.docId ?? ''))).rejects.toMatchObject({ code: 'axis.refused' });
    await expect(stranger.acknowledge(row?.docId ?? '', 'done')).rejects.toMatchObject({ code: 'axis.refused' });
    expect(await national(simulator, DEPARTMENT).sentState(docId)).toEqual([]);
  });

  test('old timestamps and repeated header sets are taken unless the axis wants otherwise', async () => {
    const late = { now: () => new Date(NOW.getTime() - 3_600_000) };
    simulator = await start();
    const ask = (axis: NationalAxis = national(simulator, DISTRICT, late)) =>
      axis.listReceived({ messageType: 'edoc' });
    await ask();
    await ask();
    await simulator.close();
    simulator = await start({ maxTimestampAgeMs: 60_000, refuseReplays: true });
    await expect(ask()).rejects.toMatchObject({ code: 'axis.bad_credentials' });
    await ask(national(simulator));
    await expect(ask(national(simulator))).rejects.toMatchObject({ code: 'axis.bad_credentials' });
  });

  test.each([
    'ftp://truc',
    'không phải địa chỉ',
    'http://truc.example.vn',
    'https://a:b@truc.example.vn',
    'https://truc.example.vn/?x=1',
  ])('%s is no address of an axis', async (endpoint) => {
    simulator = await start();
    const make = () => national(simulator, DISTRICT, { endpoint, allowPlainHttp: false });
    expect(make).toThrow(expect.objectContaining({ code: 'axis.bad_setting', final: true }));
    expect(() =>
      national(simulator, DISTRICT, { endpoint: 'https://truc.example.vn/', allowPlainHttp: false }),
    ).not.toThrow();
  });
});

describe('agencies', () => {
  test('both lists, and the list of changes from a version on', async () => {
    simulator = await start();
    const axis = national(simulator);
    expect(await gather(axis.agencies('code'))).toContainEqual({
      id: '2',
      parentId: '1',
      code: '000.00.09.H35',
      name: 'UBND huyện Mẫu',
      oldCode: '09.H35',
      isDeleted: false,
    });
    expect(await gather(axis.agencies('qd20'))).toContainEqual({
      id: '3',
      code: 'H35.3',
      name: 'Sở Mẫu',
      mail: 'vanthu@so.example.vn',
      codeQcvn102: '000.00.03.H35',
      isDeleted: false,
    });
    expect((await gather(axis.agencies('qd20', 1))).map(({ code }) => code)).toEqual(['H35']);

    const all = await gather(axis.agencyChanges());
    expect(all).toHaveLength(AGENCIES.length);
    const newest = Math.max(...all.map(({ version = 0 }) => version));
    expect(await gather(axis.agencyChanges(newest))).toEqual([]);
    simulator.agencies.rename('H35.5', 'Sở Đổi tên');
    simulator.agencies.remove('H35.4');
    const changed = await gather(axis.agencyChanges(newest));
    expect(changed).toMatchObject([
      { code: 'H35.4', isDeleted: true, version: newest + 2 },
      { code: 'H35.5', name: 'Sở Đổi tên', isDeleted: false, version: newest + 1 },
    ]);
    expect((await gather(axis.agencies('qd20'))).map(({ code }) => code)).not.toContain('H35.4');
  });

  test('an axis that knows no versions answers everything; the client sifts', async () => {
    simulator = await start({ withoutRange: true });
    const axis = national(simulator);
    const { version } = simulator.agencies;
    simulator.agencies.rename('H35.5', 'Sở Đổi tên');
    expect(await gather(axis.agencyChanges(version))).toMatchObject([{ code: 'H35.5' }]);
  });

  test('register, change, delete', async () => {
    simulator = await start();
    const axis = national(simulator);
    const agency = { id: '', parentCode: 'H35.9', code: 'H35.9.1', name: 'Phòng Mẫu', mail: 'phong@mau.example.vn' };
    await axis.registerAgency(agency);
    await axis.registerAgency({ ...agency, name: 'Phòng Mẫu mới' });
    expect(simulator.agencies.find('H35.9.1')).toMatchObject({ name: 'Phòng Mẫu mới', parentCode: 'H35.9' });
    const { content, meta } = await letterMessage();
    await expect(axis.send(content, { ...meta, from: 'H35.9.1' })).resolves.toBeDefined();
    await axis.deleteAgency('H35.9.1');
    expect(simulator.agencies.find('H35.9.1')).toBeUndefined();
    await expect(axis.deleteAgency('H35.3')).rejects.toMatchObject({ code: 'axis.unknown_receiver' });
  });
});
