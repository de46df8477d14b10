import type { FormFindingView } from '@congvu/contracts';
import { checkForm, type FilledForm } from '@congvu/forms';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { type AppError, invalid } from '../../../platform/errors.ts';
import type { Override, RequestRow } from '../requests.tables.ts';
import { answersHash } from './content.ts';
import { loadFacts } from './facts.ts';

export type Checked = Pick<
  RequestRow,
  'agency_id' | 'content' | 'nil' | 'declarant_person_id' | 'signs_regularly' | 'kind'
>;

/** All rules on the form as it stands against the registers of this moment. A nil return says nothing that could be wrong. */
export async function checkRequest(
  db: Db | Tx,
  context: Pick<Context, 'clock'>,
  request: Checked,
  { sending = false }: { sending?: boolean } = {},
): Promise<FormFindingView[]> {
  if (request.nil) {
    return [];
  }
  const facts = await loadFacts(db, context, {
    agencyId: request.agency_id,
    form: request.content,
    declarantPersonId: request.declarant_person_id,
    // While it is written nobody has been asked yet whether the person signs regularly (letter, section 2).
    ...((sending || request.signs_regularly) && { signsRegularly: request.signs_regularly }),
  });
  return checkForm(request.content, facts).map((finding) => ({ ...finding }));
}

export function countFindings(findings: readonly FormFindingView[]): { errors: number; warnings: number } {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

function sameFinding(left: Pick<Override, 'code' | 'field' | 'row'>, right: FormFindingView): boolean {
  return left.code === right.code && left.field === right.field && left.row === right.row;
}

/** Overrides of these very answers; one given for other answers says nothing about them. */
export function liveOverrides(request: { content: FilledForm; overrides: readonly Override[] }): Override[] {
  const hash = answersHash(request.content);
  return request.overrides.filter(({ contentHash }) => contentHash === hash);
}

export function findFinding(
  findings: readonly FormFindingView[],
  wanted: Pick<Override, 'code' | 'field' | 'row'>,
): FormFindingView | undefined {
  return findings.find((finding) => sameFinding(wanted, finding));
}

/** Warnings nobody authorised has let pass. */
export function openWarnings(
  request: { content: FilledForm; overrides: readonly Override[] },
  findings: readonly FormFindingView[],
): FormFindingView[] {
  const overrides = liveOverrides(request);
  return findings.filter(
    (finding) => finding.severity === 'warning' && !overrides.some((one) => sameFinding(one, finding)),
  );
}

function asFields(findings: readonly FormFindingView[]) {
  return findings.map(({ field, row, message }) => ({
    path: row === null ? `content.fields.${field}` : `content.rows.${row - 1}.${field}`,
    message,
  }));
}

export function hasErrors(findings: readonly FormFindingView[]): AppError {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return invalid(
    'requests.has_errors',
    `Còn ${errors.length} lỗi phải sửa trước khi gửi: ${errors[0]?.message ?? ''}`,
    asFields(errors),
  );
}

/** @throws AppError 422 `requests.has_errors` */
export function assertNoErrors(findings: readonly FormFindingView[]): void {
  if (findings.some(({ severity }) => severity === 'error')) {
    throw hasErrors(findings);
  }
}

/** The head lets a request out only without errors, and answers for each warning. @throws AppError 422 */
export function assertPassable(
  request: { content: FilledForm; overrides: readonly Override[] },
  findings: readonly FormFindingView[],
): void {
  assertNoErrors(findings);
  const open = openWarnings(request, findings);
  if (open.length > 0) {
    throw invalid(
      'requests.override_needed',
      `Còn ${open.length} cảnh báo chưa được chấp nhận: ${open[0]?.message ?? ''} Sửa lại, hoặc thủ trưởng ghi lý do chấp nhận từng cảnh báo.`,
      asFields(open),
    );
  }
}
