import { parentPort } from 'node:worker_threads';
import { MailGuardError, readMail } from '@congvu/mailguard';
import { findProtection, unwrapSigned } from '@congvu/pki/smime';
import type { MailReport } from './report-facts.ts';
import { unpackReport } from './unpack-report.ts';

const MOST_FILES = 5;

async function answer(raw: Uint8Array): Promise<MailReport[]> {
  try {
    const { attachments } = await readMail(unwrapSigned(raw, findProtection(raw)));
    const found = await Promise.all(
      attachments.slice(0, MOST_FILES).map(({ bytes }) => unpackReport(Buffer.from(bytes))),
    );
    return found.filter((report) => report !== undefined);
  } catch (error) {
    if (error instanceof MailGuardError) {
      return [];
    }
    throw error;
  }
}

// The only sender is take-reports.ts.
parentPort?.on('message', (raw: Uint8Array) => {
  void answer(raw)
    .catch((): MailReport[] => [])
    .then((reports) => parentPort?.postMessage({ kind: 'read', reports }));
});
parentPort?.postMessage('ready');
