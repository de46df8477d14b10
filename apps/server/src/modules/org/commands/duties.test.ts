import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../../platform/authorise.ts';
import { Consent } from '../../../platform/guarded-change.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { loadSubject } from '../load-subject.ts';
import { buildPerson, buildSubject } from '../org.testing.ts';
import { type AdminOffice, createAdminOffice, positionBody } from './org-admin.testing.ts';
import { createPosition, editPosition, endPosition } from './save-position.ts';

let at: AdminOffice;
beforeAll(async () => {
  at = await createAdminOffice();
});
afterAll(() => at.office.close());

const TODAY = '2021-03-22';
/** Two persons stand behind each: what is tried here is what not even two may do. */
const AGREED = new Consent('change', 'first', 'second');

interface Held {
  id: string;
  roles: Role[];
  from: string;
  to: string | null;
}

type Step =
  | { kind: 'give'; roles: Role[]; from: string; to: string | null }
  | { kind: 'roles'; post: number; roles: Role[] }
  | { kind: 'end'; post: number; on: string };

const DAYS = ['2021-03-20', '2021-03-25', '2021-04-10', '2021-05-01'] as const;
const roles = fc.uniqueArray(fc.constantFrom<Role>('administrator', 'auditor', 'clerk', 'specialist'), {
  maxLength: 2,
});
const term = fc
  .tuple(fc.constantFrom(...DAYS), fc.option(fc.constantFrom('2021-04-01', '2021-04-20', '2021-06-01')))
  .filter(([from, to]) => to === null || from <= to);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(roles, term).map(([given, [from, to]]) => ({ kind: 'give' as const, roles: given, from, to })),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('roles' as const), post: fc.nat(3), roles }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      post: fc.nat(3),
      on: fc.constantFrom('2021-03-31', '2021-04-15'),
    }),
  },
);

function overlap(one: Held, other: Held): boolean {
  return one.from <= (other.to ?? '9999') && other.from <= (one.to ?? '9999');
}

/** The rule again, in the plainest words: never a mixed post, never both at once. */
function isLawful(posts: readonly Held[]): boolean {
  const isMixed = posts.some(
    (post) => post.roles.length > 1 && post.roles.some((role) => role === 'administrator' || role === 'auditor'),
  );
  const isBoth = posts.some(
    (one) =>
      one.roles.includes('administrator') &&
      posts.some((other) => other.roles.includes('auditor') && overlap(one, other)),
  );
  return !isMixed && !isBoth;
}

async function outcome(act: Promise<{ id: string }>): Promise<string | { code: string }> {
  try {
    return (await act).id;
  } catch (error) {
    return { code: (error as { code: string }).code };
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  const person = await buildPerson(at.office.db, at.district.id);
  const place = { agencyId: at.district.id, unitId: at.unit.id, personId: person.id };
  const context = () => at.office.as(at.admin);
  let posts: Held[] = [];
  for (const one of steps) {
    if (one.kind === 'give') {
      const next = { roles: one.roles, from: one.from, to: one.to };
      const body = positionBody({ ...place, roles: one.roles, validFrom: one.from, validTo: one.to });
      const said = await outcome(createPosition(context(), body, AGREED));
      const wanted = [...posts, { id: '', ...next }];
      expect(typeof said === 'string').toBe(isLawful(wanted));
      posts = typeof said === 'string' ? [...posts, { id: said, ...next }] : posts;
      continue;
    }
    const post = posts[one.post];
    if (post === undefined) {
      continue;
    }
    if (one.kind === 'end') {
      await outcome(endPosition(context(), post.id, { validTo: one.on, reason: '' }));
      const [row] = await rawQuery<{ to: string | null }>(
        at.office.db,
        'select valid_to as "to" from org_position where id = $1',
        [post.id],
      );
      posts = posts.map((held) => (held === post ? { ...held, to: row?.to ?? null } : held));
      continue;
    }
    const said = await outcome(
      editPosition(context(), post.id, { roles: one.roles, fields: [], sortOrder: 0 }, AGREED),
    );
    const wanted = posts.map((held) => (held === post ? { ...held, roles: one.roles } : held));
    expect(typeof said === 'string').toBe(isLawful(wanted));
    posts = typeof said === 'string' ? wanted : posts;
  }
  expect(isLawful(posts)).toBe(true);
}

test('over any history of appointments nobody administers and audits at once, nor works with documents as administrator (T11)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => play(steps)),
    { numRuns: 15, endOnFailure: true },
  );
});

test('a sentence says what is wrong and what to do', async () => {
  const person = await buildPerson(at.office.db, at.district.id, 'Lò Thị Kiểm');
  const body = positionBody({ agencyId: at.district.id, unitId: at.unit.id, personId: person.id });
  await createPosition(at.office.as(at.admin), { ...body, roles: ['administrator'] }, AGREED);
  await expect(createPosition(at.office.as(at.admin), { ...body, roles: ['auditor'] }, AGREED)).rejects.toMatchObject({
    code: 'org.duties_together',
    status: 422,
    fields: [{ path: 'roles' }],
  });
  await expect(
    createPosition(at.office.as(at.admin), { ...body, roles: ['clerk', 'auditor'] }, AGREED),
  ).rejects.toMatchObject({
    code: 'org.duties_together',
  });
});

test('who only administers or audits has no part in the work of the unit of his desk', async () => {
  const place = { agencyId: at.district.id, unitId: at.unit.id };
  const unitsOf = async (given: Role[]) => (await buildSubject(at.office.db, { ...place, roles: given })).unitIds;
  expect(await unitsOf(['administrator'])).toEqual([]);
  expect(await unitsOf(['auditor'])).toEqual([]);
  expect(await unitsOf(['specialist'])).toEqual([at.unit.id]);
  const head = await buildSubject(at.office.db, { ...place, roles: ['administrator'], rank: 'unit_deputy' });
  expect(head.unitIds).toEqual([]);
  expect(await loadSubject(at.office.db, head, TODAY)).toMatchObject({ unitIds: [], unitId: at.unit.id });
});
