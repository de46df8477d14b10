import type { SavedRequest, SaveRequest } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { countFindings } from '../engine/check.ts';
import { answersHash, isUrgent, readContent, searchTextOf, subjectOf } from '../engine/content.ts';
import { lockFor } from '../engine/read-request.ts';
import { currentFindings } from '../engine/readiness.ts';
import { yearlyCostOf } from '../engine/yearly-cost.ts';
import type { RequestsPorts } from '../ports.ts';
import { asMoved } from '../queries/for-others.ts';
import { updateRequest } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';

export function versionConflict() {
  return conflict(
    'requests.version_conflict',
    'Đề nghị vừa được lưu ở nơi khác. Tải lại để xem bản mới, rồi sửa tiếp trên bản đó.',
  );
}

/** What the system filled in and nobody has touched. */
function stillPrefilled(before: RequestRow, content: RequestRow['content']): string[] {
  return before.prefilled.filter((key) =>
    key === 'date' ? content.date === before.content.date : content.fields?.[key] === before.content.fields?.[key],
  );
}

async function save(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  given: { id: string; body: z.output<typeof SaveRequest> },
): Promise<RequestRow> {
  const { row: before } = await lockFor(tx, context, given.id, 'requests.edit');
  if (before.version !== given.body.version) {
    throw versionConflict();
  }
  if (before.nil && (given.body.content.rows?.length ?? 0) > 0) {
    throw invalid(
      'requests.nil_has_rows',
      'Báo cáo không phát sinh thì không có dòng nào. Rút báo cáo này rồi lập danh sách.',
    );
  }
  const form = { code: before.form_code, set: before.form_set };
  const content = readContent(form, given.body.content, before.content.signerName);
  const next = { ...before, content };
  const findings = await currentFindings(tx, context, next);
  const row = await updateRequest(
    tx,
    { agencyId: before.agency_id, id: before.id },
    {
      content,
      findings,
      ...countFindings(findings),
      prefilled: stillPrefilled(before, content),
      version: before.version + 1,
      urgent: isUrgent(content),
      subject: subjectOf(content, before.nil),
      search_text: searchTextOf(content),
      item_count: before.nil ? 0 : (content.rows?.length ?? 1),
      updated_at: context.clock.now(),
    },
  );
  await record(tx, context, {
    action: 'requests.saved',
    agencyId: row.agency_id,
    objectKind: 'request',
    objectId: row.id,
    detail: { version: row.version, answers: answersHash(content) },
  });
  await ports.moved(tx, context, asMoved(row));
  await publish(tx, { topic: 'requests', agencyId: row.agency_id, ids: [row.id] });
  return row;
}

/** Autosave: wrong answers are kept and told about, an older version is not let over a newer one. */
export async function saveRequest(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  body: z.output<typeof SaveRequest>,
): Promise<z.infer<typeof SavedRequest>> {
  return command(context, async (tx) => {
    const row = await save(tx, context, ports, { id, body });
    return {
      id,
      version: row.version,
      savedAt: row.updated_at.toISOString(),
      findings: row.findings,
      yearlyCost: await yearlyCostOf(tx, context, row),
    };
  });
}
