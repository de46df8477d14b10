import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { createFakeClock } from './clock.ts';
import { askTime } from './sntp.ts';

const TO_UNIX = 2_208_988_800;
const sources: Socket[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) {
    source.close();
  }
});

/** A source of time that answers as it is told. */
async function source(answer: (question: Buffer) => Buffer | undefined): Promise<string> {
  const socket = createSocket('udp4');
  sources.push(socket);
  socket.on('message', (question, { port, address }) => {
    const said = answer(question);
    if (said !== undefined) {
      socket.send(said, port, address);
    }
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return `127.0.0.1:${socket.address().port}`;
}

function saying(at: string, change: (packet: Buffer) => void = () => undefined): (question: Buffer) => Buffer {
  return (question) => {
    const packet = Buffer.alloc(48);
    packet[0] = 0x24;
    packet[1] = 2;
    question.copy(packet, 24, 40, 48);
    const seconds = Date.parse(at) / 1000 + TO_UNIX;
    for (const place of [32, 40]) {
      packet.writeUInt32BE(Math.floor(seconds) % 2 ** 32, place);
      packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), place + 4);
    }
    change(packet);
    return packet;
  };
}

test.each([
  ['2021-03-22T01:00:03.500Z', 3_500],
  ['2021-03-22T00:59:58.000Z', -2_000],
  ['2021-03-22T01:00:00.000Z', 0],
])('%s: how far the source is ahead', async (at, offsetMs) => {
  const clock = createFakeClock('2021-03-22T01:00:00Z');
  const told = await askTime(await source(saying(at)), clock);
  expect(Math.abs(told.offsetMs - offsetMs)).toBeLessThanOrEqual(1);
  expect(told.uncertaintyMs).toBe(0);
});

test('after 2036 the seconds begin anew', async () => {
  const clock = createFakeClock('2036-02-08T00:00:00Z');
  const told = await askTime(await source(saying('2036-02-08T00:00:05Z')), clock);
  expect(told.offsetMs).toBe(5_000);
});

test.each([
  ['another question', (packet: Buffer) => packet.fill(9, 24, 32)],
  ['a client', (packet: Buffer) => packet.fill(0x23, 0, 1)],
  ['not synchronised', (packet: Buffer) => packet.fill(0xe4, 0, 1)],
  ['kiss of death', (packet: Buffer) => packet.fill(0, 1, 2)],
])('an answer of %s is none', async (_name, change) => {
  const place = await source(saying('2021-03-22T05:00:00Z', change));
  await expect(askTime(place, createFakeClock('2021-03-22T01:00:00Z'))).rejects.toThrow(place);
});

test('a source that says nothing is told by its name', async () => {
  const place = await source(() => undefined);
  await expect(askTime(place, createFakeClock('2021-03-22T01:00:00Z'), 50)).rejects.toThrow('không trả lời');
});
