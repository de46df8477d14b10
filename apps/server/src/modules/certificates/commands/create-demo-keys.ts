import { createHash, randomBytes } from 'node:crypto';
import { type Certificate, displayName, generateKeys, type NameAttribute, OID, parseCertificate } from '@congvu/pki';
import type { Authority } from '@congvu/pki/authority';
import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { insertCertificates, issuerKeyOf, listKeyOwners } from '../certificates.store.ts';
import type { AnchorRow, CertificateRow, NewCertificate } from '../certificates.tables.ts';
import { DEMO_ADDRESSES, ensureDemoAuthority } from '../demo/demo-authority.ts';
import { assertDemo, createKeySealer, type KeySealer } from '../demo/demo-key-store.ts';
import { enterKeys } from '../entries/enter-keys.ts';
import { drawSeal, type InkImage } from '../images/draw-seal.ts';
import { drawSignature } from '../images/draw-signature.ts';
import { insertAnchor } from '../trust/anchors.store.ts';

interface DemoPersonKey {
  agencyId: string;
  /** As it stands in the certificate, e.g. "Ủy ban nhân dân huyện Tam Đường". */
  organisationName: string;
  personId: string;
  fullName: string;
  title: string;
}

interface DemoOrganisationKey {
  agencyId: string;
  name: string;
  /** Around the seal, e.g. "TỈNH LAI CHÂU"; empty for none. */
  governingName: string;
}

export interface DemoKeyRequest {
  /** One PIN for all of them: it is printed on the demo's own page. */
  pin: string;
  people: readonly DemoPersonKey[];
  organisations: readonly DemoOrganisationKey[];
}

interface Minting {
  context: Context;
  authority: Authority;
  /** Who signs the keys of people. */
  issuer: Certificate;
  sealer: KeySealer;
}

interface KeySubject {
  agencyId: string;
  personId: string | null;
  name: string;
  organisationName: string;
  title?: string;
}

function distinguishedName({ name, organisationName, title }: KeySubject): NameAttribute[] {
  return [
    { oid: OID.country, value: 'VN' },
    { oid: OID.organization, value: organisationName.normalize('NFC') },
    ...(title === undefined ? [] : [{ oid: OID.title, value: title.normalize('NFC') }]),
    { oid: OID.commonName, value: name.normalize('NFC') },
  ];
}

async function mint(minting: Minting, subject: KeySubject, image: InkImage): Promise<NewCertificate> {
  const { authority, issuer } = minting;
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const keys = generateKeys('p-256');
  const { certificate } = authority.issue({ subject: distinguishedName(subject), keys, serial });
  const reference = newId(minting.context.clock.now().getTime());
  await minting.sealer.seal(reference, keys.privateKey);
  const { sha256 } = await minting.context.blobs.put(image.png);
  return {
    agency_id: subject.agencyId,
    id: reference,
    kind: subject.personId === null ? 'organisation' : 'person',
    person_id: subject.personId,
    subject_name: subject.name.normalize('NFC'),
    organisation_name: subject.organisationName.normalize('NFC'),
    issuer_name: displayName(issuer.subject),
    serial: serial.toString('hex').toUpperCase(),
    valid_from: issuer.notBefore,
    valid_to: issuer.notAfter,
    chain: [Buffer.from(certificate), Buffer.from(issuer.raw)],
    issuer_key: issuerKeyOf(issuer.subject),
    key_kind: 'demo_software',
    device_label: 'Khóa thử nghiệm trên máy chủ',
    service_id: null,
    key_reference: reference,
    image_sha256: sha256,
    image_width_mm: String(image.widthMm),
    image_height_mm: String(image.heightMm),
    failed_pins: 0,
    locked_at: null,
    frozen_at: null,
    revoked_at: null,
    revoked_reason: null,
  };
}

async function openMint(context: Context, pin: string): Promise<Minting> {
  const authority = ensureDemoAuthority(context.config, context.clock.now());
  return {
    context,
    authority,
    issuer: parseCertificate(authority.issuing.certificate),
    sealer: await createKeySealer(context.config, pin),
  };
}

function ownerKey(agencyId: string, personId: string | null): string {
  return `${agencyId}/${personId ?? ''}`;
}

/** Each waits mostly for the disk. */
const AT_ONCE = 8;

async function mintAll(
  minting: Minting,
  request: DemoKeyRequest,
  known: ReadonlySet<string>,
): Promise<NewCertificate[]> {
  const people = request.people.map((person) => ({
    subject: { ...person, name: person.fullName },
    draw: () => drawSignature(person.fullName),
  }));
  const organisations = request.organisations.map(({ agencyId, name, governingName }) => ({
    subject: { agencyId, personId: null, name, organisationName: name },
    draw: () => drawSeal({ governing: governingName, organisation: name }),
  }));
  const wanted = [...people, ...organisations].filter(
    ({ subject }) => !known.has(ownerKey(subject.agencyId, subject.personId)),
  );
  const rows: NewCertificate[] = [];
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const group = wanted.slice(start, start + AT_ONCE);
    rows.push(...(await Promise.all(group.map(({ subject, draw }) => mint(minting, subject, draw())))));
  }
  minting.sealer.finish();
  return rows;
}

function anchorRow(context: Context, { root }: Authority): AnchorRow {
  const { subject, notBefore, notAfter } = parseCertificate(root.certificate);
  return {
    id: newId(),
    name: displayName(subject),
    programme: 'demo',
    der: Buffer.from(root.certificate),
    sha256: createHash('sha256').update(root.certificate).digest('hex'),
    valid_from: notBefore,
    valid_to: notAfter,
    trusted_from: null,
    trusted_to: null,
    usages: ['signing', 'timestamping'],
    crl_urls: [DEMO_ADDRESSES.crl, DEMO_ADDRESSES.rootCrl],
    ocsp_urls: [DEMO_ADDRESSES.ocsp],
    tsa_urls: [DEMO_ADDRESSES.tsa],
    state: 'active',
    reason: 'Nơi cấp của bản chạy thử',
    added_at: context.clock.now(),
    proposed_by: null,
    proposer_name: null,
    decided_at: null,
    decided_by: null,
    decider_name: null,
    end_asked_at: null,
    end_asked_by: null,
    end_asker_name: null,
    end_reason: null,
  };
}

/**
 * Demo mode only: an authority "CA THỬ NGHIỆM", a key with PIN and a hand signature for each person, a key and a seal for each
 * agency. Owners who have a key keep it, so that it may be called again. Keys and pictures are durable before their rows.
 * @throws AppError `certificates.demo_only`
 */
export async function createDemoKeys(tx: Tx, context: Context, request: DemoKeyRequest): Promise<CertificateRow[]> {
  assertDemo(context.config);
  const owners = await listKeyOwners(tx);
  const minting = await openMint(context, request.pin);
  const known = new Set(owners.map((owner) => ownerKey(owner.agency_id, owner.person_id)));
  const rows = await mintAll(minting, request, known);
  if (rows.length === 0) {
    return [];
  }
  await insertAnchor(tx, anchorRow(context, minting.authority));
  const stored = await insertCertificates(tx, rows);
  await enterKeys(tx, context, stored);
  for (const agencyId of new Set(rows.map((row) => row.agency_id))) {
    await record(tx, context, {
      action: 'certificates.demo_keys_created',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: {
        issuer: displayName(minting.issuer.subject),
        keys: rows.filter((row) => row.agency_id === agencyId).length,
      },
    });
  }
  return stored;
}
