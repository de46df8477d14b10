import type { MailHeaders } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { loadEmail } from '../box/load-email.ts';
import { readMailApart } from '../reading/read-apart.ts';

/** Every header as it came: what an officer looks at, and shown as text only. */
export async function readHeaders(
  context: ActingContext,
  wanted: { mailboxId: string; id: string },
): Promise<z.infer<typeof MailHeaders>> {
  const { row } = await loadEmail(context.db, context, wanted);
  const { headers } = await readMailApart(await context.blobs.readBytes(row.raw_sha256));
  return { items: headers.map(({ name, value }) => ({ name, value })) };
}
