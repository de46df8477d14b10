import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Speaks INSTREAM and VERSION as clamd(8) has them; EVIL is malware. */
export interface FakeClamd {
  address: string;
  version: string;
  /** Takes everything and says nothing. */
  isSilent: boolean;
  /** What is said instead of the truth. */
  lie: string | undefined;
  asked: number;
  close(): Promise<void>;
}

function answerOf(clamd: FakeClamd, said: Buffer): string | undefined {
  if (said.subarray(0, 9).toString() === 'zVERSION\0') {
    return `${clamd.version}\0`;
  }
  if (!said.subarray(-4).equals(Buffer.alloc(4)) || said.length < 14) {
    return undefined;
  }
  clamd.asked += 1;
  return clamd.lie ?? (said.includes('EVIL') ? 'stream: Win.Test.Evil FOUND\0' : 'stream: OK\0');
}

export async function startFakeClamd(): Promise<FakeClamd> {
  const lines = new Set<Socket>();
  const server: Server = createServer((socket) => {
    let said = Buffer.alloc(0);
    lines.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      said = Buffer.concat([said, piece]);
      const answer = clamd.isSilent ? undefined : answerOf(clamd, said);
      if (answer !== undefined) {
        socket.end(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const clamd: FakeClamd = {
    address: `tcp://127.0.0.1:${port}`,
    version: 'ClamAV 1.4.6/27000/Mon Mar 22 2021',
    isSilent: false,
    lie: undefined,
    asked: 0,
    close: () => {
      for (const line of lines) {
        line.destroy();
      }
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return clamd;
}
