import type { RequestSigningMode } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import type { z } from 'zod';
import { findUsableCertificate } from '#modules/certificates';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { textOf } from '../engine/content.ts';
import { getPerson } from '../engine/people.ts';
import type { RequestRow } from '../requests.tables.ts';

export type Mode = z.infer<typeof RequestSigningMode>;
type Services = Pick<Context, 'db' | 'clock'>;

async function canSign(
  services: Services,
  owner: { agencyId: string; kind: 'person' | 'organisation'; personId?: string },
): Promise<boolean> {
  try {
    await findUsableCertificate(services, owner);
    return true;
  } catch (error) {
    if (error instanceof AppError) {
      return false;
    }
    throw error;
  }
}

async function isLeader(services: Services, row: RequestRow): Promise<boolean> {
  if (row.declarant_person_id === null) {
    return false;
  }
  const on = vietnamDate(services.clock.now());
  const { rank } = await getPerson(services.db, row.agency_id, row.declarant_person_id, on);
  return rank !== null && rank !== 'staff';
}

/** "Ký tên, đóng dấu": always on Mẫu 02; on Mẫu 03–05 for a leader and for the certificate of an organisation. */
export async function needsSeal(services: Services, row: RequestRow): Promise<boolean> {
  const { layout } = formByCode(row.form_code, row.form_set);
  if (row.nil || layout.kind === 'list' || layout.seal === 'never') {
    return false;
  }
  if (layout.seal === 'always' || textOf(row.content, 'subject.kind') === 'organisation') {
    return true;
  }
  return isLeader(services, row);
}

/** The locked or lost device is what these forms are about: their declarant cannot be asked to sign with it. */
const WITHOUT_DEVICE: readonly RequestRow['kind'][] = ['cert.restore', 'cert.revoke'];

export async function declareModes(services: Services, row: RequestRow): Promise<Mode[]> {
  if (row.state !== 'awaiting_declarant' || row.declarant_person_id === null) {
    return [];
  }
  const owner = { agencyId: row.agency_id, kind: 'person', personId: row.declarant_person_id } as const;
  const digital = await canSign(services, owner);
  const without = !digital || WITHOUT_DEVICE.includes(row.kind);
  return [...(digital ? (['digital'] as const) : []), ...(without ? (['attested', 'wet_scan'] as const) : [])];
}

/** How this head may let it out; where the seal can only be of ink, the paper with signature and seal is what counts. */
export async function approveModes(services: Services, row: RequestRow, personId: string): Promise<Mode[]> {
  if (row.state !== 'awaiting_head') {
    return [];
  }
  const { agency_id: agencyId } = row;
  if ((await needsSeal(services, row)) && !(await canSign(services, { agencyId, kind: 'organisation' }))) {
    return ['wet_scan'];
  }
  return (await canSign(services, { agencyId, kind: 'person', personId })) ? ['digital'] : ['attested', 'wet_scan'];
}

/** @throws AppError 422 `requests.first_certificate_wet` · `requests.certificate_required` · `requests.scan_required` */
export function assertMode(modes: readonly Mode[], wanted: Mode): void {
  if (modes.includes(wanted)) {
    return;
  }
  if (modes.length === 1 && modes[0] === 'wet_scan') {
    throw invalid(
      'requests.first_certificate_wet',
      'Mẫu này phải đóng dấu mà cơ quan chưa có chứng thư số để đóng dấu số. In ra, ký tên, đóng dấu, rồi nộp bản quét.',
    );
  }
  if (modes.includes('digital')) {
    throw invalid(
      'requests.certificate_required',
      'Người này đang có chứng thư số nên phải ký số. Xác nhận bằng mật khẩu hoặc bản giấy chỉ dành cho người chưa có chứng thư số.',
    );
  }
  throw invalid(
    'requests.certificate_required',
    'Người này chưa có chứng thư số dùng được để ký số bước này. Tải lại trang rồi làm theo cách đang mở: xác nhận bằng mật khẩu hoặc nộp bản quét.',
  );
}
