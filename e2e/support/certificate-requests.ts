import type { CertificateEntryPage, CertificateEntryView, RequestView } from '@congvu/contracts';
import type { ApiPerson } from './api.ts';
import { signQuietly } from './sign.ts';
import { attest, letPass, send, type Unit } from './unit.ts';

type Fields = Record<string, string | boolean>;

async function fill(by: ApiPerson, view: RequestView, fields: Fields): Promise<RequestView> {
  const content = { ...view.content, fields: { ...view.content.fields, ...fields } };
  await by.call('PUT', `/api/requests/${view.id}`, { version: view.version, content });
  return by.call<RequestView>('GET', `/api/requests/${view.id}`);
}

/** What the personnel record does not hold: typed from the identity paper. */
function paper(prefix: string, gender: 'male' | 'female'): Fields {
  return {
    [`${prefix}gender`]: gender,
    [`${prefix}birthPlace`]: 'Huyện Tam Đường, tỉnh Lai Châu',
    [`${prefix}identity.issuedOn`]: '2018-06-11',
    [`${prefix}identity.issuedBy`]: 'Cục Cảnh sát quản lý hành chính về trật tự xã hội',
  };
}

function genderOf(fullName: string): 'male' | 'female' {
  return fullName.includes(' Thị ') ? 'female' : 'male';
}

async function approve({ head, pin }: Unit, id: string, reason?: string): Promise<void> {
  if (reason !== undefined) {
    await letPass(head, id, reason);
  }
  await signQuietly(head, 'requests.approve', id, pin);
}

/** Mẫu 01 of somebody without a certificate: confirmed by password, approved by the head's signature. */
export async function askForPerson(
  unit: Unit,
  person: { self: ApiPerson; name: string; password: string; fields?: Fields },
): Promise<string> {
  const draft = await person.self.call<RequestView>('POST', '/api/requests', { kind: 'cert.issue.person' });
  const fields = {
    ...paper('', genderOf(person.name)),
    employerAddress: `${unit.name}, huyện Tam Đường, tỉnh Lai Châu`,
    ...person.fields,
  };
  const filled = await fill(person.self, draft, fields);
  await send(person.self, filled, { signsRegularly: true, signsWhat: 'Báo cáo tuần, biểu tổng hợp tháng' });
  await attest(person.self, 'declare', draft.id, person.password);
  await approve(unit, draft.id, 'Đã đối chiếu giấy tờ của người khai');
  return draft.id;
}

/** Mẫu 02: the head signs as the manager, the clerk seals with the organisation's certificate. */
export async function askForOrganisation(unit: Unit): Promise<string> {
  const draft = await unit.head.call<RequestView>('POST', '/api/requests', { kind: 'cert.issue.org' });
  const entry = await certificateOf(unit.clerk, 'organisation');
  const filled = await fill(unit.head, draft, {
    address: `${unit.name}, huyện Tam Đường`,
    taxCodeNone: true,
    budgetCode: '1012345',
    province: 'Lai Châu',
    'oldCertificate.serial': entry.serial,
    'oldCertificate.issuedOn': entry.validFrom ?? '',
    'oldCertificate.expiresOn': entry.validTo ?? '',
  });
  await send(unit.head, filled);
  await signQuietly(unit.head, 'requests.declare', draft.id, unit.pin);
  await approve(unit, draft.id, 'Đã đối chiếu');
  await signQuietly(unit.clerk, 'requests.seal', draft.id, unit.pin);
  return draft.id;
}

/** Certificates of the own register, of the organisation or of one person. */
export async function certificateOf(
  by: ApiPerson,
  who: 'organisation' | { name: string },
): Promise<CertificateEntryView> {
  const { items } = await by.call<CertificateEntryPage>('GET', '/api/certificate-register?limit=100');
  const found = items.find((entry) =>
    who === 'organisation' ? entry.subjectKind === 'organisation' : entry.subjectName === who.name,
  );
  if (found === undefined) {
    throw new Error(`no certificate of ${JSON.stringify(who)}`);
  }
  return found;
}

/** Mẫu 03, renewal: of the declarant's own certificate, or with the number of another typed by mistake. */
export async function askToRenew(
  unit: Unit,
  person: { self: ApiPerson; isLeader: boolean; fields?: Fields },
): Promise<string> {
  const draft = await person.self.call<RequestView>('POST', '/api/requests', { kind: 'cert.renew_change' });
  const filled = await fill(person.self, draft, { renew: true, ...person.fields });
  await send(person.self, filled);
  await signQuietly(person.self, 'requests.declare', draft.id, unit.pin);
  await approve(unit, draft.id, 'Đã đối chiếu');
  if (person.isLeader) {
    await signQuietly(unit.clerk, 'requests.seal', draft.id, unit.pin);
  }
  return draft.id;
}

/** Mẫu 04 for somebody who has retired: the clerk declares, with the certificate of the other. */
export async function askToRevoke(unit: Unit, entry: CertificateEntryView, subject: string): Promise<string> {
  const draft = await unit.clerk.call<RequestView>('POST', '/api/requests', {
    kind: 'cert.revoke',
    certificateEntryId: entry.id,
  });
  const declarant = String(draft.content.fields?.['declarant.fullName'] ?? '');
  const filled = await fill(unit.clerk, draft, {
    ...paper('declarant.', genderOf(declarant)),
    'subject.identity.issuedOn': '2018-06-11',
    'subject.identity.issuedBy': 'Cục Cảnh sát quản lý hành chính về trật tự xã hội',
    container: 'token',
    reasonCode: 'retired',
    reason: `Ông (bà) ${subject} nghỉ hưu từ ngày 01/4/2021.`,
  });
  await send(unit.clerk, filled);
  await signQuietly(unit.clerk, 'requests.declare', draft.id, unit.pin);
  await approve(unit, draft.id, 'Đã đối chiếu');
  return draft.id;
}

/**
 * Mẫu 05: the device is locked, so the declarant signs on paper and the paper is scanned; the head signs digitally, and
 * since the declarant heads a unit the clerk seals. */
export async function restoreInInk(unit: Unit, person: { self: ApiPerson; name: string }): Promise<string> {
  const draft = await person.self.call<RequestView>('POST', '/api/requests', { kind: 'cert.restore' });
  const filled = await fill(person.self, draft, paper('declarant.', genderOf(person.name)));
  await send(person.self, filled);
  await person.self.upload(`/api/requests/${draft.id}/scan`, {
    name: 'Mẫu 05 đã ký.pdf',
    type: 'application/pdf',
    // What the printer gave, signed and scanned.
    bytes: await person.self.bytes(`/api/requests/${draft.id}/print`),
  });
  await approve(unit, draft.id, 'Đã đối chiếu');
  await signQuietly(unit.clerk, 'requests.seal', draft.id, unit.pin);
  return draft.id;
}
