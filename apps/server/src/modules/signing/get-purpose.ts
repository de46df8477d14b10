import { AppError } from '../../platform/errors.ts';
import type { SigningPurpose } from './purpose.ts';

export function getPurpose(purposes: readonly SigningPurpose[], name: string): SigningPurpose {
  const purpose = purposes.find((candidate) => candidate.name === name);
  if (purpose === undefined) {
    throw new AppError('signing.nothing_to_sign', 422, 'Không có việc ký loại này.');
  }
  return purpose;
}
