import { type FormCode, type FormDefinition, fieldsOf } from '@congvu/forms';

/** Fields side by side on the screen; a number behind a key is its share of the row. */
type Row = readonly (readonly [key: string, share: number])[];

export interface SheetGroup {
  title: string;
  rows: readonly Row[];
}

function person(prefix: string): Row[] {
  return [
    [
      [`${prefix}fullName`, 3],
      [`${prefix}gender`, 2],
    ],
    [
      [`${prefix}bornOn`, 2],
      [`${prefix}birthPlace`, 3],
    ],
    [
      [`${prefix}identity.number`, 5],
      [`${prefix}identity.issuedOn`, 4],
      [`${prefix}identity.issuedBy`, 6],
    ],
  ];
}

const OLD_CERTIFICATE: SheetGroup = {
  title: 'Chứng thư số cũ, nếu có',
  rows: [
    [['oldCertificate.serial', 1]],
    [
      ['oldCertificate.issuedOn', 1],
      ['oldCertificate.expiresOn', 1],
    ],
  ],
};

const one = (...keys: string[]): Row[] => keys.map((key) => [[key, 1]]);
const two = (left: string, right: string): Row => [
  [left, 1],
  [right, 1],
];

const GROUPS: Partial<Record<FormCode, readonly SheetGroup[]>> = {
  M01: [
    { title: 'Người đề nghị', rows: person('') },
    {
      title: 'Liên lạc và nơi công tác',
      rows: [
        ...one('email'),
        two('employer', 'position'),
        ...one('employerAddress'),
        [
          ['mobile', 2],
          ['pkiSim', 3],
        ],
      ],
    },
    OLD_CERTIFICATE,
  ],
  M02: [
    { title: 'Cơ quan, tổ chức', rows: [...one('organisationName', 'address'), ...one('province', 'email')] },
    {
      title: 'Mã số của cơ quan, tổ chức',
      rows: [two('taxCode', 'budgetCode'), two('taxCodeNone', 'budgetCodeNone')],
    },
    OLD_CERTIFICATE,
  ],
  M03: [
    {
      title: 'Thông tin chứng thư số',
      rows: [
        ...one('subject.kind', 'subject.name', 'certificate.serial'),
        two('certificate.issuedOn', 'certificate.expiresOn'),
        ...one('subject.email'),
        two('container', 'subject.mobile'),
      ],
    },
    { title: 'Thông tin đề nghị', rows: one('renew', 'change', 'changes') },
  ],
  M04: [
    {
      title: 'Người khai',
      rows: [...person('declarant.'), two('declarant.position', 'declarant.mobile'), ...one('declarant.employer')],
    },
    {
      title: 'Chứng thư số đề nghị thu hồi',
      rows: [
        ...one('subject.kind', 'subject.name'),
        [
          ['subject.identity.number', 5],
          ['subject.identity.issuedOn', 4],
          ['subject.identity.issuedBy', 6],
        ],
        two('subject.taxCode', 'subject.budgetCode'),
        two('subject.taxCodeNone', 'subject.budgetCodeNone'),
        ...one('subject.email', 'certificate.serial'),
        two('container', 'token.serial'),
        ...one('subject.mobile'),
      ],
    },
    { title: 'Lý do thu hồi', rows: one('reasonCode', 'reason') },
  ],
  M05: [
    {
      title: 'Người khai',
      rows: [...person('declarant.'), two('declarant.position', 'declarant.mobile'), ...one('declarant.employer')],
    },
    { title: 'Thiết bị cần khôi phục', rows: one('token.serial', 'subject.name', 'subject.email') },
  ],
};

/** Groups of the screen; a field the table above does not know (a later set of forms) still has its place at the end. */
export function groupsOf(form: FormDefinition): readonly SheetGroup[] {
  const groups = GROUPS[form.code] ?? [];
  const placed = new Set(groups.flatMap((group) => group.rows.flatMap((row) => row.map(([key]) => key))));
  const rest = fieldsOf(form).filter((field) => !placed.has(field.key));
  return rest.length === 0
    ? groups
    : [...groups, { title: 'Thông tin khác', rows: rest.map((field) => [[field.key, 1]]) }];
}
