import { command, type Services } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { leaveTrace } from '../leave-trace.ts';
import type { ChangeRow } from '../secondperson.store.ts';
import { tellEnded } from '../tell.ts';

const PORTION = 100;

/** Proposals nobody answered in time end by themselves; who proposed them is told. */
export async function lapseChanges(services: Services): Promise<void> {
  const now = services.clock.now();
  const due = await rawQuery<{ id: string }>(
    services.db,
    `select id from guarded_change where state = 'waiting' and expires_at <= $1 order by expires_at, id limit ${PORTION}`,
    [now],
  );
  for (const { id } of due) {
    const context = {
      ...services,
      subject: undefined,
      meta: { requestId: newId(), ip: '', userAgent: 'job' },
      idempotency: undefined,
    };
    await command(context, async (tx) => {
      const [row] = await rawQuery<ChangeRow>(
        tx,
        "update guarded_change set state = 'lapsed' where id = $1 and state = 'waiting' and expires_at <= $2 returning *",
        [id, now],
      );
      // A twin in another process was faster, or somebody decided at the last moment.
      if (row !== undefined) {
        await leaveTrace(tx, context, row, 'lapsed');
        await tellEnded(tx, context, row, 'Hết hạn, không ai đồng ý');
      }
      return null;
    });
  }
}
