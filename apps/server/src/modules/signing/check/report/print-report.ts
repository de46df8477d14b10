import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SignatureCheck } from '@congvu/contracts';
import { toPrintable } from '@congvu/nd30/render';
import { getAgency } from '#modules/org';
import type { ActingContext } from '../../../../platform/context.ts';
import { composeReport } from './compose-report.ts';

const LIMIT_MS = 60_000;
const PRINTER = fileURLToPath(new URL('./report-printer.ts', import.meta.url));

/**
 * The answer as PDF/A for the file of the letter. Names in it were written by strangers: they go in as data, into a process of
 * its own that ends with the report.
 */
export async function printReport(context: ActingContext, check: SignatureCheck): Promise<Buffer> {
  const { agencyId, displayName } = context.subject;
  const { name: agencyName } = await getAgency(context.db, agencyId);
  const job = toPrintable(composeReport(check, { agencyName, by: displayName, at: context.clock.now() }));
  return new Promise<Buffer>((resolve, reject) => {
    const printer = fork(PRINTER, [], { serialization: 'advanced', timeout: LIMIT_MS, env: {}, execArgv: [] });
    let printed: Buffer | undefined;
    // The printer is started with nothing else to say than the bytes.
    printer.once('message', (bytes) => {
      printed = Buffer.from(bytes as Uint8Array);
      printer.kill();
    });
    printer.once('error', reject);
    printer.once('exit', (code, signal) =>
      printed === undefined ? reject(new Error(`printing a report ended with ${code ?? signal}`)) : resolve(printed),
    );
    printer.send(job);
  });
}
