import { enterUsers } from '#modules/accounts';
import { record } from '#modules/audit';
import { createDemoKeys } from '#modules/certificates';
import { createDemoAccounts } from '#modules/identity';
import { memberKey, type StoredTree, storeTree } from '#modules/org';
import { createFakeClock } from '../platform/clock.ts';
import { type Context, command, type Services } from '../platform/context.ts';
import type { Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import { rawQuery } from '../platform/sql.ts';
import { AUTHORITY_CODE, DEMO_AGENCIES, DEPARTMENT_CODE, DISTRICT_CODE } from './demo-agencies.ts';
import { type DemoPerson, demoPeople } from './demo-people.ts';
import { markDemo } from './demo-place.ts';
import { MAIL_DOMAIN, slugOf } from './demo-records.ts';
import { DEMO_PASSWORD, DEMO_PIN } from './demo-secrets.ts';
import { demoTree, personCode } from './demo-tree.ts';
import type { OfficeParts } from './office-parts.ts';
import { seedStory } from './seed-story.ts';

/** Keys of a year and a half ago, so that nothing of the story is signed before its certificate. */
const KEYS_SINCE = '2020-08-14T02:00:00Z';

function seedContext(services: Services, at: string): Context {
  return {
    ...services,
    clock: createFakeClock(at),
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'demo' },
    idempotency: undefined,
  };
}

interface Seated {
  person: DemoPerson;
  personId: string;
  agencyId: string;
}

function seat(tree: StoredTree): Seated[] {
  return demoPeople().map((person, index) => {
    const agency = DEMO_AGENCIES.find((candidate) => candidate.key === person.agency);
    const agencyId = tree.agencies.get(agency?.code ?? '');
    const personId = tree.people.get(memberKey(agency?.code ?? '', personCode(index)));
    if (agencyId === undefined || personId === undefined) {
      throw new Error(`demo person ${person.fullName} was not stored`);
    }
    return { person, personId, agencyId };
  });
}

/** The name a certificate carries: "UBND huyện Tam Đường" is short for what the seal says. */
function legalName(name: string): string {
  return name.replace(/^UBND /, 'Ủy ban nhân dân ');
}

/** The upper line of the seal: the level above a committee, the committee above its departments. */
function overSeal(agency: (typeof DEMO_AGENCIES)[number]): string {
  if (agency.kind === 'department') {
    return agency.tier === 'province' ? 'UBND TỈNH LAI CHÂU' : 'UBND HUYỆN TAM ĐƯỜNG';
  }
  return agency.tier === 'commune' ? 'HUYỆN TAM ĐƯỜNG' : 'TỈNH LAI CHÂU';
}

async function createKeys(tx: Tx, context: Context, tree: StoredTree, people: Seated[]): Promise<void> {
  const hosted = DEMO_AGENCIES.filter((agency) => agency.hosted);
  const nameOf = (key: string): string => legalName(hosted.find((agency) => agency.key === key)?.name ?? '');
  await createDemoKeys(tx, context, {
    pin: DEMO_PIN,
    people: people.flatMap(({ person, personId, agencyId }) => {
      const [post] = person.posts;
      return post === undefined || !person.hasKey
        ? []
        : [
            {
              agencyId,
              organisationName: nameOf(person.agency),
              personId,
              fullName: person.fullName,
              title: post.title,
            },
          ];
    }),
    organisations: hosted.map((agency) => ({
      agencyId: tree.agencies.get(agency.code) ?? '',
      name: legalName(agency.name),
      governingName: overSeal(agency),
    })),
  });
}

const SETTING = `
  insert into request_setting (agency_id, consolidator_agency_id, certificate_destination_id, account_destination_id, mailbox_domain, unit_slug)
  values ($1, $2, $3, $4, $5, $6)`;

/** The way of the letter: unit → UBND huyện (through its culture office) → the department of the province, the authority. */
async function setRoute(tx: Tx, tree: StoredTree): Promise<void> {
  const idOf = (code: string): string => tree.agencies.get(code) ?? '';
  for (const agency of DEMO_AGENCIES.filter(({ hosted, tier }) => hosted && tier !== 'province')) {
    await rawQuery(tx, SETTING, [
      idOf(agency.code),
      idOf(DISTRICT_CODE),
      idOf(AUTHORITY_CODE),
      idOf(DEPARTMENT_CODE),
      MAIL_DOMAIN,
      slugOf(agency.key),
    ]);
  }
}

/** People, accounts and keys of the demo in one transaction, then the papers that lie on their desks that afternoon. */
export async function seedDemo(services: Services, parts: OfficeParts, say: (text: string) => void): Promise<void> {
  say('Đang dựng huyện Tam Đường tháng 3/2021 (dữ liệu hư cấu)…');
  markDemo(services.config);
  const context = seedContext(services, KEYS_SINCE);
  await command(context, async (tx) => {
    const tree = await storeTree(tx, demoTree());
    const people = seat(tree);
    const userNames = await createDemoAccounts(tx, context, {
      password: DEMO_PASSWORD,
      people: people.map(({ person, personId, agencyId }) => ({ agencyId, personId, fullName: person.fullName })),
    });
    await createKeys(tx, context, tree, people);
    await enterUsers(tx, context);
    await setRoute(tx, tree);
    const district = people[0]?.agencyId ?? '';
    await record(tx, context, {
      action: 'demo.seeded',
      agencyId: district,
      objectKind: 'agency',
      objectId: district,
      detail: { agencies: tree.agencies.size, people: people.length, accounts: userNames.size },
    });
  });
  await seedStory(services, parts, say);
}
