import { AxisError } from '@congvu/axis';
import type { ConnectionStep, ConnectionStepResult, ConnectionTest, ConnectionTestAnswer } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { carrierPolicies, connectionPolicies } from '../carriers.policy.ts';
import { factsOf } from '../carriers.presenter.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { checkInput, isSamePlace } from '../connection-input.ts';
import { getConnection } from '../connections.store.ts';
import type { ConnectionDraft, StepOutcome } from '../kinds.ts';
import { rulesOf } from '../registry.ts';
import { openSecret } from '../secrets.ts';
import { listServedAgencies } from '../ways/served-agencies.ts';

const LABELS: Record<ConnectionStep, string> = {
  address: 'Tìm máy chủ',
  tls: 'Đường truyền và chứng thư TLS',
  credentials: 'Mã hệ thống và mã bí mật',
  codes: 'Mã định danh của ta',
  list: 'Lấy danh sách văn bản đến',
  clock: 'Giờ hai bên',
};

/** Typed into the form: with the saved secret only for the place it was saved for, which would learn it otherwise. */
async function draftTyped(
  context: ActingContext,
  row: ConnectionRow | undefined,
  typed: NonNullable<ConnectionTest['draft']>,
): Promise<ConnectionDraft> {
  const checked = await checkInput(context.db, context, typed);
  const maySaved =
    row?.kind === typed.kind && row.secret !== null && isSamePlace(row.kind, row.settings, checked.settings);
  const secret = checked.secret ?? (maySaved && row !== undefined ? openSecret(context.config, row) : undefined);
  if (secret === undefined && rulesOf(typed.kind).secret !== undefined) {
    throw invalid('carriers.secret_needed', 'Nhập mã bí mật rồi thử: mã đã lưu chỉ dùng cho địa chỉ nó được cấp.', [
      { path: 'secret', message: 'Chưa nhập mã bí mật.' },
    ]);
  }
  return {
    id: row?.id,
    agencyId: context.subject.agencyId,
    kind: typed.kind,
    name: typed.name,
    settings: checked.settings,
    secret: secret ?? {},
    codes: checked.codes,
  };
}

async function draftSaved(context: ActingContext, row: ConnectionRow): Promise<ConnectionDraft> {
  const served = (await listServedAgencies(context.db, [row])).get(row.id) ?? [];
  return {
    id: row.id,
    agencyId: row.agency_id,
    kind: row.kind,
    name: row.name,
    settings: row.settings,
    secret: openSecret(context.config, row),
    codes: served.flatMap(({ codes }) => codes),
  };
}

async function draftOf(context: ActingContext, input: ConnectionTest): Promise<ConnectionDraft> {
  const row = input.id === undefined ? undefined : await getConnection(context.db, context.subject.agencyId, input.id);
  if (row !== undefined) {
    connectionPolicies.authorize('carriers.change', context.subject, factsOf(row));
  }
  if (input.draft !== undefined) {
    return draftTyped(context, row, input.draft);
  }
  if (row === undefined) {
    throw invalid('carriers.bad_settings', 'Chưa có gì để thử. Nhập thông tin kết nối hoặc chọn kết nối đã lưu.');
  }
  return draftSaved(context, row);
}

/** An axis may repeat what it was sent: whatever looks like the secret is taken out. */
function withoutSecrets(text: string, secret: Record<string, string>): string {
  return Object.values(secret)
    .filter((value) => value !== '')
    .reduce((clean, value) => clean.replaceAll(value, '•••'), text);
}

async function tryOne(context: ActingContext, draft: ConnectionDraft, step: ConnectionStep): Promise<StepOutcome> {
  try {
    return await rulesOf(draft.kind).try(context, draft, step);
  } catch (error) {
    if (error instanceof AppError || error instanceof AxisError) {
      return { outcome: 'failed', text: error.message };
    }
    context.log.warn({ err: error, step }, 'a step of the test of a connection broke');
    return {
      outcome: 'failed',
      text: 'Bước này gặp lỗi ngoài dự kiến. Thử lại; nếu vẫn vậy, gửi nhật ký máy chủ cho nhà cung cấp.',
    };
  }
}

/**
 * The steps asked for, in order, until one fails. Nothing is written, sent or acknowledged there; works with what is typed as well
 * as with what is saved.
 */
export async function testConnection(context: ActingContext, input: ConnectionTest): Promise<ConnectionTestAnswer> {
  carrierPolicies.authorize('carriers.test', context.subject, null);
  const draft = await draftOf(context, input);
  const known = rulesOf(draft.kind).steps;
  const wanted = input.steps === undefined ? known : known.filter((step) => input.steps?.includes(step));
  const steps: ConnectionStepResult[] = [];
  for (const step of wanted) {
    const { outcome, text } = await tryOne(context, draft, step);
    steps.push({ step, label: LABELS[step], outcome, text: withoutSecrets(text, draft.secret) });
    if (outcome === 'failed') {
      break;
    }
  }
  return { ok: steps.every(({ outcome }) => outcome !== 'failed'), steps };
}
