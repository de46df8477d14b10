import type { CreateDelegation, CreatePosition } from '@congvu/contracts';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import type { Agency, Unit } from '../org.store.ts';
import { buildAgency, buildSubject, buildUnit } from '../org.testing.ts';

/** A district with one commune below it and an agency next to it, each with an administrator. */
export interface AdminOffice {
  office: TestOffice;
  district: Agency;
  commune: Agency;
  unit: Unit;
  communeUnit: Unit;
  admin: Subject;
  clerk: Subject;
  stranger: Subject;
  count(what: string, parameters?: unknown[]): Promise<number>;
}

export async function createAdminOffice(): Promise<AdminOffice> {
  const office = await createTestOffice();
  const { db } = office;
  const district = await buildAgency(db, { name: 'UBND huyện Tam Đường', tier: 'district', code: 'H35.9' });
  const commune = await buildAgency(db, { name: 'UBND xã Nà Tăm', parent_id: district.id, code: 'H35.9.28' });
  const unit = await buildUnit(db, district.id);
  const communeUnit = await buildUnit(db, commune.id);
  const away = await buildAgency(db, { name: 'UBND huyện Khác', code: 'H35.8' });
  const awayUnit = await buildUnit(db, away.id);
  const build = (agencyId: string, unitId: string, role: 'administrator' | 'clerk') =>
    buildSubject(db, { agencyId, unitId, roles: [role] });
  return {
    office,
    district,
    commune,
    unit,
    communeUnit,
    admin: await build(district.id, unit.id, 'administrator'),
    clerk: await build(district.id, unit.id, 'clerk'),
    stranger: await build(away.id, awayUnit.id, 'administrator'),
    count: async (what, parameters = []) => {
      const [row] = await rawQuery<{ count: number }>(db, `select count(*) from ${what}`, parameters);
      return row?.count ?? 0;
    },
  };
}

export function positionBody(
  given: Partial<CreatePosition> & Pick<CreatePosition, 'agencyId' | 'unitId' | 'personId'>,
) {
  return {
    title: 'Chuyên viên',
    rank: 'staff' as const,
    roles: ['specialist' as const],
    fields: [],
    validFrom: '2021-01-01',
    validTo: null,
    ...given,
  };
}

export function delegationBody(
  given: Partial<CreateDelegation> & Pick<CreateDelegation, 'capacity' | 'toPositionId'>,
): CreateDelegation {
  return {
    fromPositionId: null,
    basis: 'Quyết định số 12/QĐ-UBND',
    basisOn: '2021-03-01',
    documentTypes: ['official_letter'],
    fields: [],
    validFrom: '2021-03-01',
    validTo: null,
    ...given,
  };
}
