import { randomBytes } from 'node:crypto';
import type { TrustHealth } from '@congvu/contracts';
import { type Certificate, PkiError, parseCertificate, revocationSource } from '@congvu/pki';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError, conflict, notFound } from '../../../platform/errors.ts';
import { servicePolicies } from '../certificates.policy.ts';
import { certificateTables } from '../certificates.tables.ts';
import type { LossPorts } from '../ports.ts';
import { refreshCrl } from '../revocation/refresh-crls.ts';
import { loadActiveTrust } from '../trust/load-trust.ts';
import { findTrustedPath } from '../trust/trusted-path.ts';
import { measured } from './breaker.ts';
import { serviceId } from './services.store.ts';
import { timestampServiceAt } from './timestamps.ts';
import { transportTo } from './transport.ts';
import { type ConfiguredService, servicesOf, viewHealth } from './view-health.ts';

const TIMEOUT_MS = 10_000;
/** More candidates than kinds of authorities an office has. */
const CANDIDATES = 50;

/** Somebody to ask about: a certificate of the register that leads to this anchor. */
async function findSubject(
  context: ActingContext,
  service: ConfiguredService,
): Promise<{ certificate: Certificate; issuer: Certificate }> {
  const rows = await certificateTables(context.db)
    .selectFrom('certificate')
    .select('chain')
    .distinctOn('issuer_key')
    .orderBy('issuer_key')
    .orderBy('valid_to', 'desc')
    .limit(CANDIDATES)
    .execute();
  for (const { chain } of rows) {
    const [leaf, ...pool] = chain.map((der) => parseCertificate(der));
    if (leaf === undefined) {
      continue;
    }
    const path = await findTrustedPath(context, leaf, pool).catch((error: unknown) => {
      if (error instanceof AppError) {
        return undefined;
      }
      throw error;
    });
    const issuer = path?.chain[1];
    if (
      issuer !== undefined &&
      Buffer.compare(path?.anchor.certificate ?? leaf.raw, service.anchor.certificate) === 0
    ) {
      return { certificate: leaf, issuer };
    }
  }
  throw conflict(
    'certificates.nothing_to_ask',
    'Chưa có chứng thư nào của nơi cấp này trong danh sách để hỏi thử. Ghi một chứng thư rồi thử lại.',
  );
}

async function ask(context: ActingContext, ports: LossPorts, service: ConfiguredService): Promise<void> {
  switch (service.kind) {
    case 'tsa': {
      const trust = await loadActiveTrust(context);
      await timestampServiceAt(context, service.url, trust, { force: true }).stamp(randomBytes(32));
      return;
    }
    case 'crl':
      await refreshCrl(context, ports, service.url);
      return;
    case 'ocsp': {
      const { certificate, issuer } = await findSubject(context, service);
      const source = revocationSource({
        ocspUrls: [service.url],
        crlUrls: [],
        transport: transportTo(context, [service.url]),
        now: () => context.clock.now(),
        timeoutMs: TIMEOUT_MS,
      });
      await measured(context, service, () => source.find(certificate, issuer), { force: true });
      return;
    }
  }
}

/** Asks one address now, also when nobody is asking it any more; how it went stands in the answer. */
export async function tryService(ports: LossPorts, context: ActingContext, id: string): Promise<TrustHealth> {
  servicePolicies.authorize('certificates.try_service', context.subject, null);
  const service = servicesOf(await loadActiveTrust(context)).find((candidate) => serviceId(candidate) === id);
  if (service === undefined) {
    throw notFound('certificates.service_unknown', 'Địa chỉ này không còn trong danh sách tin cậy. Tải lại trang.');
  }
  try {
    await ask(context, ports, service);
  } catch (error) {
    // A service that does not answer is what the page shows, not a failure of the question.
    const isExpected =
      error instanceof PkiError || (error instanceof AppError && error.code !== 'certificates.nothing_to_ask');
    if (!isExpected) {
      throw error;
    }
  }
  return viewHealth(ports, context);
}
