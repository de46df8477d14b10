import { record } from '../../apps/server/src/modules/audit/index.ts';
import { allotNumber } from '../../apps/server/src/modules/documents/index.ts';
import { openFoundations } from '../../apps/server/src/office.ts';
import type { Subject } from '../../apps/server/src/platform/authorise.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { command } from '../../apps/server/src/platform/context.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';

/** One server process under test: issuers that take numbers until told otherwise, a fifth of them changing their mind. */
const [dataDir = '', given = '', issuers = '1', broken = ''] = process.argv.slice(2);
const subject = JSON.parse(given) as Subject; // handed over by trust/checks/numbers.ts
const { agencyId } = subject;
const DAYS = ['2021-12-31', '2022-01-01'];

class ChangedMind extends Error {}

const { services } = await openFoundations(readConfig(['--data', dataDir], {}), createLog('silent'), () => undefined);

/** Control: the number is drawn before the transaction, as a sequence or a cache of numbers would do it. */
async function drawApart(year: number): Promise<number> {
  const [row] = await rawQuery<{ last_number: number }>(
    services.db,
    'update register set last_number = last_number + 1 where agency_id = $1 and year = $2 returning last_number',
    [agencyId, year],
  );
  return row?.last_number ?? 0;
}

async function issue(documentId: string, on: string): Promise<number> {
  const meta = { requestId: newId(), ip: '127.0.0.1', userAgent: 'trust', device: 'desktop' as const };
  const context = { ...services, subject, meta, idempotency: undefined };
  const apart = broken === 'broken' ? await drawApart(Number(on.slice(0, 4))) : undefined;
  return command(context, async (tx) => {
    await record(tx, context, { action: 'outgoing.numbered', agencyId, objectKind: 'outgoing', objectId: documentId });
    const wanted = { agencyId, direction: 'outgoing' as const, series: 'all', documentId, on };
    const { number, registerId } = await allotNumber(tx, context, wanted);
    if (apart !== undefined) {
      await rawQuery(tx, 'update register set last_number = last_number - 1 where id = $1', [registerId]);
      await rawQuery(tx, 'update register_entry set number = $3 where agency_id = $1 and document_id = $2', [
        agencyId,
        documentId,
        apart,
      ]);
    }
    if (Math.random() < 0.2) {
      throw new ChangedMind();
    }
    return apart ?? number;
  });
}

async function issueOn(): Promise<never> {
  for (;;) {
    const document = newId();
    const on = DAYS[Math.floor(Math.random() * DAYS.length)] ?? '';
    try {
      const number = await issue(document, on);
      process.stdout.write(`${JSON.stringify({ document, year: Number(on.slice(0, 4)), number })}\n`);
    } catch (error) {
      process.stdout.write(
        `${JSON.stringify(error instanceof ChangedMind ? { rolledBack: true } : { refused: String(error) })}\n`,
      );
    }
  }
}

await Promise.all(Array.from({ length: Number(issuers) }, issueOn));
