import { z } from 'zod';
import type { Context } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { RawRequest, Route } from '../../../platform/http/route.ts';
import { defineRoute } from '../../../platform/http/route.ts';
import type { CarrierPorts } from '../carrier.ts';
import { noteSuccess } from '../connection-health.ts';
import { findConnection } from '../connections.store.ts';
import { installationIdentity } from './installation-identity.ts';
import { ownIdentity } from './own-identity.ts';
import { authenticate, type KnownPeer, readSignedBody, signedMessageOf } from './receive/authenticate.ts';
import { createGate, type Gate } from './receive/gate.ts';
import { takeHello } from './receive/take-hello.ts';
import { takeMessages } from './receive/take-messages.ts';
import { takeChunk, uploadState } from './receive/uploads.ts';
import {
  BATCH_BYTES,
  BATCH_COUNT,
  BLOBS_PATH,
  CHUNK_BYTES,
  HELLO_PATH,
  IDENTITY_PATH,
  MESSAGES_PATH,
} from './wire/protocol.ts';
import { signAnswer } from './wire/signed-exchange.ts';

/** Headers of 200 messages stand beside their bytes. */
const BATCH_LIMIT = BATCH_BYTES + BATCH_COUNT * 4 * 1024;
const HELLO_LIMIT = 4 * 1024;
const BODY_MS = 60_000;
const HELLO_MS = 5_000;

interface Answer {
  status: number;
  json: unknown;
}

/** Parts of a route input these handlers need. */
interface Wire {
  raw: RawRequest;
  sendFile(file: { status?: number; stream: Buffer; headers: Record<string, string> }): void;
}

async function sendSigned(context: Context, { raw, sendFile }: Wire, { status, json }: Answer): Promise<void> {
  const body = Buffer.from(JSON.stringify(json));
  const identity = await installationIdentity(context);
  const signature = signAnswer(identity, { status, body, request: signedMessageOf(raw) }, context.clock.now());
  sendFile({ status, stream: body, headers: { 'content-type': 'application/json', ...signature } });
}

type PeerWork = (peer: KnownPeer, read: (maxBytes: number) => Promise<Buffer>) => Promise<Answer>;

/** The only way to a route of peers: authenticated before a byte of the body is read, bounded, answered with our signature. */
async function answerPeer(context: Context, gate: Gate, wire: Wire, work: PeerWork): Promise<void> {
  const peer = await authenticate(context, wire.raw);
  const answer = await gate(peer.id, () =>
    work(peer, (maxBytes) => readSignedBody(wire.raw, { maxBytes, timeoutMs: BODY_MS })),
  ).catch((error: unknown): Answer => {
    // Its own trouble is told to a known peer, signed; a body that is not the signed one makes it a stranger.
    if (error instanceof AppError && error.status !== 401 && error.status < 500) {
      return { status: error.status, json: { error: error.code } };
    }
    throw error;
  });
  await sendSigned(context, wire, answer);
}

const RAW = { fromProgram: true, raw: true } as const;
const BlobParams = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const BlobQuery = z.object({ offset: z.coerce.number().int().min(0), size: z.coerce.number().int().min(1) });

async function receive(context: Context, ports: CarrierPorts, peer: KnownPeer, body: Buffer): Promise<Answer> {
  const { outcomes, stored } = await takeMessages(context, ports, peer, body);
  const connection = await findConnection(context.db, peer.id);
  if (stored > 0 && connection !== undefined) {
    await noteSuccess(context, connection, { received: stored });
  }
  return { status: 200, json: { outcomes } };
}

/** Installation to installation; `public` to the server since no session is involved: `answerPeer` asks for the signature of a peer. */
export function exchangeRoutes(ports: CarrierPorts): Route[] {
  const gate = createGate();
  return [
    defineRoute({
      ...RAW,
      policy: 'public',
      method: 'GET',
      path: IDENTITY_PATH,
      summary: 'Hệ thống này là ai: khóa công khai, các cơ quan, giờ (công khai)',
      handle: async (context, input) => sendSigned(context, input, { status: 200, json: await ownIdentity(context) }),
    }),
    defineRoute({
      ...RAW,
      policy: 'public',
      method: 'POST',
      path: HELLO_PATH,
      summary: 'Hệ thống khác đề nghị ghép nối hoặc báo đã xác nhận (ký bằng khóa của chính nó)',
      handle: async (context, input) => {
        const body = await readSignedBody(input.raw, { maxBytes: HELLO_LIMIT, timeoutMs: HELLO_MS });
        await takeHello(context, input.raw, body);
        await sendSigned(context, input, { status: 202, json: {} });
      },
    }),
    defineRoute({
      ...RAW,
      policy: 'public',
      method: 'POST',
      path: MESSAGES_PATH,
      summary: 'Nhận một lô gói tin của hệ thống đã ghép nối (chữ ký RFC 9421)',
      handle: (context, input) =>
        answerPeer(context, gate, input, async (peer, read) => receive(context, ports, peer, await read(BATCH_LIMIT))),
    }),
    defineRoute({
      ...RAW,
      policy: 'public',
      method: 'GET',
      path: `${BLOBS_PATH}/:sha256`,
      summary: 'Gói tin lớn đang gửi dở đã nhận đến đâu (hệ thống đã ghép nối)',
      params: BlobParams,
      handle: (context, input) =>
        answerPeer(context, gate, input, async (peer) => ({
          status: 200,
          json: await uploadState(context, peer, input.params.sha256),
        })),
    }),
    defineRoute({
      ...RAW,
      policy: 'public',
      method: 'PUT',
      path: `${BLOBS_PATH}/:sha256`,
      summary: 'Nhận một đoạn của gói tin lớn (hệ thống đã ghép nối)',
      params: BlobParams,
      query: BlobQuery,
      handle: (context, input) =>
        answerPeer(context, gate, input, async (peer, read) => {
          const bytes = await read(CHUNK_BYTES);
          const result = await takeChunk(context, peer, { ...input.params, ...input.query, bytes });
          return result.ok ? { status: 200, json: result.answer } : { status: 422, json: { error: result.error } };
        }),
    }),
  ];
}
