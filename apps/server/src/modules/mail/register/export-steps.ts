import { printDate } from '@congvu/forms';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { csvAnswer, writeCsv } from '../../../platform/tables/write-csv.ts';
import { type WrittenCell, writeSheet, xlsxAnswer } from '../../../platform/tables/write-sheet.ts';
import { mailPolicies } from '../mail.policy.ts';
import { settingOf } from '../mail.settings.ts';
import { KIND_LABELS } from '../mail.states.ts';
import type { MailTables } from '../mail.tables.ts';
import { type OpenStep, openSteps } from '../queries/open-steps.ts';
import { zmprovLines } from './zmprov-lines.ts';

const STEP_LABELS: Record<MailTables['mail_step']['kind'], string> = {
  create: 'Cấp mới',
  lock: 'Khóa',
  unlock: 'Mở lại',
  rename: 'Đổi địa chỉ',
  forward: 'Chuyển tiếp',
  close: 'Đóng hẳn',
};

const COLUMNS = [
  ['STT', 6],
  ['Việc', 14],
  ['Tài khoản thư điện tử', 36],
  ['Họ và tên', 28],
  ['Đơn vị công tác', 28],
  ['Cơ quan', 34],
  ['Loại hộp thư', 14],
  ['Dung lượng (MB)', 12],
  ['Bí danh', 30],
  ['Chuyển tiếp đến', 30],
  ['Ngày phát sinh', 14],
  ['Ghi chú', 70],
  ['Lệnh zmprov', 70],
] as const;

interface StepWithLines {
  step: OpenStep;
  address: string;
  lines: string[];
}

/** Mailboxes one after the other, each with its steps in their order. */
async function stepsWithLines(context: ActingContext): Promise<StepWithLines[]> {
  const { db, clock, subject } = context;
  mailPolicies.authorize('mail.export_steps', subject, null);
  const steps = await openSteps(context);
  if (steps.length === 0) {
    throw invalid('mail.no_steps', 'Không còn việc nào chờ làm trên hệ thống thư.');
  }
  const domains = new Map<string, string>();
  for (const agencyId of new Set(steps.map(({ agency_id }) => agency_id))) {
    domains.set(agencyId, (await settingOf(db, clock, agencyId)).domain);
  }
  const groups = Map.groupBy(steps, ({ id }) => id);
  return [...groups.values()].flatMap((group) => {
    const domain = domains.get(group[0]?.agency_id ?? '') ?? '';
    const whole = (address: string) => (address.includes('@') || domain === '' ? address : `${address}@${domain}`);
    const lines = zmprovLines(group, whole);
    return group.map((step, index) => ({ step, address: whole(step.address_key), lines: lines[index] ?? [] }));
  });
}

async function recordExport(context: ActingContext, kind: 'zmprov' | 'sheet' | 'csv', steps: number): Promise<void> {
  const { subject } = context;
  await command({ ...context, idempotency: undefined }, async (tx) => {
    await record(tx, context, {
      action: 'mail.steps_exported',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: subject.agencyId,
      detail: { kind, steps },
    });
    return null;
  });
}

/**
 * What waits, as `zmprov -f` reads it, for whoever runs the Zimbra of the province. Nothing in it comes true here before a person
 * confirms the steps.
 * @throws AppError 403 `mail.export_steps.forbidden` · 422 `mail.no_steps`, `mail.domain_needed`
 */
export async function exportZmprov(context: ActingContext): Promise<FileAnswer> {
  const steps = await stepsWithLines(context);
  const short = steps.find(({ address }) => !address.includes('@'));
  if (short !== undefined) {
    throw invalid(
      'mail.domain_needed',
      `Địa chỉ ${short.address} chưa có tên miền: ghi tên miền thư của cơ quan trong cài đặt thư trước.`,
    );
  }
  await recordExport(context, 'zmprov', steps.length);
  return {
    stream: Buffer.from(steps.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join('')),
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="viec-thu-cong-vu.zmp"',
      'cache-control': 'no-store',
    },
  };
}

function rowsOf(steps: readonly StepWithLines[]): WrittenCell[][] {
  return steps.map(({ step, address, lines }, index) => [
    index + 1,
    STEP_LABELS[step.step_kind],
    address,
    step.holder_name,
    step.unit_name,
    step.agency_name,
    KIND_LABELS[step.kind],
    step.quota_mb ?? '',
    step.aliases.join('; '),
    step.forwarding_to ?? '',
    printDate(vietnamDate(step.step_since)),
    step.step_text,
    lines.length === 0 ? 'Làm bằng tay' : lines.join('\n'),
  ]);
}

/** @throws AppError 403 `mail.export_steps.forbidden` · 422 `mail.no_steps` */
export async function exportSteps(context: ActingContext): Promise<FileAnswer> {
  const steps = await stepsWithLines(context);
  await recordExport(context, 'sheet', steps.length);
  const columns = COLUMNS.map(([heading, width]) => ({ heading, width }));
  const title = 'VIỆC CHỜ LÀM TRÊN HỆ THỐNG THƯ';
  const sheet = { name: 'Việc trên hệ thống thư', title, columns, rows: rowsOf(steps) };
  return xlsxAnswer('viec-thu-cong-vu.xlsx', await writeSheet(sheet));
}

/**
 * The same list for the programs of whoever runs the mail of the province (spec mail.md §3.3), beside the signed Mẫu 09, 10.
 * @throws AppError 403 `mail.export_steps.forbidden` · 422 `mail.no_steps`
 */
export async function exportStepsCsv(context: ActingContext): Promise<FileAnswer> {
  const steps = await stepsWithLines(context);
  await recordExport(context, 'csv', steps.length);
  const headings = COLUMNS.map(([heading]) => heading);
  return csvAnswer('viec-thu-cong-vu.csv', writeCsv(headings, rowsOf(steps)));
}
