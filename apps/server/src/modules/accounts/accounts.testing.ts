import type { Subject } from '../../platform/authorise.ts';
import { systemContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { insertAccount, refreshDuplicates } from './accounts.store.ts';
import type { AccountRow } from './accounts.tables.ts';

/** A district that guides, a commune below it and a stranger; everybody in office since long. */
export interface AccountsRig {
  office: TestOffice;
  districtId: string;
  communeId: string;
  communeUnitId: string;
  focal: Subject;
  districtHead: Subject;
  head: Subject;
  clerk: Subject;
  specialist: Subject;
  stranger: Subject;
  /** An account in use; columns as wished. */
  account(given: Partial<AccountRow> & { name: string }): Promise<AccountRow>;
  /** A system transaction, as the modules above run the effects in. */
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  listActions(objectId: string): Promise<string[]>;
  noticesOf(personId: string): Promise<{ kind: string; text: string }[]>;
}

async function buildPeople(office: TestOffice) {
  const { db } = office;
  const district = await buildAgency(db, { name: 'UBND huyện Bản Sen', short_name: 'UBND huyện', tier: 'district' });
  const commune = await buildAgency(db, { name: 'UBND xã Nà Một', short_name: 'Xã Nà Một', parent_id: district.id });
  const foreign = await buildAgency(db, { name: 'UBND huyện Khác', tier: 'district' });
  const [districtUnit, communeUnit, foreignUnit] = await Promise.all(
    [district, commune, foreign].map((agency) => buildUnit(db, agency.id)),
  );
  if (districtUnit === undefined || communeUnit === undefined || foreignUnit === undefined) {
    throw new Error('units were not made');
  }
  const inDistrict = { agencyId: district.id, unitId: districtUnit.id };
  const inCommune = { agencyId: commune.id, unitId: communeUnit.id };
  return {
    districtId: district.id,
    communeId: commune.id,
    communeUnitId: communeUnit.id,
    focal: await buildSubject(db, { ...inDistrict, fullName: 'Hoàng Văn Mối', roles: ['focal', 'specialist'] }),
    districtHead: await buildSubject(db, {
      ...inDistrict,
      fullName: 'Tẩn Văn Chủ',
      title: 'Chủ tịch',
      rank: 'agency_head',
      roles: ['leader'],
    }),
    head: await buildSubject(db, {
      ...inCommune,
      fullName: 'Tẩn A Páo',
      title: 'Chủ tịch UBND xã',
      rank: 'agency_head',
      roles: ['leader'],
    }),
    clerk: await buildSubject(db, { ...inCommune, fullName: 'Lò Thị Thư', title: 'Văn thư', roles: ['clerk'] }),
    specialist: await buildSubject(db, { ...inCommune, fullName: 'Giàng A Lử', roles: ['specialist'] }),
    stranger: await buildSubject(db, {
      agencyId: foreign.id,
      unitId: foreignUnit.id,
      roles: ['leader', 'clerk', 'focal', 'administrator', 'auditor'],
    }),
  };
}

export async function createAccountsRig(): Promise<AccountsRig> {
  const office = await createTestOffice();
  const people = await buildPeople(office);
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => office.db.transaction().execute(work);
  return {
    office,
    ...people,
    inTx,
    account: (given) =>
      inTx(async (tx) => {
        const row = await insertAccount(tx, systemContext(office), {
          agency_id: people.communeId,
          holder_name: 'Sùng A Dế',
          state: 'active',
          source: 'import',
          used_on: '2021-03-20',
          ...given,
        });
        if (row === undefined) {
          throw new Error(`the name ${given.name} is taken`);
        }
        await refreshDuplicates(tx, [row.agency_id]);
        return row;
      }),
    listActions: async (objectId) => {
      const rows = await rawQuery<{ action: string }>(
        office.db,
        'select action from audit_leaf where object_id = $1 order by ctid',
        [objectId],
      );
      return rows.map(({ action }) => action);
    },
    noticesOf: (personId) =>
      rawQuery(office.db, 'select kind, text from notification where person_id = $1 order by id', [personId]),
  };
}

/** A sign-in of the person, as identity makes it; answers its id. */
export async function buildUser(
  office: TestOffice,
  person: { agencyId: string; personId: string },
  given: { userName: string; lastSignInAt?: string; disabled?: boolean },
): Promise<string> {
  const id = newId();
  await rawQuery(
    office.db,
    `insert into identity_user (agency_id, id, person_id, user_name, password_hash, last_sign_in_at, disabled_at, created_at)
     values ($1, $2, $3, $4, 'x', $5, $6, '2020-08-14T02:00:00Z')`,
    [
      person.agencyId,
      id,
      person.personId,
      given.userName,
      given.lastSignInAt ?? null,
      given.disabled === true ? new Date() : null,
    ],
  );
  return id;
}
