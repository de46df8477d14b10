import { createHash } from 'node:crypto';
import type { AddCertificate, CertificateView } from '@congvu/contracts';
import { type Certificate, displayName, isSelfIssued } from '@congvu/pki';
import { foldAccents } from '@congvu/vntext';
import { record } from '#modules/audit';
import { getAgency } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { registerPolicies } from '../certificates.policy.ts';
import { presentCertificate } from '../certificates.presenter.ts';
import { findOwnerImage, insertCertificateOnce, issuerKeyOf } from '../certificates.store.ts';
import type { NewCertificate } from '../certificates.tables.ts';
import { enterKeys } from '../entries/enter-keys.ts';
import { listIntermediates } from '../revocation/read-crl.ts';
import { refreshListsSoon } from '../revocation/refresh-soon.ts';
import { assertServiceConfigured } from '../services/signing-settings.ts';
import { findTrustedPath } from '../trust/trusted-path.ts';
import { namesOf, readChain } from './read-chain.ts';

type Path = [leaf: Certificate, ...above: Certificate[]];

function plain(name: string): string {
  return foldAccents(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/**
 * The name in the certificate is the one this office knows, or is confirmed as read: authorities write "Lò Thị Mai - Phòng Nội vụ"
 * and "UBND huyện" too. Confirming never makes another person's certificate one's own: a service would ring the wrong phone.
 */
function assertName(known: string, leaf: Certificate, body: AddCertificate): void {
  const { subject } = namesOf(leaf);
  if (plain(subject) === plain(known)) {
    return;
  }
  if (body.kind === 'person' && !` ${plain(subject)} `.includes(` ${plain(known)} `)) {
    throw invalid(
      'certificates.name_mismatch',
      `Chứng thư ghi tên "${subject}", không phải của ${known}. Ghi đúng chứng thư của mình; nếu họ tên trong hệ thống sai thì đề nghị quản trị sửa.`,
      [{ path: 'chain', message: `Chứng thư của "${subject}".` }],
    );
  }
  if (body.confirmedName === undefined || plain(body.confirmedName) !== plain(subject)) {
    throw invalid(
      'certificates.name_mismatch',
      `Chứng thư ghi tên "${subject}", khác với "${known}". Nếu đúng là chứng thư này thì xác nhận tên rồi ghi lại.`,
      [{ path: 'confirmedName', message: `Gõ đúng tên trong chứng thư: ${subject}` }],
    );
  }
}

function assertKind(body: AddCertificate, kind: AddCertificate['kind']): void {
  if (body.kind !== kind) {
    throw invalid(
      'certificates.usage',
      'Chứng thư của cơ quan do văn thư hoặc quản trị ghi; chứng thư cá nhân do chính chủ ghi.',
      [{ path: 'kind', message: 'Chọn lại loại chứng thư.' }],
    );
  }
  if (body.keyKind === 'hsm' && kind === 'person') {
    throw invalid('certificates.usage', 'Máy chủ không giữ khóa của cá nhân. Chọn USB token, SIM hoặc ký số từ xa.', [
      { path: 'keyKind', message: 'Chỉ khóa của cơ quan được đặt trong máy chủ lưu khóa.' },
    ]);
  }
  const needsReference = body.keyKind === 'sim' || body.keyKind === 'remote';
  if (needsReference && (body.keyReference ?? '').trim() === '') {
    throw invalid('certificates.key_missing', 'Cần số điện thoại hoặc tên tài khoản tại dịch vụ ký số.', [
      { path: 'keyReference', message: 'Nhập số điện thoại hoặc tên tài khoản.' },
    ]);
  }
}

/** `path` leads from the leaf to the anchor; a root itself is never sent along. */
function rowOf(context: ActingContext, [leaf, ...above]: Path, body: AddCertificate): NewCertificate {
  const { subject, organisation } = namesOf(leaf);
  const sha256 = createHash('sha256').update(leaf.raw).digest('hex');
  const isService = body.keyKind === 'sim' || body.keyKind === 'remote';
  return {
    agency_id: context.subject.agencyId,
    id: newId(context.clock.now().getTime()),
    kind: body.kind,
    person_id: body.kind === 'person' ? context.subject.personId : null,
    subject_name: subject,
    organisation_name: organisation,
    issuer_name: displayName(leaf.issuer).normalize('NFC'),
    serial: leaf.serial,
    valid_from: leaf.notBefore,
    valid_to: leaf.notAfter,
    chain: [leaf, ...above.filter((one) => !isSelfIssued(one))].map(({ raw }) => Buffer.from(raw)),
    issuer_key: issuerKeyOf(leaf.issuer),
    key_kind: body.keyKind,
    device_label: body.deviceLabel,
    service_id: isService ? (body.serviceId ?? null) : null,
    key_reference: body.keyReference?.trim() ?? sha256,
    image_sha256: null,
    image_width_mm: null,
    image_height_mm: null,
    failed_pins: 0,
    locked_at: null,
    frozen_at: null,
    revoked_at: null,
    revoked_reason: null,
  };
}

async function add(
  context: ActingContext,
  body: AddCertificate,
  owner: { kind: AddCertificate['kind']; name: string },
): Promise<CertificateView> {
  assertKind(body, owner.kind);
  const chain = readChain(body.chain);
  const now = context.clock.now();
  if (now > chain.leaf.notAfter) {
    throw invalid('certificates.expired', 'Chứng thư này đã hết hạn. Ghi chứng thư đang có hiệu lực.');
  }
  assertName(owner.name, chain.leaf, body);
  const pool = [...chain.above, ...(await listIntermediates(context))];
  const path = await findTrustedPath(context, chain.leaf, pool);
  await assertServiceConfigured(context, body);
  return command(context, async (tx) => {
    const made = rowOf(context, [chain.leaf, ...path.chain.slice(1)], body);
    const row = await insertCertificateOnce(tx, { ...made, ...(await findOwnerImage(tx, made)) });
    if (row === undefined) {
      throw conflict('certificates.duplicate', `Chứng thư số ${chain.leaf.serial} đã có trong danh sách của cơ quan.`);
    }
    await enterKeys(tx, context, [row]);
    await refreshListsSoon(tx, path.anchor.crlUrls);
    await record(tx, context, {
      action: 'certificates.added',
      agencyId: row.agency_id,
      objectKind: 'certificate',
      objectId: row.id,
      detail: {
        serial: row.serial,
        kind: row.kind,
        keyKind: row.key_kind,
        nameInCertificate: row.subject_name,
        knownName: owner.name,
      },
    });
    return presentCertificate(row, now, context.subject);
  });
}

/**
 * A person takes the own certificate into the register; the key stays where it is.
 * @throws AppError `certificates.unreadable` · `usage` · `untrusted` · `expired` · `name_mismatch` · `service_unknown` · `duplicate`
 */
export async function addOwnCertificate(context: ActingContext, body: AddCertificate): Promise<CertificateView> {
  registerPolicies.authorize('certificates.add_own', context.subject, null);
  return add(context, body, { kind: 'person', name: context.subject.displayName });
}

/** The clerk or an administrator does it for the organisation. @throws as `addOwnCertificate` */
export async function addOrganisationCertificate(
  context: ActingContext,
  body: AddCertificate,
): Promise<CertificateView> {
  registerPolicies.authorize('certificates.add_organisation', context.subject, null);
  const agency = await getAgency(context.db, context.subject.agencyId);
  return add(context, body, { kind: 'organisation', name: agency.name });
}
