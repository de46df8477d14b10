import { type AxisAgency, AxisError } from '@congvu/axis';
import type { ConnectionStep } from '@congvu/contracts';
import { codeKey, findManyByCode } from '#modules/addressbook';
import type { Services } from '../../../platform/context.ts';
import { hostOf } from '../../../platform/outbound.ts';
import { resolveAllowed } from '../../../platform/outbound-guard.ts';
import type { ConnectionDraft, StepOutcome } from '../kinds.ts';
import { explainLine } from './line-words.ts';
import { axisTransport, type OpenedAxis, openDraft } from './open-axis.ts';

const LINE_MS = 10_000;
/** The list of all bodies is long: who has not found our codes by then says so. */
const CODES_MS = 60_000;
/** MAC and token carry our time; an axis that checks it allows minutes. */
const SKEW_WARNING_MS = 60_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

interface Trial {
  services: Services;
  draft: ConnectionDraft;
  opened: OpenedAxis;
  host: string;
}

const ok = (text: string): StepOutcome => ({ outcome: 'ok', text });
const warning = (text: string): StepOutcome => ({ outcome: 'warning', text });
const failed = (text: string): StepOutcome => ({ outcome: 'failed', text });
const skipped = (text: string): StepOutcome => ({ outcome: 'skipped', text });

async function tryAddress({ services, opened, host }: Trial): Promise<StepOutcome> {
  const { config } = services;
  try {
    const addresses = await resolveAllowed(opened.settings.endpoint, {
      allowHosts: [host],
      allowLoopback: config.demo || config.loopbackServices,
    });
    return ok(`Tìm thấy máy chủ: ${[...new Set(addresses)].join(', ')}.`);
  } catch (error) {
    return failed(explainLine(error, host));
  }
}

/** The head of whatever the address answers: any answer says that the line stands. */
async function askHead({ services, opened }: Trial): Promise<Record<string, string>> {
  const { endpoint, ca } = opened.settings;
  const transport = axisTransport(services.config, endpoint, ca);
  const answer = await transport({ method: 'GET', url: endpoint, headers: {}, timeoutMs: LINE_MS });
  await answer.body[Symbol.asyncIterator]().return?.();
  return answer.headers;
}

async function tryTls(trial: Trial): Promise<StepOutcome> {
  try {
    await askHead(trial);
  } catch (error) {
    return failed(explainLine(error, trial.host));
  }
  return trial.opened.settings.endpoint.toLowerCase().startsWith('https:')
    ? ok('Kết nối được, chứng thư TLS đúng tên và còn hạn.')
    : warning('Kết nối được nhưng không mã hóa (http). Chỉ dùng trong mạng truyền số liệu chuyên dùng khép kín.');
}

/** Words of an axis that answered, or of the line that did not stand. */
function explain(error: unknown, host: string): string {
  if (!(error instanceof AxisError)) {
    return explainLine(error, host);
  }
  const said = error.answer?.errorCode === undefined ? '' : ` (mã lỗi của trục: ${error.answer.errorCode})`;
  return error.code === 'axis.unreachable' ? explainLine(error.cause, host) : `${error.message}${said}`;
}

function explainCredentials({ draft, host }: Trial, error: unknown): string {
  if (!(error instanceof AxisError && error.code === 'axis.bad_credentials')) {
    return explain(error, host);
  }
  return draft.kind === 'national'
    ? 'Trục từ chối: sai mã bí mật hoặc mã hệ thống (systemid). Nhập lại đúng như đơn vị vận hành trục cấp; nếu chắc là đúng, xem bước so giờ.'
    : 'Trục từ chối đăng nhập: sai tên đăng nhập, mật khẩu hoặc mã ứng dụng. Nhập lại đúng như đơn vị vận hành trục cấp.';
}

async function tryCredentials(trial: Trial): Promise<StepOutcome> {
  const { opened, services } = trial;
  try {
    await (opened.provincial === undefined
      ? opened.axis.listReceived({ messageType: 'status', since: new Date(services.clock.now().getTime() - HOUR_MS) })
      : opened.provincial.login());
    return ok('Trục nhận đúng mã hệ thống và mã bí mật.');
  } catch (error) {
    return failed(explainCredentials(trial, error));
  }
}

async function* listedAgencies(opened: OpenedAxis): AsyncGenerator<AxisAgency> {
  for (const list of ['qd20', 'code'] as const) {
    for await (const agencies of opened.national?.agencies(list) ?? []) {
      yield* agencies;
    }
  }
}

/** Takes the codes the axis lists out of `missing`; ends as soon as none is left. */
async function strikeListed(opened: OpenedAxis, missing: Set<string>, signal: AbortSignal): Promise<void> {
  for await (const { code, oldCode, codeQcvn102 } of listedAgencies(opened)) {
    for (const known of [code, oldCode, codeQcvn102]) {
      missing.delete(codeKey(known ?? ''));
    }
    if (missing.size === 0 || signal.aborted) {
      return;
    }
  }
}

async function tryCodes({ services, draft, opened, host }: Trial): Promise<StepOutcome> {
  if (draft.codes.length === 0) {
    return failed('Không có mã định danh nào dùng kết nối này. Khai mã của cơ quan, hoặc chọn cơ quan dùng chung.');
  }
  if (opened.national === undefined) {
    return skipped('Trục cấp tỉnh không có lệnh tra mã. Nếu mã chưa đăng ký, lần gửi đầu tiên sẽ báo lỗi 19.');
  }
  const book = await findManyByCode(services.db, draft.codes);
  const missing = new Set(
    draft.codes.map(codeKey).filter((key) => book.get(key)?.sources.includes(draft.id ?? '') !== true),
  );
  const signal = AbortSignal.timeout(CODES_MS);
  try {
    if (missing.size > 0) {
      await strikeListed(opened, missing, signal);
    }
  } catch (error) {
    return failed(explain(error, host));
  }
  if (missing.size === 0) {
    return ok(`Trục có đủ ${draft.codes.length} mã của ta.`);
  }
  const named = draft.codes.filter((code) => missing.has(codeKey(code))).join(', ');
  return signal.aborted
    ? warning(`Danh sách của trục dài, chưa kịp tìm thấy: ${named}. Đồng bộ sổ địa chỉ rồi thử lại.`)
    : failed(`Trục chưa đăng ký mã: ${named}. Đề nghị đơn vị vận hành trục đăng ký, hoặc bỏ mã này khỏi kết nối.`);
}

async function tryList({ services, opened, host }: Trial): Promise<StepOutcome> {
  const since = new Date(services.clock.now().getTime() - opened.settings.lookbackHours * HOUR_MS);
  try {
    const listed = await opened.axis.listReceived({ messageType: 'edoc', since });
    return ok(`Lấy được danh sách văn bản đến trong ${opened.settings.lookbackHours} giờ qua: ${listed.length}.`);
  } catch (error) {
    return failed(explain(error, host));
  }
}

function durationText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) {
    return `${seconds} giây`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} phút` : `${Math.round(minutes / 60)} giờ`;
}

async function tryClock(trial: Trial): Promise<StepOutcome> {
  const { services, host } = trial;
  const asked = services.clock.now().getTime();
  let date: string | undefined;
  try {
    date = (await askHead(trial)).date;
  } catch (error) {
    return failed(explainLine(error, host));
  }
  const there = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(there)) {
    return skipped('Trục không cho biết giờ của mình nên không so được.');
  }
  const skew = (asked + services.clock.now().getTime()) / 2 - there;
  if (services.config.demo && Math.abs(skew) > DAY_MS) {
    return skipped('Bản chạy thử dùng đồng hồ riêng nên không so giờ với trục.');
  }
  if (Math.abs(skew) <= SKEW_WARNING_MS) {
    return ok(`Giờ hai bên khớp nhau (lệch ${durationText(skew)}).`);
  }
  const side = skew > 0 ? 'nhanh' : 'chậm';
  return warning(
    `Đồng hồ máy chủ này ${side} hơn trục ${durationText(skew)}. Bật đồng bộ giờ (NTP): trục có thể từ chối vì dấu thời gian.`,
  );
}

const STEPS: Record<ConnectionStep, (trial: Trial) => Promise<StepOutcome>> = {
  address: tryAddress,
  tls: tryTls,
  credentials: tryCredentials,
  codes: tryCodes,
  list: tryList,
  clock: tryClock,
};

/** One step of the test of an axis; asks once, so that whoever waits before the screen has an answer soon. */
export async function tryStep(services: Services, draft: ConnectionDraft, step: ConnectionStep): Promise<StepOutcome> {
  const opened = openDraft(services, draft, { retries: 0 });
  return STEPS[step]({ services, draft, opened, host: hostOf(opened.settings.endpoint) ?? '' });
}
