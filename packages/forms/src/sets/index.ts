import type { FormCode, FormDefinition, RequestKind } from '../definition.ts';
import { FormsError } from '../error.ts';
import { M06, M07, M08 } from './2021/accounts.ts';
import { M01 } from './2021/m01.ts';
import { M02 } from './2021/m02.ts';
import { M03 } from './2021/m03.ts';
import { M04 } from './2021/m04.ts';
import { M05 } from './2021/m05.ts';
import { M09, M10 } from './2021/mailboxes.ts';

/** The forms one letter or decree brought. Kinds are stable over the sets; numbers, fields and layout are not. */
export interface FormSet {
  readonly code: string;
  readonly title: string;
  readonly forms: readonly FormDefinition[];
}

/** The ten forms of 2021, in the order of the letter. */
export const FORMS: readonly FormDefinition[] = [M01, M02, M03, M04, M05, M06, M07, M08, M09, M10];

/** All sets known. A later one is added here; forms keep the set they were filled in, so that a reprint stays the same. */
export const FORM_SETS: readonly FormSet[] = [{ code: '2021', title: 'Mẫu kèm Công văn tháng 3/2021', forms: FORMS }];

/**
 * @throws FormsError `forms.unknown_form`
 * @example formByCode('M01').title // ['ĐỀ NGHỊ CẤP CHỨNG THƯ SỐ CHO CÁ NHÂN']
 */
export function formByCode(code: FormCode, set = '2021', sets: readonly FormSet[] = FORM_SETS): FormDefinition {
  const found = sets.find((one) => one.code === set)?.forms.find((form) => form.code === code);
  if (found === undefined) {
    throw new FormsError('forms.unknown_form', `Không có mẫu ${code} trong bộ mẫu ${set}.`);
  }
  return found;
}

function isValidOn({ validFrom, validTo }: FormDefinition, day: string): boolean {
  return validFrom <= day && (validTo === null || day <= validTo);
}

/**
 * The form for a purpose on a day; without a day, the newest. A kind a later set leaves out keeps its older form.
 * @param on `yyyy-mm-dd`
 * @throws FormsError `forms.no_form_on_date`
 * @example formByKind('cert.revoke', '2021-03-24').code // 'M04'
 */
export function formByKind(kind: RequestKind, on?: string, sets: readonly FormSet[] = FORM_SETS): FormDefinition {
  const found = sets
    .flatMap(({ forms }) => forms)
    .filter((form) => form.kind === kind && (on === undefined || isValidOn(form, on)))
    .toSorted((left, right) => (left.validFrom < right.validFrom ? 1 : -1))[0];
  if (found === undefined) {
    throw new FormsError('forms.no_form_on_date', `Không có mẫu nào cho “${kind}” có hiệu lực ngày ${on ?? ''}.`);
  }
  return found;
}
