import type { OverrideWarning, RequestView } from '@congvu/contracts';
import type { z } from 'zod';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { findFinding } from '../engine/check.ts';
import { answersHash } from '../engine/content.ts';
import { finishStep } from '../engine/finish-step.ts';
import { lockFor } from '../engine/read-request.ts';
import { currentFindings } from '../engine/readiness.ts';
import type { RequestsPorts } from '../ports.ts';
import { viewRequest } from '../queries/view-request.ts';
import { updateRequest } from '../requests.store.ts';

/** Somebody authorised answers for one warning, with a reason; it holds for these answers and for no others. */
export async function overrideWarning(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  body: z.output<typeof OverrideWarning>,
): Promise<RequestView> {
  await command(context, async (tx) => {
    const { row: before } = await lockFor(tx, context, id, 'requests.override');
    const finding = findFinding(await currentFindings(tx, context, before), body);
    if (finding === undefined || finding.severity !== 'warning') {
      throw invalid(
        'requests.warning_unknown',
        finding === undefined
          ? 'Cảnh báo này không còn. Tải lại trang.'
          : 'Đây là lỗi phải sửa, không phải cảnh báo nên không chấp nhận cho qua được.',
      );
    }
    const { displayName, personId } = context.subject;
    const override = {
      ...body,
      by: displayName,
      byPersonId: personId,
      at: context.clock.now().toISOString(),
      contentHash: answersHash(before.content),
    };
    const others = before.overrides.filter(
      (one) =>
        one.contentHash !== override.contentHash ||
        one.code !== body.code ||
        one.field !== body.field ||
        one.row !== body.row,
    );
    const row = await updateRequest(tx, { agencyId: before.agency_id, id }, { overrides: [...others, override] });
    await finishStep(tx, context, ports, row, {
      from: before.state,
      verb: 'overridden',
      text: `Chấp nhận cảnh báo "${finding.label}": ${body.reason}`,
      detail: { code: body.code, field: body.field, row: body.row, reason: body.reason },
    });
    return { id };
  });
  return viewRequest(context, id);
}
