import type { SignatureCheck } from '@congvu/contracts';
import { toPrintable } from '@congvu/nd30/render';
import { getAgency } from '#modules/org';
import type { ActingContext } from '../../../../platform/context.ts';
import { printApart } from '../../../../platform/print-apart.ts';
import { composeReport } from './compose-report.ts';

const PRINTER = new URL('./report-printer.ts', import.meta.url);

/**
 * The answer as PDF/A for the file of the letter. Names in it were written by strangers: they go in as data, into a process of
 * its own that ends with the report.
 */
export async function printReport(context: ActingContext, check: SignatureCheck): Promise<Buffer> {
  const { agencyId, displayName } = context.subject;
  const { name: agencyName } = await getAgency(context.db, agencyId);
  const job = toPrintable(composeReport(check, { agencyName, by: displayName, at: context.clock.now() }));
  return printApart(PRINTER, job);
}
