import { buffer } from 'node:stream/consumers';
import { type EvidenceReport, type VerifyEvidenceOptions, verifyEvidence } from '@congvu/evidence';
import { createIncomingModule } from '#modules/incoming';
import { createInterchangeModule } from '#modules/interchange';
import { createOutgoingModule } from '#modules/outgoing';
import type { Subject } from '../../platform/authorise.ts';
import type { ActingContext } from '../../platform/context.ts';
import type { FileAnswer, Route, RouteInput } from '../../platform/http/route.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from '../drafting/drafting.testing.ts';
import { buildSubject, buildUnit } from '../org/org.testing.ts';
import { buildHandedOver, giveDemoKeys, recordPorts, signAll } from '../outgoing/outgoing.testing.ts';

export interface ExchangeOffice {
  district: DistrictOffice;
  /** Clerk of the first commune. */
  receiver: Subject;
  /** Draft, signature, seal, issue, sending, reading: the id of the outgoing document. */
  send(): Promise<string>;
  /** Of the first commune: the id of the document that came last. */
  incoming(): Promise<string>;
  /** Gives it a number, and lets the statuses travel back. */
  register(documentId: string): Promise<void>;
  settle(): Promise<void>;
}

/** As the server calls it; neither files nor cookies are touched by these routes. */
async function post(routes: Route[], path: string, context: ActingContext, input: object): Promise<void> {
  const route = routes.find((one) => one.method === 'POST' && one.path === path);
  if (route === undefined) {
    throw new Error(`no route ${path}`);
  }
  await route.handle(context, { params: {}, query: {}, body: {}, ...input } as RouteInput);
}

/** A district with demo keys that writes real signed letters to communes of the same installation. */
export async function buildExchangeOffice(office: TestOffice): Promise<ExchangeOffice> {
  const district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  const [commune = ''] = district.communeIds;
  const unit = await buildUnit(office.db, commune);
  const receiver = await buildSubject(office.db, { agencyId: commune, unitId: unit.id, roles: ['clerk'] });
  const interchange = createInterchangeModule();
  const jobs = interchange.jobs?.(office) ?? [];
  const ports = { ...recordPorts(), ...interchange.outgoingPorts };
  const routes = [createOutgoingModule(ports), createIncomingModule(interchange.incomingPorts)].flatMap(
    (module) => module.routes ?? [],
  );
  const as = (subject: Subject) => {
    office.clock.advance(60_000);
    return office.as(subject);
  };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      for (const job of jobs) {
        await job.handle({});
      }
    }
  };
  return {
    district,
    receiver,
    settle,
    async send() {
      const id = await buildHandedOver(office, district, undefined, ports);
      await signAll(as(district.deputy), ports, 'outgoing.sign', [id]);
      await signAll(as(district.clerk), ports, 'outgoing.seal', [id]);
      await post(routes, '/api/outgoing/issue', as(district.clerk), { body: { documentIds: [id] } });
      await settle();
      return id;
    },
    async incoming() {
      const [row] = await rawQuery<{ id: string }>(
        office.db,
        'select id from incoming_document where agency_id = $1 order by id desc limit 1',
        [commune],
      );
      return row?.id ?? '';
    },
    async register(documentId) {
      const input = { params: { id: documentId }, body: { presentTo: null, acceptDuplicate: false } };
      await post(routes, '/api/incoming/:id/register', as(receiver), input);
      await settle();
    },
  };
}

export async function bytesOf(answer: FileAnswer): Promise<Buffer> {
  return Buffer.isBuffer(answer.stream) ? answer.stream : buffer(answer.stream);
}

export async function verified(bytes: Buffer, options: VerifyEvidenceOptions = {}): Promise<EvidenceReport> {
  const read = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  return verifyEvidence({ size: bytes.length, read }, options);
}
