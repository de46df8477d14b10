import { AppError } from '../../platform/errors.ts';
import type { AnyPurpose, DetachedPurpose, SigningPurpose } from './purpose.ts';

export function getPurpose(purposes: readonly AnyPurpose[], name: string): AnyPurpose {
  const purpose = purposes.find((candidate) => candidate.name === name);
  if (purpose === undefined) {
    throw new AppError('signing.nothing_to_sign', 422, 'Không có việc ký loại này.');
  }
  return purpose;
}

export function isDetached(purpose: AnyPurpose): purpose is DetachedPurpose {
  return 'detached' in purpose;
}

/** Of what is a PDF. @throws AppError where only whole PDF files can be worked on */
export function asPdfPurpose(purpose: AnyPurpose): SigningPurpose {
  if (isDetached(purpose)) {
    throw new AppError(
      'signing.external_refused',
      422,
      'Việc ký này không phải ký tệp PDF nên không dùng cách này được. Ký bằng chương trình ký Công Vụ hoặc dịch vụ ký từ xa.',
    );
  }
  return purpose;
}
