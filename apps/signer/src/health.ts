import { nameValue, OID } from '@congvu/pki';
import type { AgentFault, AgentFaultCode, AgentHealth, AgentToken } from '@congvu/pki/agent';
import type { SourceReport } from './key-source.ts';
import type { TokenIdentity } from './pkcs11/identities.ts';
import type { ModuleReport, TokenChoice, TokenReport } from './pkcs11/index.ts';
import { VERSION } from './version.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;
/** Beyond this a timestamp or a login of the office is refused. */
export const CLOCK_LIMIT_MS = 5 * 60_000;

export interface HealthFacts {
  sources: readonly SourceReport[];
  /** The token the settings want. */
  token: TokenChoice;
  now: Date;
  /** This clock minus the office's, when known. */
  skewMs: number | undefined;
}

function fault(code: AgentFaultCode, isBlocking: boolean, title: string, ...advice: string[]): AgentFault {
  return { code, isBlocking, title, advice };
}

function seenBy(source: SourceReport): ModuleReport | undefined {
  return 'tokens' in source.seen ? source.seen : undefined;
}

function driverFaults(sources: readonly SourceReport[]): AgentFault[] {
  if (sources.length === 0) {
    return [
      fault(
        'no_driver',
        true,
        'Chưa có trình điều khiển của thiết bị ký số',
        'Cài trình điều khiển của đơn vị cấp thiết bị (Ban Cơ yếu Chính phủ, Viettel-CA, VNPT-CA…), bản 64 bit.',
        'Nếu đã cài: ghi đường dẫn tệp .dll hoặc .so vào settings.json, mục "modules".',
        'Khởi động lại chương trình ký số.',
      ),
    ];
  }
  return sources.flatMap(({ name, path, seen }) =>
    'code' in seen
      ? [
          fault(
            seen.code === 'signer.module_failed' ? 'driver_failed' : 'device_failed',
            sources.length === 1,
            `Trình điều khiển ${name} không chạy được`,
            seen.message,
            `Cài lại trình điều khiển (${path}), chọn bản 64 bit, rồi khởi động lại chương trình ký số.`,
          ),
        ]
      : [],
  );
}

function describeChoice({ serial, label, slot }: TokenChoice): string {
  return [
    ...(serial === undefined ? [] : [`số ${serial}`]),
    ...(label === undefined ? [] : [`tên “${label}”`]),
    ...(slot === undefined ? [] : [`khe ${slot}`]),
  ].join(', ');
}

function isWanted(token: TokenReport, { serial, label, slot }: TokenChoice): boolean {
  return (
    (serial === undefined || token.serial === serial) &&
    (label === undefined || token.label === label) &&
    (slot === undefined || token.slot === slot)
  );
}

function presenceFaults(tokens: readonly TokenReport[], choice: TokenChoice): AgentFault[] {
  const ready = tokens.filter(({ isInitialized }) => isInitialized);
  if (tokens.length === 0) {
    return [
      fault(
        'no_token',
        true,
        'Chưa cắm thiết bị ký số',
        'Cắm thiết bị vào cổng USB và chờ đèn sáng.',
        'Nếu đã cắm: rút ra, đổi cổng USB khác, không dùng bộ chia cổng.',
        'Vẫn không thấy: mở phần mềm của thiết bị; nếu phần mềm ấy cũng không thấy, thiết bị hỏng hoặc thiếu trình điều khiển.',
      ),
    ];
  }
  if (ready.length === 0) {
    return [
      fault(
        'not_initialized',
        true,
        'Thiết bị đang cắm chưa được khởi tạo',
        'Thiết bị trắng, chưa có chứng thư. Đề nghị đơn vị cấp chứng thư khởi tạo và nạp chứng thư.',
      ),
    ];
  }
  if (!ready.some((token) => isWanted(token, choice))) {
    const seen = ready.map(({ label, serial, slot }) => `${label} (số ${serial}, khe ${slot})`).join('; ');
    return [
      fault(
        'wrong_slot',
        true,
        `Không thấy thiết bị đã chọn (${describeChoice(choice)})`,
        `Đang cắm: ${seen}.`,
        'Cắm đúng thiết bị, hoặc sửa mục "token" trong settings.json rồi khởi động lại chương trình.',
      ),
    ];
  }
  return [];
}

function pinFaults({ pin, label }: TokenReport): AgentFault[] {
  switch (pin) {
    case 'locked':
      return [
        fault(
          'pin_locked',
          true,
          `Mã PIN của thiết bị ${label} đã bị khóa`,
          'Thiết bị tự khóa sau nhiều lần nhập sai. Không thử thêm.',
          'Đề nghị đơn vị cấp thiết bị mở khóa: lập Mẫu số 05 (khôi phục mật khẩu) gửi qua văn thư.',
        ),
      ];
    case 'final':
      return [
        fault(
          'pin_final',
          false,
          `Thiết bị ${label} chỉ còn một lần nhập mã PIN`,
          'Sai thêm một lần thiết bị sẽ khóa. Chỉ nhập khi chắc chắn; nếu quên, lập Mẫu số 05.',
        ),
      ];
    case 'low':
      return [
        fault(
          'pin_low',
          false,
          `Thiết bị ${label} đã bị nhập sai mã PIN`,
          'Còn ít lần thử. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt trước khi nhập.',
        ),
      ];
    default:
      return [];
  }
}

function dayText(date: Date): string {
  return new Intl.DateTimeFormat('vi-VN', {
    timeZone: 'Asia/Ho_Chi_Minh',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).format(date);
}

function certificateFault({ certificate }: TokenIdentity, now: Date): AgentFault[] {
  const name = nameValue(certificate.subject, OID.commonName) ?? nameValue(certificate.subject, OID.organization) ?? '';
  if (certificate.notAfter < now) {
    return [
      fault(
        'certificate_expired',
        true,
        `Chứng thư của ${name} đã hết hạn ngày ${dayText(certificate.notAfter)}`,
        'Chữ ký bằng chứng thư hết hạn không hợp lệ. Đề nghị cấp lại chứng thư.',
      ),
    ];
  }
  if (certificate.notBefore > now) {
    return [
      fault(
        'certificate_not_yet',
        true,
        `Chứng thư của ${name} chưa có hiệu lực, bắt đầu từ ${dayText(certificate.notBefore)}`,
        'Kiểm tra ngày giờ của máy. Nếu đúng, chờ đến ngày có hiệu lực.',
      ),
    ];
  }
  const days = Math.floor((certificate.notAfter.getTime() - now.getTime()) / DAY_MS);
  return days <= SOON_DAYS
    ? [
        fault(
          'certificate_soon',
          false,
          `Chứng thư của ${name} còn ${days} ngày`,
          `Hết hạn ngày ${dayText(certificate.notAfter)}. Đề nghị gia hạn trước ngày đó.`,
        ),
      ]
    : [];
}

function certificateFaults(identities: readonly TokenIdentity[], now: Date): AgentFault[] {
  if (identities.length === 0) {
    return [
      fault(
        'no_certificate',
        true,
        'Thiết bị không có chứng thư số',
        'Thiết bị đúng nhưng chưa nạp chứng thư, hoặc trình điều khiển không phải của thiết bị này.',
        'Mở phần mềm của thiết bị xem có chứng thư không; nếu không, liên hệ đơn vị cấp chứng thư.',
      ),
    ];
  }
  const faults = identities.flatMap((identity) => certificateFault(identity, now));
  // One good certificate is enough to sign with.
  const canSign = faults.filter(({ isBlocking }) => isBlocking).length < identities.length;
  return faults.map((entry) => (canSign ? { ...entry, isBlocking: false } : entry));
}

function clockFaults(skewMs: number | undefined): AgentFault[] {
  if (skewMs === undefined || Math.abs(skewMs) <= CLOCK_LIMIT_MS) {
    return [];
  }
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return [
    fault(
      'clock_wrong',
      true,
      `Đồng hồ của máy ${skewMs > 0 ? 'nhanh' : 'chậm'} ${minutes} phút`,
      'Bật tự động chỉnh giờ trong cài đặt ngày giờ của máy, múi giờ Hà Nội (UTC+7).',
      'Khởi động lại trình duyệt rồi làm lại.',
    ),
  ];
}

function sentenceOf(faults: readonly AgentFault[], identities: readonly TokenIdentity[]): string {
  const blocking = faults.find(({ isBlocking }) => isBlocking);
  if (blocking !== undefined) {
    return `${blocking.title}.`;
  }
  return faults.length > 0
    ? `Ký được, có ${faults.length} điều cần lưu ý.`
    : `Thiết bị ký số sẵn sàng, ${identities.length} chứng thư.`;
}

function unique<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[] {
  return [...new Map(entries.toReversed().map((entry) => [keyOf(entry), entry])).values()].toReversed();
}

/** Names every fault there is, worst first; pure, so that each has its test. */
export function assessHealth({ sources, token, now, skewMs }: HealthFacts): AgentHealth {
  // Two drivers may see the same token.
  const identities = unique(
    sources.flatMap((source) => source.identities),
    ({ identity }) => identity.id,
  );
  const working = sources.filter((source) => seenBy(source) !== undefined);
  // SoftHSM and others show an empty slot as a token without a name: it is no fault beside a good one.
  const tokens = unique(
    working.flatMap((source) => seenBy(source)?.tokens ?? []),
    ({ serial }) => serial,
  );
  const wanted = tokens.filter((entry) => entry.isInitialized && isWanted(entry, token));
  const presence = working.length === 0 ? [] : presenceFaults(tokens, token);
  const faults = [
    ...clockFaults(skewMs),
    ...driverFaults(sources),
    ...presence,
    ...wanted.flatMap(pinFaults),
    ...(wanted.length === 0 ? [] : certificateFaults(identities, now)),
  ].sort((left, right) => Number(right.isBlocking) - Number(left.isBlocking));
  return {
    version: VERSION,
    now: now.toISOString(),
    isReady: faults.every(({ isBlocking }) => !isBlocking),
    sentence: sentenceOf(faults, identities),
    faults,
    drivers: sources.map((source) => ({
      name: source.name,
      path: source.path,
      isLoaded: seenBy(source) !== undefined,
    })),
    tokens: unique(working.flatMap(tokensOf), ({ serial }) => serial),
  };
}

function tokensOf(source: SourceReport): AgentToken[] {
  return (seenBy(source)?.tokens ?? [])
    .filter(({ isInitialized }) => isInitialized)
    .map((token) => ({
      label: token.label,
      serial: token.serial,
      model: token.model,
      driver: source.name,
      pin: token.pin,
      certificates: source.identities.filter((identity) => identity.token.serial === token.serial).length,
      isDemo: source.isDemo,
    }));
}
