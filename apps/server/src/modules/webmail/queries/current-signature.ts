import type { MailSignature } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { LoadedEmail } from '../box/load-email.ts';
import type { ReadingPorts } from '../ports.ts';

const KEEP = 'update mail_message set signature = $2::jsonb, signature_mark = $3 where id = $1';

/**
 * What is to be said of the signature now. Looked at when the mail is opened and only after something was learnt about revocations
 * since the last look; what it came to is kept with the mail, and a change leaves a leaf.
 */
export async function currentSignature(
  context: ActingContext,
  ports: ReadingPorts | undefined,
  { box, row, facts }: LoadedEmail,
): Promise<MailSignature | null> {
  const { signature: said } = row;
  if (said === null || facts.isSent || ports === undefined) {
    return said;
  }
  const again = await ports.signatureAgain(context, {
    rawSha256: row.raw_sha256,
    from: row.from_list,
    receivedAt: row.message_received_at,
    said,
    mark: row.signature_mark,
  });
  if (again === undefined) {
    return said;
  }
  const { signature, mark } = again;
  const kept = [row.message_id, JSON.stringify(signature), mark];
  if (signature.state === said.state) {
    await rawQuery(context.db, KEEP, kept);
    return signature;
  }
  await command(context, async (tx) => {
    await rawQuery(tx, KEEP, kept);
    await record(tx, context, {
      action: 'webmail.signature_judged_again',
      agencyId: box.agencyId,
      objectKind: 'mail_message',
      objectId: row.message_id,
      detail: { before: said.state, now: signature.state, text: signature.text },
    });
  });
  return signature;
}
