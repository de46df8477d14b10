import type { AttestRequest, ManyAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { proveSelf } from '#modules/identity';
import { type ActingContext, command } from '../../../platform/context.ts';
import { lockFor } from '../engine/read-request.ts';
import { assertReady, assertUnchanged } from '../engine/readiness.ts';
import type { RequestsPorts } from '../ports.ts';
import { approved, declared } from '../signing/advance.ts';
import { approveModes, assertMode, declareModes, needsSeal } from '../signing/modes.ts';
import { forEachRequest } from './many.ts';

type Body = z.output<typeof AttestRequest>;
type Answer = z.infer<typeof ManyAnswer>;

/** No copy for replay: its row would keep a fast hash of the password. The states let no act through twice. */
function withoutReplay(context: ActingContext): ActingContext {
  return { ...context, idempotency: undefined };
}

function proofOf({ password, code }: Body) {
  return { password, ...(code !== undefined && { code }) };
}

/** Who owns no usable certificate confirms with his own secrets; the record says that it was no digital signature. */
export async function attestDeclare(context: ActingContext, ports: RequestsPorts, body: Body): Promise<Answer> {
  await proveSelf(context, proofOf(body));
  return forEachRequest(withoutReplay(context), body.ids, 'Đã xác nhận ở vai người khai.', async (own, id) => {
    await command(own, async (tx) => {
      const { row } = await lockFor(tx, own, id, 'requests.declare');
      assertUnchanged(row);
      assertMode(await declareModes({ ...own, db: tx }, row), 'attested');
      await declared(tx, own, ports, row, { mode: 'attested' });
      return { id };
    });
  });
}

/** The head lets a list out in one act, each on its own. */
export async function attestApprove(context: ActingContext, ports: RequestsPorts, body: Body): Promise<Answer> {
  await proveSelf(context, proofOf(body));
  return forEachRequest(withoutReplay(context), body.ids, 'Đã duyệt.', async (own, id) => {
    await command(own, async (tx) => {
      const { row } = await lockFor(tx, own, id, 'requests.approve');
      const services = { ...own, db: tx };
      assertMode(await approveModes(services, row, own.subject.personId), 'attested');
      await assertReady(tx, own, row);
      const signed = { mode: 'attested' } as const;
      await approved(tx, own, ports, { before: row, sealed: await needsSeal(services, row), signed });
      return { id };
    });
  });
}
