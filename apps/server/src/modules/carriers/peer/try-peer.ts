import { type ConnectionStep, PeerCertificate, PeerSettings } from '@congvu/contracts';
import type { Services } from '../../../platform/context.ts';
import { hostOf } from '../../../platform/outbound.ts';
import { resolveAllowed } from '../../../platform/outbound-guard.ts';
import { explainLine } from '../axis/line-words.ts';
import type { ConnectionDraft, StepOutcome } from '../kinds.ts';
import { describeSkew } from './clock-words.ts';
import { type Looked, lookAt } from './look.ts';
import { findPeer, listPeerAgencies } from './peer.store.ts';
import { createPeerClient, type PeerAddress } from './send/peer-client.ts';
import { PeerError } from './send/peer-error.ts';
import { BLOBS_PATH } from './wire/protocol.ts';

interface Trial {
  services: Services;
  draft: ConnectionDraft;
  address: PeerAddress & { settings: PeerSettings };
  host: string;
}

const ok = (text: string): StepOutcome => ({ outcome: 'ok', text });
const warning = (text: string): StepOutcome => ({ outcome: 'warning', text });
const failed = (text: string): StepOutcome => ({ outcome: 'failed', text });
const skipped = (text: string): StepOutcome => ({ outcome: 'skipped', text });

async function tryAddress({ services, address, host }: Trial): Promise<StepOutcome> {
  try {
    const addresses = await resolveAllowed(address.settings.endpoint, {
      allowHosts: [host],
      allowLoopback: services.config.demo || services.config.loopbackServices,
    });
    return ok(`Tìm thấy máy chủ: ${[...new Set(addresses)].join(', ')}.`);
  } catch (error) {
    return failed(explainLine(error, host));
  }
}

/** What our own door found, as the words of lines know it. */
function causeOf(error: unknown): unknown {
  const cause = error instanceof PeerError ? error.cause : error;
  return cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
}

async function look(trial: Trial): Promise<Looked | StepOutcome> {
  try {
    return await lookAt(trial.services, trial.address);
  } catch (error) {
    const isLine = error instanceof PeerError && error.code !== 'carriers.peer_not_congvu';
    return failed(isLine ? explainLine(causeOf(error), trial.host) : error instanceof Error ? error.message : '');
  }
}

async function tryTls(trial: Trial): Promise<StepOutcome> {
  const looked = await look(trial);
  if ('outcome' in looked) {
    return looked;
  }
  return trial.address.settings.endpoint.toLowerCase().startsWith('https:')
    ? ok(`Kết nối được với “${looked.identity.title}”, chứng thư TLS đúng tên và còn hạn.`)
    : warning(`Kết nối được với “${looked.identity.title}” nhưng không mã hóa (http). Chỉ dùng trên đường khép kín.`);
}

/** Asks for a blob nobody has: only who is known there gets an answer. */
async function tryCredentials({ services, draft, address }: Trial): Promise<StepOutcome> {
  const peer = draft.id === undefined ? undefined : await findPeer(services.db, draft.id);
  if (peer === undefined || peer.state === 'proposed') {
    return skipped('Chưa xác nhận ghép nối. Đối chiếu dấu vân tay với quản trị bên kia rồi xác nhận.');
  }
  try {
    await createPeerClient(
      services,
      address,
      peer.public_key,
    )({ method: 'GET', path: `${BLOBS_PATH}/${'0'.repeat(64)}` });
    return ok('Hai bên nhận ra chữ ký của nhau.');
  } catch (error) {
    return failed(error instanceof Error ? error.message : '');
  }
}

async function tryCodes({ services, draft }: Trial): Promise<StepOutcome> {
  const agencies = draft.id === undefined ? [] : await listPeerAgencies(services.db, [draft.id]);
  const accepted = agencies.filter((agency) => agency.accepted);
  if (accepted.length === 0) {
    return failed('Chưa chấp nhận mã nào của bên kia nên không gửi, không nhận được. Chọn mã được chấp nhận.');
  }
  const gone = accepted.filter(({ listed }) => !listed).map(({ code }) => code);
  return gone.length > 0
    ? warning(`Bên kia không còn cơ quan mang mã ${gone.join(', ')}. Kiểm tra lại với quản trị bên đó.`)
    : ok(`Đã chấp nhận ${accepted.length} mã của bên kia.`);
}

async function tryClock(trial: Trial): Promise<StepOutcome> {
  const looked = await look(trial);
  if ('outcome' in looked) {
    return looked;
  }
  const { text, isWrong } = describeSkew(looked.skewMs, trial.address.settings.clockToleranceSeconds);
  return isWrong ? failed(`${text} Bật đồng bộ giờ (NTP) ở cả hai bên.`) : ok(text);
}

const STEPS: Record<ConnectionStep, (trial: Trial) => Promise<StepOutcome>> = {
  address: tryAddress,
  tls: tryTls,
  credentials: tryCredentials,
  codes: tryCodes,
  list: async () => skipped('Bên kia gửi thẳng đến hệ thống này, không phải lấy danh sách.'),
  clock: tryClock,
};

/** One step of the test of a direct connection. */
export async function tryPeerStep(
  services: Services,
  draft: ConnectionDraft,
  step: ConnectionStep,
): Promise<StepOutcome> {
  const settings = PeerSettings.parse(draft.settings);
  const address = { name: draft.name, settings, tls: PeerCertificate.parse(draft.secret) };
  return STEPS[step]({ services, draft, address, host: hostOf(settings.endpoint) ?? '' });
}
