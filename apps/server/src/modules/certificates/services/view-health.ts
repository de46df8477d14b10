import type { SigningServiceHealth, TrustHealth, TrustService } from '@congvu/contracts';
import { displayName, parseCertificate, type TrustAnchorEntry } from '@congvu/pki';
import { SignerError } from '@congvu/signer/pkcs11';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { servicePolicies } from '../certificates.policy.ts';
import type { ServiceRow } from '../certificates.tables.ts';
import type { LossPorts } from '../ports.ts';
import { type CrlFacts, listCrlFacts } from '../revocation/evidence.store.ts';
import { loadActiveTrust } from '../trust/load-trust.ts';
import { lookAtHsm } from './open-hsm.ts';
import { listServiceRows, type ServiceAddress, serviceId } from './services.store.ts';
import { keyKindOf, readSecret, readSigningSettings } from './signing-settings.ts';

const KINDS: Record<ServiceAddress['kind'], string> = {
  tsa: 'Dấu thời gian',
  ocsp: 'Tra cứu thu hồi (OCSP)',
  crl: 'Danh sách thu hồi (CRL)',
};

const STATES: Record<TrustService['state'], string> = {
  ok: 'Bình thường',
  slow: 'Chậm',
  down: 'Không trả lời',
  unknown: 'Chưa hỏi lần nào',
};

/** From here on a person notices while signing. */
const SLOW_MS = 3_000;

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? null;
}

function stateOf(row: ServiceRow | undefined, median: number | null): TrustService['state'] {
  if (row === undefined || (row.last_ok_at === null && row.last_error_at === null)) {
    return 'unknown';
  }
  if (row.failures > 0) {
    return 'down';
  }
  return median !== null && median > SLOW_MS ? 'slow' : 'ok';
}

export interface ConfiguredService extends ServiceAddress {
  anchor: TrustAnchorEntry;
}

/** Every address of the anchors trusted today, once. */
export function servicesOf(trust: readonly TrustAnchorEntry[]): ConfiguredService[] {
  const all = trust.flatMap((anchor) => [
    ...anchor.tsaUrls.map((url) => ({ kind: 'tsa' as const, url, anchor })),
    ...anchor.ocspUrls.map((url) => ({ kind: 'ocsp' as const, url, anchor })),
    ...anchor.crlUrls.map((url) => ({ kind: 'crl' as const, url, anchor })),
  ]);
  return [...new Map(all.map((service) => [serviceId(service), service])).values()];
}

function presentService(
  service: ConfiguredService,
  row: ServiceRow | undefined,
  list: CrlFacts | undefined,
): TrustService {
  const medianMs = medianOf(row?.recent_ms ?? []);
  const state = stateOf(row, medianMs);
  return {
    id: serviceId(service),
    kind: service.kind,
    kindLabel: KINDS[service.kind],
    anchorName: displayName(parseCertificate(service.anchor.certificate).subject).normalize('NFC'),
    url: service.url,
    state,
    stateLabel: STATES[state],
    lastOkAt: row?.last_ok_at?.toISOString() ?? null,
    lastError:
      row?.last_error_at == null
        ? null
        : {
            at: row.last_error_at.toISOString(),
            code: row.last_error_code ?? '',
            message: row.last_error_message ?? '',
          },
    medianMs,
    nextUpdate: list?.next_update?.toISOString() ?? null,
    revokedCount: list?.revoked_count ?? null,
  };
}

type Fault = string | undefined;

/** The Vietnamese sentence of a failure that can be told; anything else is a fault of ours. */
async function faultOf(look: () => Promise<unknown>): Promise<Fault> {
  try {
    await look();
    return undefined;
  } catch (error) {
    if (error instanceof AppError || error instanceof SignerError) {
      return error.message;
    }
    throw error;
  }
}

function presentSigning(
  service: Pick<SigningServiceHealth, 'id' | 'label' | 'keyKind'>,
  fault: Fault,
  good: 'ok' | 'unknown',
): SigningServiceHealth {
  const state = fault === undefined ? good : 'down';
  const label = { ok: 'Sẵn sàng', unknown: 'Đã cấu hình, hỏi khi có người ký', down: 'Chưa dùng được' }[state];
  return { ...service, state, stateLabel: label, message: fault ?? null };
}

/** Services outside are asked when somebody signs: here only what this server itself must have. The HSM is looked at. */
async function listSigningServices({
  config,
}: ActingContext): Promise<Pick<TrustHealth, 'signingServices' | 'settingsProblem'>> {
  const { services, hsm, problem } = await readSigningSettings(config);
  const outside = services.map(async (service) => {
    const fault = await faultOf(() => readSecret(config, service.secret));
    return presentSigning({ id: service.id, label: service.label, keyKind: keyKindOf(service) }, fault, 'unknown');
  });
  const inside = (hsm === undefined ? [] : [hsm]).map(async (settings) => {
    const fault = await faultOf(() => lookAtHsm(config, settings));
    return presentSigning({ id: 'hsm', label: settings.label, keyKind: 'hsm' }, fault, 'ok');
  });
  return { signingServices: await Promise.all([...outside, ...inside]), settingsProblem: problem ?? null };
}

function sentenceOf(
  services: readonly TrustService[],
  { signingServices, settingsProblem: problem }: Pick<TrustHealth, 'signingServices' | 'settingsProblem'>,
  waiting: number,
  now: Date,
): string {
  const silent = signingServices.filter(({ state }) => state === 'down').length;
  const down = services.filter(({ state }) => state === 'down').length;
  const stale = services.filter(({ nextUpdate }) => nextUpdate !== null && new Date(nextUpdate) < now).length;
  const parts = [
    ...(services.some(({ kind }) => kind === 'tsa')
      ? []
      : ['chưa khai báo nơi cấp dấu thời gian, văn bản được ký không có dấu thời gian chứng thực']),
    ...(services.some(({ kind }) => kind !== 'tsa') ? [] : ['chưa cấu hình nơi kiểm tra thu hồi nào']),
    ...(down === 0 ? [] : [`${down} dịch vụ không trả lời`]),
    ...(stale === 0 ? [] : [`${stale} danh sách thu hồi đã quá hạn cập nhật`]),
    ...(waiting === 0 ? [] : [`${waiting} văn bản đã ký chờ dấu thời gian`]),
    ...(problem === null ? [] : ['cấu hình dịch vụ ký số sai']),
    ...(silent === 0 ? [] : [`${silent} dịch vụ ký số chưa dùng được`]),
  ];
  const text = parts.join('; ');
  return text === '' ? 'Mọi dịch vụ trả lời bình thường.' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** How the addresses of time and revocation do, and what waits because of them. */
export async function viewHealth(ports: LossPorts, context: ActingContext): Promise<TrustHealth> {
  const { db, subject, clock } = context;
  servicePolicies.authorize('certificates.view_services', subject, null);
  const [trust, rows, lists, waiting, signing] = await Promise.all([
    loadActiveTrust(context),
    listServiceRows(db),
    listCrlFacts(db),
    ports.waitingForTime(db),
    listSigningServices(context),
  ]);
  const services = servicesOf(trust).map((service) =>
    presentService(
      service,
      rows.get(serviceId(service)),
      lists.find(({ source }) => service.kind === 'crl' && source === service.url),
    ),
  );
  return {
    services,
    ...signing,
    waitingForTime: waiting.count,
    oldestWaitingAt: waiting.oldest?.toISOString() ?? null,
    sentence: sentenceOf(services, signing, waiting.count, clock.now()),
    abilities: servicePolicies.abilities(subject, null),
  };
}
