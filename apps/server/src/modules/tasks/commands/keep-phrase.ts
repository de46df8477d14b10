import type { PhraseView, SavePhrase } from '@congvu/contracts';
import { record } from '#modules/audit';
import { guardAgainstStateSecret } from '#modules/documents';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { loadTaskOffice } from '../assignees.ts';
import { presentPhrase } from '../tasks.presenter.ts';
import { type PhrasePick, taskTables } from '../tasks.tables.ts';

/** A personal list longer than this is nobody's list; the phrase not used for the longest time goes. */
const MAX_PHRASES = 200;

/** Keeps the phrase of a directive, or counts one more use; in the caller's transaction. */
export async function rememberPhrase(
  tx: Tx,
  context: ActingContext,
  phrase: { text: string; assignments: readonly PhrasePick[] },
): Promise<void> {
  const { agencyId, personId } = context.subject;
  const now = context.clock.now();
  const picks = JSON.stringify(phrase.assignments.map(({ role, to }) => ({ role, to })));
  await taskTables(tx)
    .insertInto('task_phrase')
    .values({
      agency_id: agencyId,
      id: newId(now.getTime()),
      person_id: personId,
      text: phrase.text,
      assignments: picks,
      used_count: 1,
      used_at: now,
    })
    .onConflict((on) =>
      on.columns(['agency_id', 'person_id', 'text']).doUpdateSet((update) => ({
        assignments: picks,
        used_count: update('task_phrase.used_count', '+', 1),
        used_at: now,
      })),
    )
    .execute();
  await rawQuery(
    tx,
    `delete from task_phrase where agency_id = $1 and id in (
       select id from task_phrase where agency_id = $1 and person_id = $2 order by used_at desc, id offset $3)`,
    [agencyId, personId, MAX_PHRASES],
  );
}

export async function savePhrase(context: ActingContext, body: SavePhrase): Promise<PhraseView> {
  const { agencyId, personId } = context.subject;
  await guardAgainstStateSecret(
    context,
    { agencyId, name: 'tasks.phrase', objectId: personId },
    { texts: [{ place: 'Câu mẫu', text: body.text }] },
  );
  return command(context, async (tx) => {
    await rememberPhrase(tx, context, body);
    await record(tx, context, {
      action: 'tasks.phrase_saved',
      agencyId,
      objectKind: 'person',
      objectId: personId,
    });
    const today = vietnamDate(context.clock.now());
    const row = await taskTables(tx)
      .selectFrom('task_phrase')
      .selectAll()
      .where('agency_id', '=', agencyId)
      .where('person_id', '=', personId)
      .where('text', '=', body.text)
      .executeTakeFirstOrThrow();
    return presentPhrase(row, await loadTaskOffice(tx, agencyId, today), today);
  });
}

export async function forgetPhrase(context: ActingContext, id: string): Promise<{ id: string }> {
  const { agencyId, personId } = context.subject;
  return command(context, async (tx) => {
    const gone = await taskTables(tx)
      .deleteFrom('task_phrase')
      .where('agency_id', '=', agencyId)
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (gone.numDeletedRows === 0n) {
      throw notFound('tasks.phrase_not_found', 'Câu mẫu này không còn trong danh sách. Tải lại danh sách câu mẫu.');
    }
    await record(tx, context, {
      action: 'tasks.phrase_forgotten',
      agencyId,
      objectKind: 'person',
      objectId: personId,
      detail: { phraseId: id },
    });
    return { id };
  });
}
