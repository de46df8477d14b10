import { createSandbox } from '../../../../platform/sandbox.ts';

export interface EmlQuestion {
  raw: Uint8Array;
}

export interface OpenedEml {
  subject: string;
  sentAt: Date | null;
  packages: { name: string; bytes: Uint8Array }[];
}

export type EmlAnswer = OpenedEml | { unreadable: true };

/** Bytes of strangers are taken apart by a thread with bounds: it answers, or is ended. */
const sandbox = createSandbox<EmlQuestion, EmlAnswer>({
  script: new URL('./eml.worker.ts', import.meta.url),
  limits: { cpuMs: 15_000, wallMs: 60_000, memoryMb: 512 },
  idleMs: 60_000,
});

/** Packages of a mail; undefined when it cannot be read. */
export async function openEml(raw: Uint8Array): Promise<OpenedEml | undefined> {
  const answer = await sandbox.ask({ raw });
  return 'subject' in answer ? answer : undefined;
}
