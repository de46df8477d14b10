import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildEdxml, parseEdxml, readAll as readContent, statusOf } from '@congvu/edxml';
import { afterEach, describe, expect, test } from 'vitest';
import { provincialClient } from '../src/index.ts';
import { nodeTransport } from '../src/node-transport.ts';
import type { Simulator } from '../src/simulator.ts';
import { DEPARTMENT, DISTRICT, letter, letterMessage, messageOf, NOW, provincial, readAll, start } from './setting.ts';

let simulator: Simulator;
afterEach(() => simulator.close());

const logins = (): number => simulator.log.filter(({ call }) => call === 'login').length;

describe('a letter over the provincial axis', () => {
  test.each(['base64', 'text', 'attachments'] as const)('comes in from the form %s', async (provincialForm) => {
    simulator = await start({ provincialForm });
    const { content, meta } = await letterMessage({ abstract: 'V/v "trích\\dẫn" & dấu\ttiếng Việt' });
    const sent = await provincial(simulator).send(content, meta);
    expect(simulator.find(sent.docId)).toMatchObject({ sha256: meta.sha256, axis: 'provincial' });
    const receiver = provincial(simulator, DEPARTMENT);
    const [row] = await receiver.listReceived({ messageType: 'edoc' });
    expect(row).toMatchObject({ from: 'H35.9', to: 'H35.3', state: 'initial' });
    const parsed = await parseEdxml(await readAll(receiver.fetch(row?.docId ?? '')));
    expect(parsed.message).toMatchObject({
      kind: 'document',
      number: '123',
      symbol: 'UBND-VHTT',
      from: { agencyCode: 'H35.9' },
    });
    expect(parsed.message).toMatchObject({ abstract: expect.stringContaining('"trích\\dẫn" & dấu') });
    const [file] = parsed.attachments;
    expect(file?.name).toBe('cong-van.pdf');
    expect(file?.content === undefined ? '' : Buffer.from(await readContent(file.content)).toString()).toBe(
      '%PDF-1.7 thử',
    );
    await receiver.acknowledge(row?.docId ?? '', 'done');
    expect(await receiver.listReceived({ messageType: 'edoc' })).toEqual([]);
  });

  test('a status goes the same way', async () => {
    simulator = await start();
    const bytes = await buildEdxml(
      statusOf(letter(), { statusCode: '06', from: { agencyCode: 'H35.3' }, at: '2021-03-16T10:00:00+07:00' }),
    );
    const { content, meta } = messageOf(bytes, 'H35.3', 'status');
    await provincial(simulator, DEPARTMENT).send(content, meta);
    const [row] = await provincial(simulator).listReceived({ messageType: 'status' });
    expect(await parseEdxml(await readAll(provincial(simulator).fetch(row?.docId ?? '')))).toMatchObject({
      message: { statusCode: '06' },
    });
  });

  test('"done" has the name the axis gives it', async () => {
    simulator = await start({ doneValues: ['03'] });
    const { content, meta } = await letterMessage();
    const { docId } = await provincial(simulator).send(content, meta);
    const receiver = provincial(simulator, DEPARTMENT, { doneValue: '03' });
    const [row] = await receiver.listReceived({ messageType: 'edoc' });
    await receiver.acknowledge(row?.docId ?? '', 'done');
    expect(simulator.find(docId)?.deliveries).toMatchObject([{ state: 'done' }]);
    await expect(
      provincial(simulator, DEPARTMENT, { doneValue: '99' }).acknowledge(row?.docId ?? '', 'done'),
    ).rejects.toMatchObject({ code: 'axis.bad_message' });
  });
});

describe('the token', () => {
  test('serves for 29 minutes, is fetched once by many, and anew after that', async () => {
    let now = NOW;
    simulator = await start({ clock: () => now });
    const axis = provincial(simulator, DISTRICT, { now: () => now });
    await Promise.all(Array.from({ length: 8 }, () => axis.listReceived({ messageType: 'edoc' })));
    expect(logins()).toBe(1);
    now = new Date(NOW.getTime() + 28.9 * 60_000);
    await axis.listReceived({ messageType: 'edoc' });
    expect(logins()).toBe(1);
    now = new Date(NOW.getTime() + 29.1 * 60_000);
    await axis.listReceived({ messageType: 'edoc' });
    expect(logins()).toBe(2);
    expect((await axis.login()).renewAt).toEqual(new Date(now.getTime() + 29 * 60_000));
  });

  test('refused with 401 it is renewed once, also in the middle of sending; refused again it is the end', async () => {
    simulator = await start();
    const axis = provincial(simulator);
    await axis.listReceived({ messageType: 'edoc' });
    simulator.setFaults([{ match: { call: 'sendEdoc' }, do: 'expired_token', times: 1 }]);
    const { content, meta } = await letterMessage();
    await axis.send(content, meta);
    expect(simulator.messages()).toHaveLength(1);
    expect(logins()).toBe(2);
    simulator.setFaults([{ match: { call: 'sendEdoc' }, do: 'expired_token' }]);
    await expect(axis.send(content, meta)).rejects.toMatchObject({
      code: 'axis.bad_credentials',
      answer: { httpStatus: 401 },
    });
    expect(simulator.messages()).toHaveLength(1);
  });

  test.each([
    ['a wrong password', { password: 'sai' }],
    ['a wrong application', { applicationCode: 'sai' }],
    ['a wrong key of the system', { secretKey: 'sai' }],
  ])('%s', async (_, settings) => {
    simulator = await start();
    const failure = provincial(simulator, DISTRICT, settings).listReceived({ messageType: 'edoc' });
    await expect(failure).rejects.toMatchObject({ code: 'axis.bad_credentials', final: true });
  });
});

describe('error codes', () => {
  test.each([
    ['10', 'axis.bad_message', true],
    ['15', 'axis.bad_credentials', true],
    ['18', 'axis.unknown_receiver', true],
    ['19', 'axis.sender_unregistered', true],
    ['20', 'axis.server_error', false],
    ['21', 'axis.bad_message', true],
    ['22', 'axis.bad_message', true],
    ['23', 'axis.receiver_locked', true],
    ['77', 'axis.refused', true],
  ])('%s is %s', async (errorCode, code, final) => {
    simulator = await start({ faults: [{ match: { call: 'sendEdoc' }, do: 'refuse', errorCode }] });
    const { content, meta } = await letterMessage();
    await expect(provincial(simulator).send(content, meta)).rejects.toMatchObject({
      code,
      final,
      inDoubt: false,
      answer: { errorCode },
    });
    const attempts = simulator.log.filter(({ call }) => call === 'sendEdoc').length;
    // 20 is tried three times more, everything else once.
    expect(attempts).toBe(errorCode === '20' ? 4 : 1);
  });

  test('20 that goes away is nobody’s concern', async () => {
    simulator = await start({ faults: [{ match: { call: 'sendEdoc' }, do: 'refuse', errorCode: '20', times: 2 }] });
    const { content, meta } = await letterMessage();
    await provincial(simulator).send(content, meta);
    expect(simulator.messages()).toHaveLength(1);
  });
});

describe('answers of getEdoc as other servers give them', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function fetchFrom(data: unknown): Promise<Buffer> {
    simulator = await start();
    server = createServer((request, response) => {
      const answer = request.url?.includes('login') === true ? { data: { token: 'abc' } } : { success: true, data };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const axis = provincialClient({
      ...{ endpoint: `http://127.0.0.1:${port}`, username: 'a', password: 'b', applicationCode: 'c', systemId: 'd' },
      ...{ secretKey: 'e', transport: nodeTransport(), now: () => NOW, allowPlainHttp: true },
      timing: { backoffMs: 5 },
    });
    return readAll(axis.fetch('1'));
  }

  const pdf = { fileName: '../../công văn.pdf', fileContent: Buffer.from('%PDF-1.7 danh sách').toString('base64') };

  test('files beside an envelope that has none are put into it; every other byte stays', async () => {
    const envelope = Buffer.from(await buildEdxml(letter()));
    const joined = await fetchFrom({ edxml: envelope.toString('base64'), attachments: [pdf, pdf] });
    const { message, attachments } = await parseEdxml(joined);
    expect(message).toMatchObject({ abstract: 'V/v rà soát chứng thư số' });
    expect(attachments).toMatchObject([{ size: 19 }, { size: 19 }]);
    expect(joined.subarray(0, 500).equals(envelope.subarray(0, 500))).toBe(true);
  });

  test('files beside an envelope that has its own are left', async () => {
    const { content } = await letterMessage();
    const bytes = Buffer.from(content as Uint8Array);
    expect((await fetchFrom({ edxml: bytes.toString('utf8'), attachments: [pdf] })).equals(bytes)).toBe(true);
  });

  test('fields and files alone make a message that says no more than they did', async () => {
    const fields = {
      docId: 'abc',
      from: 'H35.3',
      fromName: 'Sở <Mẫu>',
      edocCode: '45/SM-VP',
      edocAbstract: 'V/v "báo cáo"',
    };
    const { message, attachments } = await parseEdxml(await fetchFrom({ ...fields, edxml: null, attachments: [pdf] }));
    expect(message).toMatchObject({
      from: { agencyCode: 'H35.3', name: 'Sở <Mẫu>' },
      number: '45',
      symbol: 'SM-VP',
      abstract: 'V/v "báo cáo"',
      documentId: 'abc',
    });
    expect(message).not.toHaveProperty('issuedOn');
    expect(attachments).toMatchObject([{ mediaType: 'application/pdf', size: 19 }]);
  });

  test.each([
    ['nothing at all', { edxml: '' }, 'axis.unknown_document'],
    [
      'a file that is no base64',
      { edxml: '', attachments: [{ fileName: 'a.pdf', fileContent: '<b>' }] },
      'axis.bad_answer',
    ],
    ['an envelope that is neither', { edxml: '$$$$' }, 'axis.bad_answer'],
  ])('%s', async (_, data, code) => {
    await expect(fetchFrom(data)).rejects.toMatchObject({ code });
  });
});
