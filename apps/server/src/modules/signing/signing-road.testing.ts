import { createHash } from 'node:crypto';
import type { RelayedSignatures, SignBatch, SigningPurposeName, SigningRelay } from '@congvu/contracts';
import type { HashSigner } from '@congvu/pki';
import type { Subject } from '../../platform/authorise.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { cancelBatch } from './commands/cancel-batch.ts';
import { openBatch } from './commands/open-batch.ts';
import { pollDevices } from './commands/poll-devices.ts';
import { signBatch } from './commands/sign-batch.ts';
import { takeSignatures } from './commands/take-signatures.ts';
import { defaultPorts } from './default-ports.ts';
import type { AnyPurpose } from './purpose.ts';
import { readContent } from './queries/read-content.ts';
import { viewBatch } from './queries/view-batch.ts';
import { viewRelay } from './queries/view-relay.ts';

/** The road of every signature, for tests of modules that plug a purpose of their own into it. */
export function createSigningRoad(office: TestOffice, purposes: readonly AnyPurpose[]) {
  const ports = { ...defaultPorts, purposes };
  return {
    open: (by: Subject, purpose: SigningPurposeName, documentIds: string[], certificateId?: string) =>
      openBatch(office.as(by), ports, { purpose, documentIds, ...(certificateId !== undefined && { certificateId }) }),
    sign: (by: Subject, id: string, body: SignBatch = {}) => signBatch(office.as(by), ports, id, body),
    relay: (by: Subject, id: string) => viewRelay(office.as(by), id),
    /** What stands behind a one-time address. */
    content: async (by: Subject, url: string): Promise<Buffer> => {
      const { stream } = await readContent(office.as(by), url.slice(url.lastIndexOf('/') + 1));
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
    deliver: (by: Subject, id: string, body: RelayedSignatures) => takeSignatures(office.as(by), ports, id, body),
    view: (by: Subject, id: string) => viewBatch(office.as(by), purposes, id),
    cancel: (by: Subject, id: string) => cancelBatch(office.as(by), ports, id),
    poll: () => pollDevices(office, ports),
  };
}

/** What a signing program does with what it has looked at. */
export async function signRelayWith(key: HashSigner, items: SigningRelay['items']) {
  const [identity] = await key.identities();
  const ticket = await key.begin({
    identityId: identity?.id ?? '',
    items: items.map(({ documentId, digest, attrs }) => {
      const bytes = Buffer.from(attrs, 'base64');
      const toBeSigned = createHash('sha256').update(bytes).digest();
      return { docId: documentId, digestToShow: digest, attrs: bytes, toBeSigned };
    }),
    consent: { who: '', reason: '', docTitles: [] },
  });
  const answer = await key.poll(ticket);
  if (answer === 'pending' || !('signatures' in answer)) {
    throw new Error('not signed');
  }
  return {
    signatures: items.map(({ documentId }, index) => ({
      documentId,
      signature: Buffer.from(answer.signatures[index] ?? []).toString('base64'),
    })),
  };
}
