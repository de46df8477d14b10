import type { CreateDelegation } from '@congvu/contracts';
import { describe, expect, test } from 'vitest';
import { checkDelegation, type DelegationFacts, type Post } from './delegation-rules.ts';

function post(given: Partial<Post> & Pick<Post, 'positionId' | 'rank'>): Post {
  return { agencyId: 'A', agenciesAbove: [], unitId: 'U', validFrom: '2020-01-01', validTo: null, ...given };
}

const HEAD = post({ positionId: 'head', rank: 'agency_head' });
const DEPUTY = post({ positionId: 'deputy', rank: 'agency_deputy' });
const UNIT_HEAD = post({ positionId: 'unit head', rank: 'unit_head' });
const UNIT_DEPUTY = post({ positionId: 'unit deputy', rank: 'unit_deputy' });
const STAFF = post({ positionId: 'staff', rank: 'staff' });
const BELOW = post({ positionId: 'below', rank: 'agency_head', agencyId: 'B', agenciesAbove: ['A'] });
const STRANGER = post({ positionId: 'stranger', rank: 'agency_head', agencyId: 'C' });

type Given = Partial<CreateDelegation> & Pick<CreateDelegation, 'capacity'>;

function facts(to: Post, from: Post | null, given: Given, more: Partial<DelegationFacts> = {}): DelegationFacts {
  return {
    agencyId: 'A',
    to,
    from,
    heads: [HEAD],
    standing: [],
    ...more,
    wanted: {
      fromPositionId: from?.positionId ?? null,
      toPositionId: to.positionId,
      basis: 'Quyết định số 12/QĐ-UBND',
      basisOn: '2021-03-01',
      documentTypes: [],
      fields: [],
      validFrom: '2021-03-01',
      validTo: null,
      ...given,
    },
  };
}

const fieldsOf = (given: DelegationFacts): string[] => checkDelegation(given).map((item) => item.field);
const TUQ: Given = { capacity: 'TUQ', validTo: '2021-12-31', documentTypes: ['official_letter'] };
const TL: Given = { capacity: 'TL', documentTypes: ['official_letter'] };
const VACANT = { heads: [{ ...HEAD, validTo: '2021-02-28' }] };
const ORDERED = { standing: [{ capacity: 'TL', toPositionId: 'unit head', validFrom: '2021-01-01', validTo: null }] };

describe('Decree 30/2020 Art. 13 allows', () => {
  test.each<[string, DelegationFacts]>([
    ['KT. of a deputy', facts(DEPUTY, HEAD, { capacity: 'KT' })],
    ['KT. of a deputy by regulation', facts(DEPUTY, null, { capacity: 'KT' })],
    ['KT. of a unit deputy whose head signs by order', facts(UNIT_DEPUTY, UNIT_HEAD, { capacity: 'KT' }, ORDERED)],
    ['TL. of a unit head', facts(UNIT_HEAD, null, TL)],
    ['TUQ. of the head of a subordinate agency', facts(BELOW, HEAD, TUQ)],
    ['TUQ. of a unit head, limited by field', facts(UNIT_HEAD, HEAD, { ...TUQ, documentTypes: [], fields: ['y tế'] })],
    ['Q. while the seat of the head is vacant', facts(DEPUTY, null, { capacity: 'Q' }, VACANT)],
  ])('%s', (_name, given) => {
    expect(checkDelegation(given)).toEqual([]);
  });
});

describe('Decree 30/2020 Art. 13 refuses', () => {
  test.each<[string, DelegationFacts, string]>([
    ['KT. of a specialist', facts(STAFF, HEAD, { capacity: 'KT' }), 'toPositionId'],
    ['KT. of a deputy elsewhere', facts({ ...DEPUTY, agencyId: 'B' }, HEAD, { capacity: 'KT' }), 'toPositionId'],
    ['KT. given by a deputy', facts(DEPUTY, UNIT_HEAD, { capacity: 'KT' }), 'fromPositionId'],
    ['KT. of a unit deputy without an order', facts(UNIT_DEPUTY, UNIT_HEAD, { capacity: 'KT' }), 'fromPositionId'],
    [
      'KT. of a unit deputy of another unit',
      facts({ ...UNIT_DEPUTY, unitId: 'V' }, UNIT_HEAD, { capacity: 'KT' }, ORDERED),
      'fromPositionId',
    ],
    ['TL. of a specialist', facts(STAFF, null, TL), 'toPositionId'],
    ['TL. of a head elsewhere', facts({ ...UNIT_HEAD, agencyId: 'B' }, null, TL), 'toPositionId'],
    ['TL. for every document', facts(UNIT_HEAD, null, { capacity: 'TL' }), 'documentTypes'],
    ['TL. given by a deputy', facts(UNIT_HEAD, DEPUTY, TL), 'fromPositionId'],
    ['TUQ. without an end', facts(BELOW, HEAD, { ...TUQ, validTo: null }), 'validTo'],
    ['TUQ. without limited content', facts(BELOW, HEAD, { ...TUQ, documentTypes: [] }), 'documentTypes'],
    ['TUQ. by nobody', facts(BELOW, null, TUQ), 'fromPositionId'],
    ['TUQ. by a deputy', facts(BELOW, DEPUTY, TUQ), 'fromPositionId'],
    ['TUQ. to an agency outside the structure', facts(STRANGER, HEAD, TUQ), 'toPositionId'],
    ['TUQ. to a specialist', facts(STAFF, HEAD, TUQ), 'toPositionId'],
    ['Q. beside a head in office', facts(DEPUTY, null, { capacity: 'Q' }), 'capacity'],
    ['Q. of the head', facts(HEAD, null, { capacity: 'Q' }, VACANT), 'toPositionId'],
    [
      'a second Q.',
      facts(
        DEPUTY,
        null,
        { capacity: 'Q' },
        { ...VACANT, standing: [{ capacity: 'Q', toPositionId: 'x', validFrom: '2021-03-10', validTo: null }] },
      ),
      'capacity',
    ],
    ['a paper later than the power', facts(DEPUTY, HEAD, { capacity: 'KT', basisOn: '2021-03-02' }), 'basisOn'],
    ['an end before the start', facts(DEPUTY, HEAD, { capacity: 'KT', validTo: '2021-02-01' }), 'validTo'],
    [
      'a holder no longer in office',
      facts({ ...DEPUTY, validTo: '2021-02-28' }, HEAD, { capacity: 'KT' }),
      'toPositionId',
    ],
    [
      'a giver no longer in office',
      facts(DEPUTY, { ...HEAD, validTo: '2021-02-28' }, { capacity: 'KT' }),
      'fromPositionId',
    ],
  ])('%s', (_name, given, field) => {
    expect(fieldsOf(given)).toContain(field);
  });

  test('sub-delegation of an authorisation', () => {
    const standing = [{ capacity: 'TUQ', toPositionId: 'unit head', validFrom: '2021-01-01', validTo: '2021-12-31' }];
    expect(checkDelegation(facts(BELOW, UNIT_HEAD, TUQ, { standing }))).toEqual([
      expect.objectContaining({ field: 'fromPositionId', message: expect.stringContaining('không được ủy quyền lại') }),
    ]);
    expect(fieldsOf(facts(BELOW, HEAD, TUQ, { standing }))).toEqual([]);
  });
});
