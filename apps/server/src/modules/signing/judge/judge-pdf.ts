import type { VerdictView } from '@congvu/contracts';
import { listKnownRevocations, loadTrustAnchors } from '#modules/certificates';
import type { Services } from '../../../platform/context.ts';
import { createSandbox } from '../../../platform/sandbox.ts';
import { presentVerdict } from './verdict.ts';
import type { VerifyAnswer, VerifyQuestion } from './verify-question.ts';

export interface JudgeInput {
  /** Who asks; stands in the log beside files that reached a limit. */
  agencyId: string;
  bytes: Uint8Array;
  /** The moment to judge for: now unless told, e.g. the arrival of a letter. */
  at?: Date;
}

const sandbox = createSandbox<VerifyQuestion, VerifyAnswer>({
  script: new URL('./verify-worker.ts', import.meta.url),
  limits: { cpuMs: 2_000, wallMs: 20_000, memoryMb: 512 },
});

/**
 * The verdict on a PDF's signatures, whatever the bytes are: bounded in time and memory, never throwing on a bad file. Only
 * configured anchors are trusted, those of the demo only in demo mode, and what is not known stays open.
 */
export async function judgePdf(
  services: Pick<Services, 'db' | 'clock' | 'config' | 'log'>,
  input: JudgeInput,
): Promise<VerdictView> {
  const [anchors, revoked] = await Promise.all([loadTrustAnchors(services), listKnownRevocations(services)]);
  const answer = await sandbox.ask({
    pdf: input.bytes,
    anchors: anchors.map(({ der }) => der),
    revoked,
    at: input.at ?? services.clock.now(),
  });
  if (answer.kind === 'limit' || answer.kind === 'fault') {
    services.log.warn({ agencyId: input.agencyId, size: input.bytes.length, answer }, 'pdf not judged to the end');
  }
  return presentVerdict(
    answer,
    new Set(anchors.flatMap(({ programme, name }) => (programme === 'demo' ? [name] : []))),
  );
}
