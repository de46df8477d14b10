import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DraftContent, SignBatchAnswer, SigningBatch, SigningPurposeName } from '@congvu/contracts';
import { createDemoKeys } from '#modules/certificates';
import { createSigningModule } from '#modules/signing';
import type { Subject } from '../../platform/authorise.ts';
import { type ActingContext, command } from '../../platform/context.ts';
import type { Route, RouteInput } from '../../platform/http/route.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildApprovedDraft, type DistrictOffice } from '../drafting/drafting.testing.ts';
import { createFromDraft } from './commands/create-from-draft.ts';
import { outgoingPurposes } from './index.ts';
import type { MovedDocument, OutgoingPorts } from './ports.ts';

export const PIN = '246810';

/** Deliveries as a list: what issuing handed over, in the order of the transactions that asked. */
export interface RecordedPorts extends OutgoingPorts {
  dispatched: string[];
  moved: MovedDocument[];
  /** Makes the next dispatch fail, as a crash in the middle of the issuing transaction would. */
  breakNext(): void;
}

export function recordPorts(): RecordedPorts {
  const dispatched: string[] = [];
  const moved: MovedDocument[] = [];
  let isBroken = false;
  return {
    dispatched,
    moved,
    breakNext: () => {
      isBroken = true;
    },
    dispatch: async (_tx, _context, { documentId }) => {
      if (isBroken) {
        isBroken = false;
        throw new Error('the process went away');
      }
      dispatched.push(documentId);
    },
    listDeliveries: async () => [],
    countDeliveries: async () => new Map(),
    documentMoved: async (_tx, _context, step) => {
      moved.push(step);
    },
  };
}

/** Calls a route of the signing module as the server does; its own commands are nobody's business outside. */
export async function callSigning<T>(
  context: ActingContext,
  ports: OutgoingPorts,
  path: string,
  input: { params?: object; body?: object },
): Promise<T> {
  const { routes = [] } = createSigningModule({ purposes: outgoingPurposes(ports) });
  const route = routes.find((candidate: Route) => candidate.method === 'POST' && candidate.path === path);
  if (route === undefined) {
    throw new Error(`no route ${path}`);
  }
  // Neither files nor cookies are touched by these routes; the answer is the contract's.
  return (await route.handle(context, { params: {}, query: {}, body: {}, ...input } as RouteInput)) as T;
}

export async function openSigning(
  context: ActingContext,
  ports: OutgoingPorts,
  purpose: SigningPurposeName,
  documentIds: string[],
): Promise<SigningBatch> {
  return callSigning(context, ports, '/api/signing/batches', { body: { purpose, documentIds } });
}

export async function signOpened(
  context: ActingContext,
  ports: OutgoingPorts,
  batchId: string,
): Promise<SignBatchAnswer> {
  const path = '/api/signing/batches/:id/sign';
  return callSigning(context, ports, path, { params: { id: batchId }, body: { pin: PIN } });
}

export async function signAll(
  context: ActingContext,
  ports: OutgoingPorts,
  purpose: SigningPurposeName,
  documentIds: string[],
): Promise<SignBatchAnswer> {
  const batch = await openSigning(context, ports, purpose, documentIds);
  return signOpened(context, ports, batch.id);
}

export async function giveDemoKeys(office: TestOffice, district: DistrictOffice): Promise<void> {
  const context = office.as(district.clerk);
  const { agencyId } = district;
  const organisationName = 'Ủy ban nhân dân huyện Bản Sen';
  const people = [district.chairman, district.deputy, district.clerk].map((subject: Subject) => ({
    agencyId,
    organisationName,
    personId: subject.personId,
    fullName: subject.displayName,
    title: subject.title,
  }));
  const organisations = [{ agencyId, name: organisationName, governingName: '' }];
  await command(context, (tx) => createDemoKeys(tx, context, { pin: PIN, people, organisations }));
}

/** A document that waits for its signer. */
export async function buildHandedOver(
  office: TestOffice,
  district: DistrictOffice,
  content?: DraftContent,
  ports: OutgoingPorts = recordPorts(),
): Promise<string> {
  const id = await buildApprovedDraft(office, district, content);
  office.clock.advance(60_000);
  await createFromDraft(office.as(district.clerk), ports, id);
  office.clock.advance(60_000);
  return id;
}

/** Valid signatures by the independent judge of poppler; undefined where it is not installed. */
export function askPdfsig(pdf: Uint8Array): { valid: number; total: number } | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-pdfsig-'));
  try {
    const path = join(dir, 'issued.pdf');
    writeFileSync(path, pdf);
    const answer = execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
    return {
      valid: answer.match(/Signature Validation: Signature is Valid/g)?.length ?? 0,
      total: answer.match(/^Signature #/gm)?.length ?? 0,
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
