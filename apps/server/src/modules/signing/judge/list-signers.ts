import type { VerdictView } from '@congvu/contracts';
import type { Services } from '../../../platform/context.ts';
import { inspectPdf, type JudgeInput } from './judge-pdf.ts';
import { signerOf, summariseAnswer } from './verdict.ts';

interface SignersOfFile extends Pick<VerdictView, 'verdict' | 'sentence'> {
  signers: {
    field: string;
    signer: string;
    organisation: string;
    /** Proven where it can be, otherwise as claimed. */
    signedAt: string | null;
    proven: boolean;
    /** Length of the file as this person closed it. */
    revisionEnd: number | null;
  }[];
}

/** Who signed a file and when, without the grounds: for people who hold a copy of it. */
export async function listSigners(
  services: Pick<Services, 'db' | 'clock' | 'config' | 'log'>,
  input: JudgeInput,
): Promise<SignersOfFile> {
  const { answer, demoAnchors } = await inspectPdf(services, input);
  const signatures = answer.kind === 'report' ? answer.report.signatures : [];
  return {
    ...summariseAnswer(answer, demoAnchors),
    signers: signatures
      .filter(({ kind }) => kind === 'signature')
      .map((report) => ({
        field: report.field,
        signer: signerOf(report),
        organisation: report.organisation ?? '',
        signedAt: report.provenAt ?? report.claimedAt,
        proven: report.provenAt !== null,
        revisionEnd: report.revisionEnd,
      })),
  };
}
